"""`ubah init`: a new office repository, with its first keys and its trust root.

Six questions: the office, the head, the head's superior, the change manager, one member of staff,
and the forge. Whatever else there is to say may come from a file of answers. Nothing is written
before every answer is sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.asking.inputs import read_mapping
from ubah.cli.asking.kept import Keeping
from ubah.cli.importing.at_founding import assets_brought
from ubah.cli.importing.reading import table_options
from ubah.cli.language import is_interactive, language_of, language_option, say
from ubah.cli.office.first_steps import Keys, steps_after_init
from ubah.cli.office.init_answers import (
    FORGE_FIELD,
    InitAnswers,
    Told,
    collect,
    zone_chosen,
    zone_taken,
)
from ubah.cli.office.init_people import FORGE, PersonAnswer
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.office.authority import Authority
from ubah.core.people.roles import Period
from ubah.core.people.signers import Signer, allowed_signers
from ubah.core.rehearsal.casting import BESIDES, PLAYERS, opening_request, with_cast
from ubah.edge.git import require_signing_tools
from ubah.edge.git.keys import KeyPair, new_key
from ubah.edge.office.folder.files import folder_files
from ubah.edge.office.founding import RECORDER, Founding, Officer, Premises, found, office_files
from ubah.edge.system import catalogues, clock, disk
from ubah.publish.forges.table import FORGE_PAGES

ROBOT = Label("Pencatat Otomatis", "Recorder")
SERVICE_ACCOUNT = Label("Akun layanan", "Service account")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="YAML file with the answers: name, time_zone, repository, and for head, superior, change_manager, requester: name, title, key, account {id, login}.",
)
@click.option(
    "--time-zone",
    metavar="ZONE",
    help="WIB, WITA or WIT, or a name such as Asia/Jakarta. Default: Asia/Makassar (WITA).",
)
@click.option(
    "--rehearsal",
    is_flag=True,
    help="Found an office to be thrown away, for ubah forge rehearse: two accounts are enough, the change manager's and the head's.",
)
@click.option(
    "--assets",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Spreadsheet with the asset register, to begin with; the next options say how it is read.",
)
@table_options
@click.option(
    "--skip-refused", is_flag=True, help="Take over the good rows though others are refused."
)
@language_option
def init(
    folder: Path,
    answers: Path | None,
    time_zone: str | None,
    rehearsal: bool,
    assets: Path | None,
    lang: str | None,
    **options: Any,
) -> None:
    """Make a new office repository in DIR: settings, officers with their keys, trust root.

    For an officer without a public key one is made in DIR-keys, to be handed over and deleted there.
    On GitHub the recorder gets a key of its own, too.
    """
    language = language_of(lang)
    whole = folder.expanduser().resolve()
    place = Premises(whole, whole.with_name(f"{whole.name}-keys"))
    require_signing_tools()
    place.refuse_taken(makes_keys=not answers)
    if not answers and not is_interactive():
        raise CannotRun(
            msg("nobody is here to answer"),
            msg("write the answers into a YAML file: ubah init DIR --answers FILE"),
        )
    given = read_mapping(answers) if answers else {}
    if rehearsal:
        given = with_cast(given, language)
    told = Told()

    def again(path: str) -> str:
        words = f"ubah init {quote(str(folder))} --answers {path}"
        words += " --rehearsal" if rehearsal else ""
        words += f" --assets {quote(str(assets))}" if assets else ""
        return f"{words} --lang {lang}" if lang else words

    home = next(path for path in place.folder.parents if path.exists())
    keeping = Keeping(home, f"{whole.name}-answers", told.kept, again, lang)
    if not answers:
        keeping.tell_earlier()
    with keeping.until_used() as told.save:
        collected = collect(given, time_zone, language, told, ask_forge=not answers)

        def brought(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
            return assets_brought(assets, options, files, language) if assets else {}

        _found(collected, place, folder, language, brought, rehearsal=rehearsal)


def _found(
    told: InitAnswers,
    place: Premises,
    folder: Path,
    language: str,
    brought: Callable[[Mapping[str, bytes]], Mapping[str, bytes]],
    *,
    rehearsal: bool,
) -> None:
    """Make the office that was told of, with what is brought along, and say what is next."""
    if rehearsal:
        _refuse_uncast(told)
    pairs = {person.id: new_key(person.id) for person in told.people if not person.key}
    if told.repository:
        pairs[RECORDER] = new_key(RECORDER)
    place.refuse_taken(makes_keys=bool(pairs))
    head = told.people[0]
    key = _private_key(head, place)
    if head.private:
        disk.read(head.private)  # the first commit is signed with it
    now = clock.now()
    zone = zone_chosen(told.zone)
    day = now.astimezone(zone).date()
    officers = tuple(_officers(told, pairs, language, BESIDES if rehearsal else {}))
    forge = (FORGE.name, FORGE.public_host)
    site = FORGE.site_address(told.repository) if told.repository else ""
    founding = Founding(
        told.name, told.zone, language, officers, day, told.repository, forge, site, rehearsal
    )
    translate = catalogues.load(language)

    def of_the_forge(authority: Authority) -> Mapping[str, bytes]:
        taken_over = FORGE.new_office_files(disk.template_root())
        own = opening_request(authority, now) if rehearsal else {}
        return taken_over | own | FORGE_PAGES[FORGE.name].derived_files(authority, day, translate)

    forms = FORGE_PAGES[FORGE.name].forms_page(forge[1], told.repository)
    files = {
        **office_files(founding, of_the_forge),
        **folder_files(told.name, language, translate, site, forms if told.repository else ""),
    }
    files |= brought(files)
    daily = _daily_signer(told)
    daily_key = _private_key(daily, place)
    known = (Signer(one.id, one.key, Period(day)) for one in officers)
    signers = allowed_signers(known, zone)
    root = found(place, files, pairs, key, head.name, now, (daily_key, signers))
    say(
        msg(
            "the office {name} is founded in {path}; trust root: {root}",
            name=told.name,
            path=str(folder),
            root=root,
        ),
        language,
    )
    say(zone_taken(told.zone), language)
    keys = Keys(key, daily_key, daily.name, _private_key(told.people[-1], place))
    for step in steps_after_init(founding, place, keys, root, FORGE, new_keys=bool(pairs)):
        say(step, language)


def _daily_signer(told: InitAnswers) -> PersonAnswer:
    """Return whose key git is set up for: the change manager's, or the head's if it is not here."""
    manager = next(person for person in told.people if person.role == "change_manager")
    return told.people[0] if manager.private and not manager.private.is_file() else manager


def _private_key(person: PersonAnswer, place: Premises) -> Path:
    return person.private or place.keys / person.id


def _refuse_uncast(told: InitAnswers) -> None:
    """Make sure that a rehearsal has a forge to be played on, and the accounts to play with."""
    lacking = [p.role for p in told.people if p.role in PLAYERS and p.account is None]
    lacking += [] if told.repository else [FORGE_FIELD]
    if lacking:
        raise CannotRun(
            msg("a rehearsal needs: {fields}", fields=", ".join(lacking)),
            msg("it takes a repository to be thrown away, and an account each for these two"),
        )


def _officers(
    told: InitAnswers,
    pairs: dict[str, KeyPair],
    language: str,
    besides: Mapping[str, tuple[str, ...]],
) -> Iterator[Officer]:
    for person in told.people:
        line = person.key or pairs[person.id].public
        named = (person.role, person.id, person.name, person.title, line, person.account)
        yield Officer(*named, besides.get(person.role, ()))
    if RECORDER in pairs:
        title, name = SERVICE_ACCOUNT.in_language(language), ROBOT.in_language(language)
        yield Officer("recorder", RECORDER, name, title, pairs[RECORDER].public)
