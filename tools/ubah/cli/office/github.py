"""`ubah github`: bring the files below .github in line with sop.yaml, the schemas and roles.yaml."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ubah.cli.language import language_option, say
from ubah.cli.session import EXIT_CODES
from ubah.core.diagnostics import Verdict, msg
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_files import refuse_left_out
from ubah.edge.clone.workspace import authority_on_disk
from ubah.edge.forges.kind import ForgeKind
from ubah.edge.forges.table import FORGES
from ubah.edge.system import catalogues, clock, disk
from ubah.publish.forges.table import FORGE_PAGES


def outdated(root: Path, forge: ForgeKind, *, release: bool = False) -> dict[str, bytes | None]:
    """Return the files for ``forge`` that differ, with what they should hold (None: should be gone).

    ``release``: those that come from the release of the tool, too.
    """
    pages = FORGE_PAGES[forge.name]
    authority = authority_on_disk(root)
    day = authority.office.day(clock.now())
    refuse_left_out(root, (pages.folder,))
    wanted = pages.derived_files(authority, day, catalogues.load(authority.office.language))
    present = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / pages.folder).rglob("*")
        if path.is_file() and pages.is_derived(path.relative_to(root).as_posix())
    }
    differing: dict[str, bytes | None] = {
        path: data for path, data in wanted.items() if present.get(path) != data
    }
    differing |= dict.fromkeys(present.keys() - wanted.keys())
    for path, data in forge.release_files().items() if release else ():
        if not (root / path).is_file() or disk.read(root / path) != data:
            differing[path] = data
    return differing


@click.command("github")
@click.option("--check", "only_check", is_flag=True, help="Only say whether they are up to date.")
@click.option(
    "--release", is_flag=True, help="Also the workflows, scripts and ruleset of this release."
)
@language_option
def github(only_check: bool, release: bool, lang: str | None) -> None:
    """Write the issue forms and CODEOWNERS that follow from the SOP, the schemas and roles.yaml."""
    bring_in_line(
        office_root(Path.cwd()), FORGES["github"], only_check=only_check, release=release, lang=lang
    )


def bring_in_line(
    root: Path, forge: ForgeKind, *, only_check: bool, release: bool, lang: str | None
) -> None:
    """Write the files that differ, or with ``only_check`` name them and fail."""
    differing = outdated(root, forge, release=release)
    if not differing:
        folder = FORGE_PAGES[forge.name].folder
        say(msg("the files below {folder} are up to date", folder=folder), lang)
        return
    for path, data in sorted(differing.items()):
        if only_check:
            command = f"{forge.files_command} --release" if release else forge.files_command
            say(msg("{path} is not up to date; type: {command}", path=path, command=command), lang)
        elif data is None:
            (root / path).unlink()
            say(msg("{path} is gone", path=path), lang)
        else:
            disk.write_atomically(root / path, data)
            say(msg("{path} is written", path=path), lang)
    if only_check:
        sys.exit(EXIT_CODES[Verdict.FAIL])
