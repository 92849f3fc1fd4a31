"""The environment that a run starts with: what of it is honoured, and what is dropped (rule 9).

Nothing is imported here but the standard library: git, GitPython, OpenSSL and Python itself read
their variables as early as when they are loaded.
"""

import os
import sys

_QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
_DROPPED = (
    "GIT_",  # git: what it runs, reads, traces; GitPython: which program it takes for git
    "OPENSSL_",  # OpenSSL: its configuration, and modules that it loads
    "CRYPTOGRAPHY_",
    "CTLOG_FILE",  # OpenSSL: a list of certificate logs to trust
    "RANDFILE",  # OpenSSL: a file to seed its random numbers with
    "SSLKEYLOGFILE",  # Python's ssl, urllib3: a file to write the secrets of connections to
)
_PYTHON = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR"),
    *("PYTHONUSERBASE", "PYTHONPYCACHEPREFIX", "PYTHONINSPECT"),
)


def clean_process_environment() -> dict[str, str]:
    """Drop the variables that git, GitPython and OpenSSL read, and return those of a push's quarantine.

    Git sets the latter for its hooks; whoever uses them looks where they lead.
    """
    kept = {name: os.environ[name] for name in _QUARANTINE if name in os.environ}
    for name in list(os.environ):
        if name.startswith(_DROPPED):
            del os.environ[name]
    return kept


def start_without_python_variables() -> None:
    """Start over where variables of Python's would let modules from anywhere take the place of ours.

    Not where the tool itself is found by them, as in a checkout that is not installed.
    """
    if sys.flags.ignore_environment or not any(name in os.environ for name in _PYTHON):
        return
    ours = os.path.realpath(os.path.join(__file__, *[os.pardir] * 4))  # noqa: PTH118 - see above
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if any(os.path.realpath(folder) == ours for folder in filter(None, named)):
        return
    for name in _PYTHON:
        os.environ.pop(name, None)
    words = [sys.executable, "-E", "-P", "-m", "ubah", *sys.argv[1:]]
    os.execv(sys.executable, words)  # noqa: S606 - the same Python, without a shell
