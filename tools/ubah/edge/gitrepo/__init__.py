"""All access to git: the only package that imports it.

`ObjectStore` reads for the judge and trusts nothing but hashes; `WorkingRepository` is the user's own.
"""

import os

# Without this, GitPython fails while it is imported where git is not installed.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from ubah.edge.gitrepo.common import (
    GIT_ERRORS,
    OID,
    MissingObject,
    describe_git_problem,
    require_git,
    require_signing_tools,
)
from ubah.edge.gitrepo.exchange import Exchange
from ubah.edge.gitrepo.objects import ObjectStore
from ubah.edge.gitrepo.opening import (
    clean_process_environment,
    find_repository,
    make_repository,
)
from ubah.edge.gitrepo.working import WorkingRepository

__all__ = [
    "GIT_ERRORS",
    "OID",
    "Exchange",
    "MissingObject",
    "ObjectStore",
    "WorkingRepository",
    "clean_process_environment",
    "describe_git_problem",
    "find_repository",
    "make_repository",
    "require_git",
    "require_signing_tools",
]
