"""`ubah desk`: serve the pages on which people decide without git, and send links to them."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.completing import complete_record
from ubah.cli.language import language_option


@click.group()
def desk() -> None:
    """Let people decide without git, on the office's own server."""


@desk.command()
@click.option(
    "--key",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The recorder's private key; it signs what lands.",
)
@click.option(
    "--secret-file",
    "secret",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File outside the repository with the secret that seals links and pages.",
)
@click.option(
    "--listen",
    default="127.0.0.1:8642",
    show_default=True,
    help="Where the web server in front of it finds it: ADDRESS:PORT, or a path for a Unix socket.",
)
@click.option(
    "--user-header",
    default="",
    help="Header in which the web server says whom the log-in let in, such as X-Remote-User.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    help="Address that the web server comes from; nobody else is answered. Default: this machine.",
)
@click.option("--remote", default="origin", show_default=True, help="The server's repository.")
@language_option
def serve(
    key: Path,
    secret: Path,
    listen: str,
    user_header: str,
    proxies: tuple[str, ...],
    remote: str,
    lang: str | None,
) -> None:
    """Serve the desk, behind the office's own web server."""
    from ubah.cli.desk.serving import run_desk  # only here: the web framework is an extra

    run_desk(key, secret, listen, user_header, proxies, remote, lang)


@desk.command()
@click.argument("record", shell_complete=complete_record)
@click.option(
    "--settings",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The settings of ubah notify, with desk {secret_file}.",
)
@click.option("--to", "people", multiple=True, metavar="PERSON", help="Only to this person.")
@click.option("--dry-run", is_flag=True, help="Show who would get a link; send none.")
@language_option
def link(record: str, path: Path, people: tuple[str, ...], dry_run: bool, lang: str | None) -> None:
    """Send a one-time link for RECORD to whoever is waited for."""
    from ubah.cli.letters.linking import send_links  # only here: sealing is an extra

    send_links(record, path, people, dry_run, lang)
