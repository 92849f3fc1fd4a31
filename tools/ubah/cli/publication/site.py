"""`ubah site`: audit the history and publish the register as a web site."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from ubah.cli.days import moment_on, typed_day
from ubah.cli.language import say
from ubah.cli.publication.judged_register import load_judged_register, shown_attachments
from ubah.cli.session import progress_bar
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import Register
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_files import refuse_left_out
from ubah.edge.system import catalogues, clock, disk
from ubah.publish.output.edition import Edition
from ubah.publish.output.run import build_site

SETTINGS = {"id": "mkdocs.yml", "en": "site/mkdocs.en.yml"}


@click.command()
@click.option("--internal", is_flag=True, help="With the fields that the public must not see.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Default: build/site."
)
@click.option("--lang", type=click.Choice(["id", "en"]), help="Only this language; default: both.")
@click.option(
    "--on",
    "day",
    default="",
    metavar="DAY",
    help="Tell ages and time limits as of this day (YYYY-MM-DD); default: now.",
)
def site(internal: bool, out: Path | None, lang: str | None, day: str) -> None:
    """Build the web site of the register into build/site."""
    root = office_root(Path.cwd())
    target = out.resolve() if out else root / "build/site"
    disk.refuse_foreign_folder(target, root)
    on = typed_day(day)
    register = load_judged_register(root, lang)
    now = moment_on(on, register, clock.now()) if on else clock.now()
    pages, tip = publish(root, target, register, now, internal=internal, lang=lang, on=on)
    say(
        msg(
            "a page for each of {records} requests; open {path}",
            records=pages,
            path=str(target / "index.html"),
        ),
        lang,
    )
    if tip:
        say(
            msg("it shows main as of {commit}; what is not on main is left out", commit=tip[:12]),
            lang,
        )


def publish(
    root: Path,
    target: Path,
    register: Register,
    now: datetime,
    *,
    internal: bool = False,
    lang: str | None = None,
    on: date | None = None,
) -> tuple[int, str]:
    """Build the site of the office at ``root``; return the number of requests, and main's commit.

    The commit is "" for the sample office, of which the work tree is shown. Where ``on`` is given,
    every page says that ages are told as of that day.

    Raises:
        CannotRun: if the site cannot be built.
    """
    editions = site_editions(root, lang)
    clock.refuse_unusable_date()
    shown = "" if register.authority.office.sample else register.audit.tip
    attachments = shown_attachments(root, register, internal)
    with progress_bar(msg("Building the site"), lang, forks=True) as progress:
        pages = build_site(
            register, now, internal, editions, target,
            on=on, attachments=attachments, progress=progress,
        )  # fmt: skip
    return pages, shown


def site_editions(root: Path, lang: str | None) -> tuple[Edition, ...]:
    """Return the languages to build: Indonesian, and English beside it where it has settings.

    Raises:
        CannotRun: if the language that is asked for has none.
    """
    home = root if (root / SETTINGS["id"]).is_file() else disk.template_root()
    refuse_left_out(root, ("site", *SETTINGS.values()))
    known = [name for name in SETTINGS if (home / SETTINGS[name]).is_file()]
    if lang and lang not in known:
        raise CannotRun(
            msg("there is no {path} to build the site with", path=SETTINGS[lang]),
            msg("type: ubah site --lang {language}", language=known[0] if known else "id"),
        )
    if lang or len(known) == 1:
        only = lang or known[0]
        return (Edition(only, catalogues.load(only), home / SETTINGS[only]),)
    return (
        Edition("id", catalogues.load("id"), home / SETTINGS["id"], "", "en/"),
        Edition("en", catalogues.load("en"), home / SETTINGS["en"], "en", "../"),
    )
