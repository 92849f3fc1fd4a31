"""`ubah signers`: let git itself show whose signatures in a history are good."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ubah.cli.authority_at import authority_at
from ubah.cli.language import language_option, say
from ubah.core.people.signers import allowed_signers, names_keys, signers_of
from ubah.edge.system import disk


@click.command()
@click.argument("revision", default="")
@click.option(
    "--out",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file; default: print it.",
)
@language_option
def signers(revision: str, path: Path | None, lang: str | None) -> None:
    """Write whose keys were valid when, for git log --show-signature.

    The file is made of roles.yaml as it stands at REVISION (default: main), with every key that ever
    was anybody's. It lets git show signatures; whether a step was proved, ubah audit says.
    """
    authority, _ = authority_at(revision)
    lines = allowed_signers(signers_of(authority.roles), authority.office.zone)
    if path is None:
        sys.stdout.write(lines)
        return
    disk.write_atomically(path, lines.encode())
    say(names_keys(str(path), lines.count("\n")), lang)
