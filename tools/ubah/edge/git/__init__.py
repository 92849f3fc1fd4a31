"""All access to git: the only package that imports it.

`ObjectStore` reads for the judge and trusts nothing but hashes; `WorkingRepository` is the user's own.
"""

import os

# GitPython looks for git while it is imported: it must neither fail where git is not installed, nor
# take another program for it.
os.environ["GIT_PYTHON_REFRESH"] = "quiet"
os.environ.pop("GIT_PYTHON_GIT_EXECUTABLE", None)

from ubah.edge.git.common import (
    GIT_ERRORS,
    OID,
    MissingObject,
    describe_git_problem,
    require_git,
    require_signing_tools,
)
from ubah.edge.git.exchange import Exchange
from ubah.edge.git.objects import READ_HERE, ObjectStore
from ubah.edge.git.opening import (
    find_repository,
    make_repository,
)
from ubah.edge.git.settings import user_setting
from ubah.edge.git.working import WorkingRepository

__all__ = [
    "GIT_ERRORS",
    "OID",
    "READ_HERE",
    "Exchange",
    "MissingObject",
    "ObjectStore",
    "WorkingRepository",
    "describe_git_problem",
    "find_repository",
    "make_repository",
    "require_git",
    "require_signing_tools",
    "user_setting",
]
