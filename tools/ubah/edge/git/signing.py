"""Why git could not sign: a sentence, and the next step, for each cause that is common.

git and ssh-keygen are asked to speak English (LC_ALL=C); their words are matched, never shown, unless
the cause is none of these.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

from ubah.core.diagnostics import CannotRun, Message, msg

_WHO = re.compile(
    "tell me who you are|auto-detect email|empty ident name|no (?:name|email) was given"
)
_NAMED_NOWHERE = re.compile("user.signing[kK]ey.*needs? to be (?:set|configured)|no signing key")
_OPEN = re.compile("UNPROTECTED PRIVATE KEY|are too open|bad permissions", re.IGNORECASE)
_PASSPHRASE = re.compile("passphrase|read_passphrase|ssh_askpass|askpass", re.IGNORECASE)
_NO_AGENT = re.compile("[Cc]ouldn't get agent socket|connect(?:ing)? to (?:the )?agent")
_ABSENT = re.compile(
    "No private key found|[Cc]ouldn't find key in agent|not found in agent|Load key .*: No such file"
    "|[Cc]ouldn't load (?:public )?key .*: No such file"
)
_REFUSED = re.compile("agent refused operation|device not found|user presence", re.IGNORECASE)
_DAMAGED = re.compile(
    "invalid format|error in libcrypto|unsupported|[Cc]ouldn't load|not an? (?:OpenSSH )?key"
)
_DENIED = re.compile("Load key .*: Permission denied")
_TOO_OLD = re.compile("-Y sign is needed|unknown option -- Y|illegal option -- Y")

SIGNING_KEY = msg("name a key: --key FILE, or once: git config user.signingKey FILE")


def cannot_sign(said: str, key: str) -> CannotRun:
    """Return the problem that ``said``, git's own words, stands for; ``key`` is the key's file, or ""."""
    for pattern, told in _CAUSES:
        if pattern.search(said):
            message, hint = told(key or "user.signingKey", shlex.quote(key or "FILE"))
            return CannotRun(message, hint)
    return CannotRun(
        msg("git could not make a signed commit: {reason}", reason=said),
        msg("mend what git names, then type the command again; ubah doctor looks at the set-up"),
    )


def key_named(key: Path | None, configured: str) -> str:
    """Return the file of the key that git was to sign with, "" where it is no file."""
    if key is not None:
        return str(key)
    return "" if configured.startswith(("key::", "ssh-", "ecdsa-", "sk-")) else configured


def _who(_key: str, _typed: str) -> tuple[Message, Message]:
    return (
        msg("git does not know who you are: no name and e-mail address are set"),
        msg(
            "type both, with your own: git config --global user.name 'NAME'; git config --global user.email ADDRESS"
        ),
    )


def _named_nowhere(_key: str, _typed: str) -> tuple[Message, Message]:
    return msg("no key to sign with was found"), SIGNING_KEY


def _open(key: str, typed: str) -> tuple[Message, Message]:
    return (
        msg("others may read the key {key}, so ssh-keygen does not use it", key=key),
        msg(
            "type: chmod 600 {key}; if it lies on a Windows drive (WSL), where that has no effect, copy it to ~/.ssh first",
            key=typed,
        ),
    )


def _passphrase(key: str, typed: str) -> tuple[Message, Message]:
    return (
        msg("the key {key} has a passphrase, which was not given or is wrong", key=key),
        msg(
            "type: ssh-add {key}, and give the passphrase there; or type this command in a terminal, which asks for it",
            key=typed,
        ),
    )


def _absent(key: str, typed: str) -> tuple[Message, Message]:
    path = Path(key).expanduser()
    if (path.with_suffix("") if path.suffix == ".pub" else path).is_file():
        return _damaged(key, typed)
    if not os.environ.get("SSH_AUTH_SOCK"):
        return _no_agent(key, typed)
    return (
        msg("there is no private half of {key}: not in that folder, nor in ssh-agent", key=key),
        msg(
            "to see what ssh-agent holds, type: ssh-add -l; to add a key: ssh-add FILE; or name the private key's file: --key FILE"
        ),
    )


def _no_agent(key: str, _typed: str) -> tuple[Message, Message]:
    return (
        msg(
            "there is no private half of {key} in that folder, and ssh-agent is not running here",
            key=key,
        ),
        msg(
            "start it: eval $(ssh-agent); ssh-add FILE; then ssh-add -l shows what it holds; or name the private key's file: --key FILE"
        ),
    )


def _refused(key: str, _typed: str) -> tuple[Message, Message]:
    return (
        msg("ssh-agent or the security key did not sign with {key}", key=key),
        msg("confirm it there, or touch the security key, then type the command again"),
    )


def _denied(key: str, typed: str) -> tuple[Message, Message]:
    return (
        msg("you may not read the key {key}", key=key),
        msg("type: ls -l {key}, to see whose it is, and name a key of your own", key=typed),
    )


def _damaged(key: str, _typed: str) -> tuple[Message, Message]:
    return (
        msg("{key} is no private key that OpenSSH can read", key=key),
        msg(
            "if it is a PuTTY key, let PuTTYgen write one for OpenSSH: Conversions, Export OpenSSH key; save it with line feeds, not with Windows line endings"
        ),
    )


def _too_old(_key: str, _typed: str) -> tuple[Message, Message]:
    return msg("this ssh-keygen is too old to sign"), msg("install OpenSSH 8.2 or newer")


_CAUSES: tuple[tuple[re.Pattern[str], Callable[[str, str], tuple[Message, Message]]], ...] = (
    (_WHO, _who),
    (_NAMED_NOWHERE, _named_nowhere),
    (_TOO_OLD, _too_old),
    (_OPEN, _open),
    (_PASSPHRASE, _passphrase),
    (_DENIED, _denied),
    (_NO_AGENT, _no_agent),
    (_ABSENT, _absent),
    (_REFUSED, _refused),
    (_DAMAGED, _damaged),
)
