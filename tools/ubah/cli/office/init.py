"""`ubah init`: a new office repository, with its officers' public keys and its trust root.

The server is asked about first; then the office, the head, the head's superior, the change manager
and one member of staff. Whatever else there is to say may come from a file of answers. Keys are made
by their owners; one of the officers signs the founding. Nothing is written before every answer is
sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.asking.inputs import read_mapping
from ubah.cli.asking.kept import Keeping
from ubah.cli.importing.at_founding import assets_brought
from ubah.cli.importing.options import SKIP_REFUSED, options_again, table_options
from ubah.cli.language import is_interactive, language_of, language_option, say
from ubah.cli.office.first_steps import Keys, print_steps, steps_after_init
from ubah.cli.office.init_answers import (
    FORGE_FIELD,
    InitAnswers,
    Told,
    collect,
    zone_chosen,
    zone_taken,
)
from ubah.cli.office.init_founder import founder_of
from ubah.cli.office.init_people import USUAL_FORGE
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.health.checks import ROOT
from ubah.core.office.authority import Authority
from ubah.core.people.roles import Period
from ubah.core.people.signers import Signer, allowed_signers
from ubah.core.rehearsal.casting import BESIDES, PLAYERS, opening_request, with_cast
from ubah.edge.forges.kind import ForgeKind
from ubah.edge.forges.table import FORGES
from ubah.edge.git import require_signing_tools
from ubah.edge.git.keys import KeyPair, new_key
from ubah.edge.office.folder.files import folder_files
from ubah.edge.office.founding import (
    RECORDER,
    Founder,
    Founding,
    Officer,
    Premises,
    found,
    office_files,
)
from ubah.edge.system import catalogues, clock, disk
from ubah.publish.forges.table import FORGE_PAGES

ROBOT = Label("Pencatat Otomatis", "Recorder")
SERVICE_ACCOUNT = Label("Akun layanan", "Service account")
_MADE = msg(
    "keys were made here, for trying out: in an office in earnest everybody makes their own, and hands over its public line alone"
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="YAML file with the answers: repository, name, time_zone, and for head, superior, change_manager, requester: name, title, account {id, login}, key (a public line or a .pub file).",
)
@click.option(
    "--forge",
    "forge_name",
    type=click.Choice(tuple(FORGES)),
    default=USUAL_FORGE,
    show_default=True,
    help="The kind of forge that the repository is on, if it is on one.",
)
@click.option(
    "--time-zone",
    metavar="ZONE",
    help="WIB, WITA or WIT, or a name such as Asia/Jakarta. Default: Asia/Makassar (WITA).",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Private SSH key of the officer who founds; default: git's user.signingKey.",
)
@click.option(
    "--make-keys",
    is_flag=True,
    help="Make the keys that nobody brought, to try out on one computer; never for an office in earnest.",
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
@SKIP_REFUSED
@language_option
def init(
    folder: Path,
    answers: Path | None,
    forge_name: str,
    time_zone: str | None,
    key: Path | None,
    make_keys: bool,
    rehearsal: bool,
    assets: Path | None,
    lang: str | None,
    **options: Any,
) -> None:
    """Make a new office repository in DIR: settings, officers with their public keys, trust root.

    Each officer brings the public key of a key made on their own computer (ubah key request says
    how), or adds it later. One of them founds: their key signs the first commit. Only on a forge a
    key is made here, the recorder's, in DIR-keys.
    """
    language, forge = language_of(lang), FORGES[forge_name]
    whole = folder.expanduser().resolve()
    place = Premises(whole, whole.with_name(f"{whole.name}-keys"))
    require_signing_tools()
    makes_keys = make_keys or rehearsal
    place.refuse_taken(makes_keys=makes_keys)
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
        words += f" --forge {forge_name}" if forge_name != USUAL_FORGE else ""
        words += f" --key {quote(str(key))}" if key else ""
        words += " --make-keys" if make_keys else ""
        words += " --rehearsal" if rehearsal else ""
        words += f" --assets {quote(str(assets))}{options_again(options)}" if assets else ""
        words += " --skip-refused" if options["skip_refused"] else ""
        words += f" --time-zone {quote(time_zone)}" if time_zone else ""
        return f"{words} --lang {lang}" if lang else words

    home = next(path for path in place.folder.parents if path.exists())
    keeping = Keeping(home, f"{whole.name}-answers", told.kept, again, lang)
    if not answers:
        keeping.tell_earlier()
    with keeping.until_used() as told.save:
        ask_forge = not answers
        collected = collect(
            *(given, time_zone, language, told),
            forge=forge,
            ask_forge=ask_forge,
            makes_keys=makes_keys,
        )

        def brought(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
            return assets_brought(assets, options, files, language) if assets else {}

        if rehearsal:
            _refuse_uncast(collected)
        made = [one.id for one in collected.people if makes_keys and not one.key]
        pairs = {person: new_key(person) for person in made}
        if collected.repository:
            pairs[RECORDER] = new_key(RECORDER)
        place.refuse_taken(makes_keys=bool(pairs))
        founder = founder_of(collected.people, key, pairs, place, language)
        office = _NewOffice(collected, forge, pairs, founder, place, folder, language, rehearsal)
        office.found(brought)


@dataclass(frozen=True)
class _NewOffice:
    """The office that was told of, with the keys that were made for it and who founds it."""

    told: InitAnswers
    forge: ForgeKind
    pairs: Mapping[str, KeyPair]
    founder: Founder
    place: Premises
    folder: Path  # as it was typed
    language: str
    rehearsal: bool

    def found(self, brought: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> None:
        """Make it, with what is brought along, and say what is next."""
        now, zone = clock.now(), zone_chosen(self.told.zone)
        day = now.astimezone(zone).date()
        founding = self._founding(day)
        files = self._files(founding, now)
        files |= brought(files)
        keys = (Signer(one.id, one.key, Period(day)) for one in founding.officers if one.key)
        signers = allowed_signers(keys, zone)
        founder = replace(self.founder, configured=self._daily())
        if is_interactive() and founder.person not in self.pairs:
            say(
                msg(
                    "{person} signs the founding with {key}; a passphrase is asked for by ssh itself",
                    person=founder.name,
                    key=str(founder.key or "ssh-agent"),
                ),
                self.language,
            )
        root = found(self.place, files, self.pairs, founder, now, signers)
        say(
            msg(
                "the office {name} is founded in {path}, by {founder}; trust root: {root}",
                name=self.told.name,
                path=str(self.folder),
                founder=founder.name,
                root=root,
            ),
            self.language,
        )
        if not is_interactive():  # who answers here has read it already
            say(zone_taken(self.told.zone), self.language)
        if self._made():
            say(_MADE, self.language)
        say(msg("what is left to do:"), self.language)
        print_steps(
            steps_after_init(founding, self.place, self._keys(), root, self.forge), self.language
        )

    def _founding(self, day: date) -> Founding:
        told = self.told
        officers = tuple(_officers(told, self.pairs, self.language, self.rehearsal))
        where = told.repository
        forge = (self.forge.name, where.host) if where else ("", "")
        site = self.forge.site_address(where.path) if where else ""
        return Founding(
            told.name, told.zone, self.language, officers, day, where.path if where else "", forge,
            site, self.rehearsal,
        )  # fmt: skip

    def _files(self, founding: Founding, now: datetime) -> dict[str, bytes]:
        translate = catalogues.load(self.language)
        pages = FORGE_PAGES[self.forge.name]

        def of_the_forge(authority: Authority) -> Mapping[str, bytes]:
            taken_over = self.forge.new_office_files(disk.template_root())
            own = opening_request(authority, now) if self.rehearsal else {}
            return taken_over | own | pages.derived_files(authority, founding.day, translate)

        repository = founding.repository
        forms = pages.forms_page(founding.forge[1], repository) if repository else ""
        return {
            **office_files(founding, of_the_forge),
            **folder_files(
                *(founding.name, self.language, translate, founding.site, forms),
                refusal=self.forge.words.refuse,
            ),
        }

    def _made(self) -> tuple[str, ...]:
        return tuple(person for person in self.pairs if person != RECORDER)

    def _daily(self) -> str:
        """Return the key that git is set up for: the founder's, or the change manager's made one."""
        manager = next(one for one in self.told.people if one.role == "change_manager")
        made = manager.id in self.pairs and self.founder.person in self.pairs
        return str(self.place.keys / manager.id) if made else self.founder.configured

    def _keys(self) -> Keys:
        """Return what the list of what is left must know of keys."""
        requester = self.told.people[-1]
        path = requester.private or self.place.keys / requester.id
        here = requester.id in self.pairs or (path.is_file() and self.founder.key != path)
        daily = self._daily()
        role = next(one.role for one in self.told.people if one.id == self.founder.person)
        proving = self.founder.configured if role in ROOT else "FILE"
        return Keys(
            self.founder, tuple(self.pairs), path if here else None,
            "" if proving == daily else proving,
        )  # fmt: skip


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
    told: InitAnswers, pairs: Mapping[str, KeyPair], language: str, rehearsal: bool
) -> Iterator[Officer]:
    besides = BESIDES if rehearsal else {}
    for person in told.people:
        line = person.key or (pairs[person.id].public if person.id in pairs else "")
        named = (person.role, person.id, person.name, person.title, line, person.account)
        yield Officer(*named, besides.get(person.role, ()))
    if RECORDER in pairs:
        title, name = SERVICE_ACCOUNT.in_language(language), ROBOT.in_language(language)
        yield Officer("recorder", RECORDER, name, title, pairs[RECORDER].public)
