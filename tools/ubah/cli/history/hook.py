"""`ubah hook pre-receive`: enforcement on a plain git server."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ubah.cli.language import language_option, say
from ubah.cli.session import finish
from ubah.core.diagnostics import CannotRun, Finding, Place, error, msg
from ubah.core.rules.history import UPDATE_REFUSED
from ubah.edge.git import ObjectStore, WorkingRepository
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import errors_of
from ubah.edge.history.pushes import judge_push
from ubah.edge.office.hooks import PLACE, guard
from ubah.edge.system import clock

UPDATE = 3
_COMMIT = re.compile("[0-9a-f]{40}")
NOTHING = "0" * 40
FOR_PAGES = "GL-HOOK-ERR: "


@click.group()
def hook() -> None:
    """Hooks for a bare repository."""


@hook.command("pre-receive")
@language_option
@click.pass_obj
def pre_receive(quarantine: dict[str, str], lang: str | None) -> None:
    """Judge a push; installed as hooks/pre-receive of the bare repository."""
    with WorkingRepository(Path.cwd()) as repository:
        main = f"refs/heads/{repository.main}"
        for line in sys.stdin:
            words = line.rstrip("\n").split(" ", 2)
            if len(words) != UPDATE:
                raise CannotRun(
                    msg("a line of the push is not as git writes it: OLD NEW REF"),
                    msg("the hook is git's to run: put it into hooks/pre-receive and push"),
                )
            old, new, name = words
            if name == main:
                _judge_update(repository, quarantine, old, new, lang)
            elif new != NOTHING and _hides(name, repository.main):
                _refuse((_hiding(name, new),), lang)


@hook.command("install")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--root", default="", metavar="COMMIT", help="The office's first commit.")
@click.option(
    "--hook",
    "place",
    default=PLACE,
    show_default=True,
    metavar="PATH",
    help="Where the hook stands in DIR; in a forge's repository the folder for hooks of others.",
)
@language_option
def install(folder: Path, root: str, place: str, lang: str | None) -> None:
    """Guard the main branch of the bare repository DIR, which is made if it is not there.

    The hook runs this very installation of the tool, from a virtual environment too.
    """
    if root and not _COMMIT.fullmatch(root):
        raise CannotRun(
            msg("{root} is no commit's whole id", root=root),
            msg("it has 40 digits and letters; ubah init printed it, and ubah audit does"),
        )
    whole = folder.expanduser().resolve()
    if not (whole / place).resolve().is_relative_to(whole):
        raise CannotRun(
            msg("{path} lies outside the repository", path=place),
            msg("name a path inside it, such as hooks/pre-receive.d/ubah"),
        )
    if guard(whole, root, place):
        say(msg("{path} is made, and its main is guarded", path=str(whole)), lang)
    else:
        say(msg("the main of {path} is guarded", path=str(whole)), lang)
    if place == PLACE:
        say(msg("in the office: git remote add origin URL, then git push -u origin main"), lang)


def _hides(name: str, main: str) -> bool:
    """Whether a ref would stand in for main, or for an object, wherever git looks names up."""
    return name.startswith("refs/replace/") or name in (
        f"refs/tags/{main}",
        f"refs/heads/refs/heads/{main}",
        f"refs/tags/heads/{main}",
    )


def _hiding(name: str, new: str) -> Finding:
    message = msg("the ref {name} would stand in for main or for what has landed", name=name)
    return error(UPDATE_REFUSED, Place(commit=new), message, msg("give it another name"))


def _judge_update(
    repository: WorkingRepository, quarantine: dict[str, str], old: str, new: str, lang: str | None
) -> None:
    if new == NOTHING:
        message, hint = msg("main cannot be deleted"), msg("push a new commit instead")
        _refuse((error(UPDATE_REFUSED, Place(commit=old), message, hint),), lang)
    root = repository.config("ubah.root", own=True)
    before = "" if old == NOTHING else old
    if not before and not root:
        message = msg("no trust root is pinned in this repository")
        hint = msg("type here: ubah hook install . --root COMMIT (the first commit of the office)")
        _refuse((error(UPDATE_REFUSED, Place(commit=new), message, hint),), lang)
    extra = _quarantined(repository.git_dir, quarantine)
    with ObjectStore(repository.git_dir, extra) as store:
        reader = LandingReader(store)
        result = judge_push(reader, before, new, _clock(repository), root)
    if errors_of(result):
        _refuse(result.findings, lang)


def _refuse(findings: tuple[Finding, ...], lang: str | None) -> None:
    """Say why, also to whoever pressed a button on a GitLab's page: it shows what is marked for that."""
    pressed = os.environ.get("GL_PROTOCOL") == "web"  # docs.gitlab.com/administration/server_hooks
    if not pressed:
        say(msg("the push is refused; nothing was changed"), lang, error=True)
    finish("hook", findings, "text", lang, before_lines=FOR_PAGES if pressed else "")


def _clock(repository: WorkingRepository) -> datetime:
    """Return the time, which only this repository's own settings may replace, for a replay."""
    replayed = repository.config("ubah.clock", own=True)
    return datetime.fromtimestamp(int(replayed), UTC) if replayed.isdigit() else clock.now()


def _quarantined(git_dir: Path, quarantine: dict[str, str]) -> tuple[Path, ...]:
    """Return where git keeps the objects of this push, if that lies in this repository (rule 9).

    Raises:
        CannotRun: if the variables lead elsewhere.
    """
    named = [quarantine.get("GIT_OBJECT_DIRECTORY", "")]
    named += quarantine.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "").split(os.pathsep)
    found = []
    for name in filter(None, named):
        path = (Path.cwd() / name).resolve()
        if not path.is_relative_to(git_dir / "objects"):
            raise CannotRun(
                msg("git's quarantine lies outside this repository: {path}", path=str(path))
            )
        found.append(path)
    return tuple(found)
