"""`ubah forge rehearse --play`: a change played on a real forge, by two accounts, as far as it goes.

What is played next follows from what main and the forge show; so whoever breaks it off types it
again, and nothing is played twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from ubah.cli.forge.job import RecorderJob
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forge.evidence import owner_of
from ubah.core.forge.model import DECISIVE, PullRequest, Thread
from ubah.core.forms.of_steps import office_forms
from ubah.core.model import Record
from ubah.core.paths import record_path
from ubah.core.reading.records import landed_record, read_file
from ubah.core.rehearsal.casting import PLAYERS, opening_number
from ubah.core.rehearsal.script import (
    FOUND_ANEW,
    RING,
    TEXT,
    TITLE,
    Act,
    Approve,
    Await,
    FileForm,
    Played,
    Ring,
    filled_in,
    forms_to_file,
    next_act,
)
from ubah.edge.forges import Player
from ubah.edge.forges.table import play as player_of
from ubah.edge.recorder.assess import is_decision
from ubah.edge.system import clock

PAUSE = timedelta(seconds=20)
FOR_A_LABEL = timedelta(minutes=5)
PATIENCE = timedelta(minutes=15)
"""So long one act of the forge's jobs is waited for."""


@dataclass(frozen=True)
class Stage:
    """Where it is played: the job, and the two accounts. ``tell`` says how far it is."""

    job: RecorderJob
    manager: Player
    head: Player
    tell: Callable[[Message], None]


def stage(job: RecorderJob, tokens: tuple[str, str], tell: Callable[[Message], None]) -> Stage:
    """Return where it is played; ``tokens`` are the change manager's and the head's.

    Raises:
        CannotRun: if this office or this repository is not there to be thrown away, or a token is
            not of the account that has the part.
    """
    if not job.authority.office.rehearsal:
        raise CannotRun(msg("this office was not founded for a rehearsal"), FOUND_ANEW)
    players = [player_of(replace(job.environment, token=one), job.authority) for one in tokens]
    manager, head = players
    if not manager.may_be_thrown_away():
        raise CannotRun(
            msg("this repository does not say that it may be thrown away"),
            msg("name it gladi-… or rehearsal-…, or give it the topic ubah-rehearsal"),
        )
    for role, player in zip(PLAYERS, players, strict=True):
        _refuse_miscast(job, role, player)
    return Stage(job, manager, head, tell)


def _refuse_miscast(job: RecorderJob, role: str, player: Player) -> None:
    own = player.account()
    person = owner_of(own, job.recorder.forge.host, job.authority.roles)
    if not person or not job.authority.roles.ever_held(person, role):
        login = own.login if own else "–"
        raise CannotRun(
            msg("the token is {login}'s, who does not play {role} here", login=login, role=role),
            msg("see roles.yaml for whose token belongs where; see --help"),
        )


def played(place: Stage) -> Iterator[Message]:
    """Play what is left to play; yield what was done, with where it is looked at.

    Raises:
        CannotRun: if the forge's jobs do not do their part in time, and what to look at.
    """
    waited, last = timedelta(), ""
    given_up: set[int] = set()
    while (act := next_act(standing(place, given_up))) is not None:
        if not isinstance(act, Await):
            waited, last = timedelta(), ""
            done = _carried_out(place, act)
            place.tell(done)
            yield done
            continue
        address = place.job.recorder.forge.address(act.thread) if act.thread else ""
        if (key := repr(act)) != last:
            waited, last = timedelta(), key
            place.tell(msg("waiting: {what} {address}", what=act.what, address=address))
        if act.label and act.thread and waited >= FOR_A_LABEL:
            given_up.add(act.thread.number)
        if waited >= PATIENCE:
            raise CannotRun(
                msg(
                    "waited {minutes} minutes in vain: {what}",
                    minutes=_minutes(waited),
                    what=act.what,
                ),
                msg(
                    "look at Actions and at {address}; then type the same command again",
                    address=address or "–",
                ),
            )
        clock.wait(PAUSE)
        waited += PAUSE


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _carried_out(place: Stage, act: Act) -> Message:
    match act:
        case FileForm(key):
            number = place.manager.file(TITLE + key, _body(place, key))
            return msg(
                "filed {form}: {address}",
                form=key,
                address=place.job.recorder.forge.address(Thread(number)),
            )
        case Ring(pull):
            thread = Thread(pull, is_pull=True)
            place.manager.comment(thread, RING)
            where = place.job.recorder.forge.address(thread)
            return msg("wrote {comment}: {address}", comment=RING, address=where)
        case Approve(pull):
            commit = place.job.recorder.forge.pull(pull).head
            review = place.head.approve(pull, commit, TEXT)
            where = place.job.recorder.forge.address(Thread(pull, is_pull=True))
            return msg(
                "approved as the head, review {review}: {address}", review=review, address=where
            )
        case _:
            raise AssertionError(act)


def _body(place: Stage, key: str) -> str:
    authority = place.job.authority
    form = office_forms(authority.change_schema, authority.sop)[key]
    text, number = place.job.recorder.forge.form_text, _opening_record(place).id
    return filled_in(form, number, authority.office.language, text)


def standing(place: Stage, given_up: Collection[int] = ()) -> Played:
    """Return how far it is; ``given_up``: the drafts whose label was waited for long enough."""
    recorder, authority = place.job.recorder, place.job.authority
    pulls = [
        pull
        for pull in recorder.forge.open_pulls(recorder.main)
        if is_decision(pull.head_branch, pull.same_repository)
    ]
    titles = place.manager.filed().items()
    return Played(
        record=_opening_record(place),
        sop=authority.sop,
        forms=forms_to_file(office_forms(authority.change_schema, authority.sop), authority.sop),
        filed={title.removeprefix(TITLE): at for title, at in titles if title.startswith(TITLE)},
        drafts=tuple(pull.number for pull in pulls),
        rung=frozenset(pull.number for pull in pulls if _is_rung(place, pull)),
        labelled=frozenset(p.number for p in pulls if p.labels or p.number in given_up),
        reviewed=frozenset(pull.number for pull in pulls if _is_reviewed(place, pull)),
    )


def _is_rung(place: Stage, pull: PullRequest) -> bool:
    comments = place.job.recorder.forge.comments(pull.thread)
    return any(comment.body.strip() == RING for comment in comments)


def _is_reviewed(place: Stage, pull: PullRequest) -> bool:
    """Whether the head has decided; who has, is not asked to press again."""
    job, own = place.job, place.head.account()
    reviews = job.recorder.forge.evidence(pull).reviews
    return any(
        own and one.author and one.author.id == own.id and one.state in DECISIVE for one in reviews
    )


def _opening_record(place: Stage) -> Record:
    """Return the request that the office began with, as it stands on main."""
    recorder = place.job.recorder
    tree = recorder.reader.commit(recorder.fetch_main()).tree
    blobs = dict(recorder.reader.store.files(tree))
    number = opening_number(blobs)
    if number:
        path = record_path(number)
        data = recorder.reader.store.read(blobs[path].oid, "blob")
        found = landed_record(read_file(data, path))
        if found is not None:
            return found
    raise CannotRun(msg("main holds no request to rehearse with"), FOUND_ANEW)
