"""`ubah demo`: a whole office, from the sample register, with real keys and a guarded server."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import click

from ubah.cli.days import moment_on, newest_day
from ubah.cli.language import language_option, say
from ubah.cli.session import progress_bar
from ubah.core.diagnostics import CannotRun, Verdict, msg, verdict_of
from ubah.core.names import VERDICTS_IN_A_SENTENCE
from ubah.edge.clone.workspace import object_reader
from ubah.edge.git import require_git
from ubah.edge.history.audit import audit
from ubah.edge.office.replay import (
    LANDER,
    DemoOffice,
    finish_office,
    forge_approval,
    found_office,
    replay,
    replay_steps,
)
from ubah.edge.system import clock, disk

LOOKING = (
    "ubah list --open",
    "ubah show {record}",
    "ubah next --person kepala",
    "ubah check",
    "ubah audit",
    "git log --first-parent --show-signature -3",
)
ACTING = (
    "ubah advance {record} approve --key ../keys/kepala",
    "ubah land",
    "git push",
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
def demo(folder: Path, lang: str | None) -> None:
    """Build a whole office in DIR: server with its hook, clone, keys, signed history, site."""
    folder = folder.resolve()
    disk.refuse_full_folder(folder)
    require_git()
    clock.refuse_unusable_date()
    import_module("ubah.cli.publication.site")  # MkDocs takes its time, and may not be installed
    with _all_or_nothing(folder, lang):
        office, record = _build(folder, lang)
        verdict = _audit(office, lang)
        target = folder / "repo/build/site"
        pages, day = _publish(folder / "repo", target)
    say(
        msg(
            "5. The site, with a page for each of {records} requests, as of {day}: {path}",
            records=pages,
            day=day.isoformat(),
            path=str(target),
        ),
        lang,
    )
    _closing(office, record, lang)
    sys.exit(0 if verdict is Verdict.PASS else 1)


@contextmanager
def _all_or_nothing(folder: Path, lang: str | None) -> Iterator[None]:
    """Remove what was made if the block does not come to its end, so that DIR is free again."""
    was_there = folder.is_dir()
    try:
        yield
    except BaseException:
        if folder.is_dir() and not os.environ.get("UBAH_DEBUG"):
            disk.remove_contents(folder, itself=not was_there)
            said = msg("what had been made in {path} was removed", path=str(folder))
            say(said, lang, error=True)
        raise


def _build(folder: Path, lang: str | None) -> tuple[DemoOffice, str]:
    """Found the office and replay the sample; return it with the emergency that waits for the head."""
    say(msg("1. Founding the office: keys, a server with its hook, the trust root"), lang)
    office = found_office(folder)
    steps = replay_steps(office.authority)
    say(
        msg(
            "2. Replaying {steps} steps; each is signed by its actor, landed, and judged by the hook",
            steps=len(steps),
        ),
        lang,
    )
    with progress_bar(msg("Replaying"), lang) as progress:
        replay(office, steps, progress)
    say(msg("   {landed} landings accepted", landed=office.landed), lang)
    record = _show_forgery(office, lang)
    different = finish_office(office)
    if different:
        raise CannotRun(
            msg("the replay does not equal the sample: {paths}", paths=", ".join(different))
        )
    return office, record


def _show_forgery(office: DemoOffice, lang: str | None) -> str:
    say(msg("3. Now a change manager signs an approval in the head's name and pushes it:"), lang)
    record, accepted, said = forge_approval(office)
    if accepted:
        raise CannotRun(msg("the hook accepted a forged approval of {record}", record=record))
    for line in said.splitlines():
        if line.startswith("remote:") and line.removeprefix("remote:").strip():
            click.echo(f"   {line.removeprefix('remote: ').rstrip()}")
    say(msg("   The hook refused it; {record} still waits for the head", record=record), lang)
    return record


def _publish(root: Path, target: Path) -> tuple[int, date]:
    """Build the site as of the day after the last step, so that it looks as on a working day."""
    from ubah.cli.publication.judged_register import load_judged_register
    from ubah.cli.publication.site import publish

    register, now = load_judged_register(root, None), clock.now()
    last = newest_day(register) or register.authority.office.day(now)
    on = min(last + timedelta(days=1), max(last, register.authority.office.day(now)))
    pages, _tip = publish(root, target, register, moment_on(on, register, now), on=on)
    return pages, on


def _audit(office: DemoOffice, lang: str | None) -> Verdict:
    reader = object_reader(office.repository)
    with reader.store, progress_bar(msg("Auditing"), lang) as progress:
        result = audit(reader, office.tip, progress=progress)
    verdict = verdict_of(result.findings)
    say(
        msg(
            "4. The audit of {landings} landings and {steps} steps from the trust root {root}: {verdict}",
            landings=result.landings,
            steps=len(result.steps),
            root=result.trust_root[:12],
            verdict=VERDICTS_IN_A_SENTENCE[verdict],
        ),
        lang,
    )
    return verdict


def _closing(office: DemoOffice, record: str, lang: str | None) -> None:
    repository = office.folder / "repo"
    say(msg("Where to look:"), lang)
    say(msg("   the site: {path}", path=str(repository / "build/site/index.html")), lang)
    say(msg("   the records: {path}", path=str(repository / "changes")), lang)
    say(msg("   the keys, one a person: {path}", path=str(office.folder / "keys")), lang)
    say(msg("What to type next, in the office's clone:"), lang)
    if not shutil.which("ubah"):
        scripts = Path(sys.argv[0]).absolute().parent
        click.echo(f"   export PATH={shlex.quote(str(scripts))}:$PATH")
    click.echo(f"   cd {shlex.quote(str(repository))}")
    for line in LOOKING:
        click.echo(f"   {line.format(record=record)}")
    who = office.authority.roles.name(LANDER)
    say(
        msg(
            "Without more you act there as {who}; as somebody else by that person's key, such as the head, who decides on {record}:",
            who=f"{who} ({LANDER})",
            record=record,
        ),
        lang,
    )
    for line in ACTING:
        click.echo(f"   {line.format(record=record)}")
    last = office.landings[-1].date().isoformat()
    say(
        msg(
            "The sample's history ends on {day}, and the site speaks as of the day after it; by today's clock, as ubah list and ubah next have it, all that is open is overdue. That is no fault.",
            day=last,
        ),
        lang,
    )
