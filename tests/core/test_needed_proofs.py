"""Whose proofs a change is said to need, held against the judge: every set of people signs once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from support.office import START, Office, rules
from ubah.core.diagnostics import msg
from ubah.core.judge.authority_change import HEAD_OR_SUPERIOR, Requirement
from ubah.core.judge.needed_proofs import NeededProofs, _ways, needed_proofs
from ubah.core.office.authority import build_authority
from ubah.core.paths import AUTHORITY_FILES, ROLES
from ubah.core.proof.evidence import ASSENT, landing_digest
from ubah.core.reading.writing import dump
from ubah.core.rules.proofs import AUTHORITY_UNPROVED
from ubah.edge.git import ObjectStore
from ubah.edge.git.keys import make_key

Roles = dict[str, Any]
TODAY = START.date()
DAY = TODAY.isoformat()
SIGNERS = ("kepala", "sekda", "pemohon-1", "pengelola-1")


def add_person(raw: Roles) -> None:
    raw["persons"]["baru"] = {"name": "Baru", "title": "Staf"}
    raw["roles"]["requester"].append({"person": "baru", "from": DAY})


def end_key(person: str) -> Callable[[Roles], None]:
    def edit(raw: Roles) -> None:
        raw["persons"][person]["keys"][0]["until"] = DAY

    return edit


def appoint(role: str, person: str, **more: str) -> Callable[[Roles], None]:
    return lambda raw: raw["roles"][role].append({"person": person, "from": DAY, **more})


def end_two(raw: Roles) -> None:
    end_key("pemohon-1")(raw)
    end_key("pengelola-1")(raw)


LETTER = {"until": "2026-03-01", "letter": "800/2", "kind": "plh", "signatory": "sekda"}
CHANGES: dict[str, tuple[Callable[[Roles], None], set[frozenset[str]]]] = {
    "person": (add_person, {frozenset({"kepala"}), frozenset({"sekda"})}),
    "acting": (
        appoint("acting_head", "pengelola-1", **LETTER),
        {frozenset({"kepala"}), frozenset({"sekda"})},
    ),
    "key": (
        end_key("pemohon-1"),
        {frozenset({"sekda"}), frozenset({"kepala", "pemohon-1"})},
    ),
    "head's key": (end_key("kepala"), {frozenset({"kepala"}), frozenset({"sekda"})}),
    "superior's key": (end_key("sekda"), {frozenset({"kepala", "sekda"})}),
    "superior": (appoint("superior", "pengelola-1"), {frozenset({"kepala", "sekda"})}),
    "two keys": (
        end_two,
        {frozenset({"sekda"}), frozenset({"kepala", "pemohon-1", "pengelola-1"})},
    ),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.found(tmp_path_factory.mktemp("kantor"))


def told(office: Office, raw: Roles, lost: tuple[str, ...] = ()) -> NeededProofs:
    files = {path: office.read(path) for path in AUTHORITY_FILES}
    after, findings = build_authority({**files, ROLES: dump(raw).encode()})
    assert after is not None, findings
    return needed_proofs(office.authority, after, TODAY, lost)


def judged(office: Office, raw: Roles, signers: tuple[str, ...]) -> bool:
    """Whether the judge takes the change with a signature of each: one makes it, the rest assent."""
    first, *others = signers
    head = office.commit(first, 0, {ROLES: dump(raw).encode()})
    office.set_branch("usul", head)
    for signer in others:
        head = office.commit(signer, 1, {}, (head,), assent_to(office, head))
    return rules(office.propose(head, 2)) == set()


def assent_to(office: Office, head: str) -> str:
    with ObjectStore(office.repo / ".git") as store:
        trees = [office.git("rev-parse", f"{each}^{{tree}}") for each in ("main", head)]
        return f"Setuju\n\n{ASSENT}: {landing_digest(tuple(store.changes(*trees)))}\n"


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_told_is_what_the_judge_takes(office: Office, name: str) -> None:
    edit, ways = CHANGES[name]
    raw = copy.deepcopy(office.roles)
    edit(raw)
    needed = told(office, raw)
    assert set(needed.ways) == ways
    assert needed.forbidden == ()
    for size in range(1, len(SIGNERS) + 1):
        for signers in combinations(SIGNERS, size):
            enough = any(way <= set(signers) for way in ways)
            assert judged(office, raw, signers) == enough, signers


def test_who_signed_is_not_asked_again(office: Office) -> None:
    raw = copy.deepcopy(office.roles)
    end_key("pemohon-1")(raw)
    needed = told(office, raw)
    assert set(needed.beside("pemohon-1")) == {frozenset({"kepala"}), frozenset({"sekda"})}
    assert needed.beside("kepala") == (frozenset({"sekda"}), frozenset({"pemohon-1"}))
    assert needed.beside("sekda") == (frozenset(),)
    assert set(needed.beside("pengelola-1")) == set(needed.ways)


def test_nobody_is_asked_to_prove_with_a_lost_key(office: Office) -> None:
    keys = {p.id: p.keys[0].fingerprint for p in office.authority.roles.persons.values()}
    raw = copy.deepcopy(office.roles)
    end_key("pemohon-1")(raw)
    assert told(office, raw, (keys["pemohon-1"],)).ways == (frozenset({"sekda"}),)
    raw = copy.deepcopy(office.roles)
    end_key("sekda")(raw)
    assert told(office, raw, (keys["sekda"],)).ways == ()


def test_back_dating_is_forbidden_whoever_proves(office: Office) -> None:
    raw = copy.deepcopy(office.roles)
    raw["roles"]["requester"].append({"person": "kepala", "from": "2026-01-31"})
    assert [each.rule.id for each in told(office, raw).forbidden] == ["UB510"]
    assert date.fromisoformat("2026-01-31") < TODAY


def test_a_person_with_another_key_that_stands_may_prove_it(office: Office) -> None:
    raw = copy.deepcopy(office.roles)
    line = make_key(office.folder / "keys" / "kedua", "pemohon-1")
    raw["persons"]["pemohon-1"]["keys"].append({"key": line, "from": DAY})
    before = office.authority
    files = {path: office.read(path) for path in AUTHORITY_FILES}
    two, _ = build_authority({**files, ROLES: dump(raw).encode()})
    assert two is not None
    ended = copy.deepcopy(raw)
    end_key("pemohon-1")(ended)
    after, _ = build_authority({**files, ROLES: dump(ended).encode()})
    assert after is not None
    lost = (before.roles.persons["pemohon-1"].keys[0].fingerprint,)
    ways = needed_proofs(two, after, TODAY, lost).ways
    assert set(ways) == {frozenset({"sekda"}), frozenset({"kepala", "pemohon-1"})}


def test_forty_people_who_are_named_are_not_tried_in_every_choice() -> None:
    named = [f"pegawai-{number}" for number in range(40)]
    what = msg("renews a key")
    requirements = (
        Requirement(AUTHORITY_UNPROVED, what, HEAD_OR_SUPERIOR),
        *(Requirement(AUTHORITY_UNPROVED, what, (), person) for person in named),
    )
    offices = {"kepala": frozenset({"head"}), "sekda": frozenset({"superior"})}
    provers = {**offices, **dict.fromkeys(named, frozenset[str]())}
    assert _ways(requirements, provers) == (frozenset({"sekda"}), frozenset({"kepala", *named}))
