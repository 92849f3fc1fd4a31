"""Whether a forge shows restricted fields to more than the office: the site hides them, the files do not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from ubah.core.diagnostics import msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom


class Readers(Enum):
    """Who may read a repository."""

    OFFICE = "office"
    SERVER = "server"  # whoever has an account there
    ANYBODY = "anybody"


def readers_of(private: bool | None) -> Readers | None:
    """Return who may read a repository of a forge that tells private ones from public ones alone."""
    if private is None:
        return None
    return Readers.OFFICE if private else Readers.ANYBODY


def examine_restricted(readers: Readers | None, setting: Setting) -> Iterator[Symptom]:
    """Yield what is to be said of restricted fields; ``readers`` None: the forge does not tell."""
    if not setting.restricted or readers is Readers.OFFICE:
        return
    listed = tuple(
        f"{name} ({', '.join(fields)})" for name, fields in sorted(setting.restricted.items())
    )
    count, shown = len(listed), (*listed[:5], *(["…"] if len(listed) > 5 else []))
    hint = msg(
        "leave the fields out, in a request that updates these assets, or move the repository to where only the office reads it; what has been published once stays in the history"
    )
    if readers is None:
        said = msg(
            "{count} files hold restricted fields, which a public repository would show: {files}",
            count=count,
            files=shown,
        )
        yield Symptom(Condition.UNKNOWN, said, hint)
        return
    if readers is Readers.ANYBODY:
        said = msg(
            "the repository is public and {count} files hold restricted fields: {files}",
            count=count,
            files=shown,
        )
    else:
        said = msg(
            "whoever has an account on the server reads the repository, and {count} files hold restricted fields: {files}",
            count=count,
            files=shown,
        )
    yield Symptom(Condition.LACKING, said, hint)
