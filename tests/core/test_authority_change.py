"""Rule 6: what a change of the authority files needs, and what nobody may do."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sop.journals import QuickOffice, base_authority, holding
from support.office import Office, rules
from ubah.core.blobs import Blob
from ubah.core.diagnostics import msg
from ubah.core.judge.authority_change import (
    HEAD_AND_SUPERIOR,
    HEAD_OR_SUPERIOR,
    Consequence,
    Prohibition,
    Requirement,
    consequences,
    is_met,
)
from ubah.core.model import Change
from ubah.core.office.authority import Authority
from ubah.core.people.office import build_office
from ubah.core.people.roles import build_roles
from ubah.core.proof.evidence import landing_digest
from ubah.core.reading.writing import dump

Roles = dict[str, Any]
Edit = Callable[[Roles], object]

TODAY = date(2026, 2, 2)
YESTERDAY_TEXT, TODAY_TEXT, TOMORROW_TEXT = "2026-02-01", "2026-02-02", "2026-02-03"
KEY = {"key": "ssh-ed25519 AAAA pertama", "from": "2026-01-01"}
NEW_KEY = {"key": "ssh-ed25519 BBBB kedua", "from": TODAY_TEXT}
ACCOUNT = {"forge": "github", "id": 7, "login": "lama", "from": "2026-01-01"}
NEW_ACCOUNT = {"forge": "github", "id": 8, "login": "baru", "from": TODAY_TEXT}


def before() -> Roles:
    """Return roles.yaml's content: keys for some, an account for one, holdings of each kind."""
    raw = copy.deepcopy(dict(base_authority().raw_roles))
    people = raw["persons"]
    for person in ("pengelola-1", "kepala", "sekda", "pencatat"):
        people[person]["keys"] = [dict(KEY)]
    people["pemohon-1"]["accounts"] = [dict(ACCOUNT)]
    raw["roles"]["change_manager"] = [
        holding("pengelola-1"),
        holding("pengelola-2", until="2026-01-20"),
        holding("pengelola-2", TOMORROW_TEXT, "2026-03-01"),
    ]
    return raw


def authority_of(raw: Roles, **settings: Any) -> Authority:
    base = base_authority()
    office = {**base.raw_office, **settings}
    return replace(
        base,
        raw_roles=raw,
        roles=build_roles(raw),
        raw_office=office,
        office=build_office(office),
    )


def following(edit: Edit) -> list[Consequence]:
    after = before()
    edit(after)
    return list(consequences(authority_of(before()), authority_of(after), TODAY))


def prohibited(found: list[Consequence]) -> set[str]:
    return {item.rule.id for item in found if isinstance(item, Prohibition)}


def required(found: list[Consequence]) -> set[tuple[str, str]]:
    """Return the rules of what is required, each with the person it names."""
    return {(item.rule.id, item.person) for item in found if isinstance(item, Requirement)}


def person(raw: Roles, name: str) -> Any:
    return raw["persons"][name]


def rows(raw: Roles, role: str) -> Any:
    return raw["roles"].setdefault(role, [])


# --- holdings ------------------------------------------------------------------------------------

ALLOWED: dict[str, Edit] = {
    "nothing": lambda raw: None,
    "a new person": lambda raw: raw["persons"].update(baru={"name": "Baru", "title": "Staf"}),
    "a new person with a key": lambda raw: raw["persons"].update(
        baru={"name": "Baru", "title": "Staf", "keys": [NEW_KEY]}
    ),
    "another title": lambda raw: person(raw, "kepala").update(title="Kepala Bagian"),
    "another unit": lambda raw: person(raw, "kepala").update(unit="Bagian"),
    "a first key": lambda raw: person(raw, "pengelola-2").update(keys=[NEW_KEY]),
    "a first account": lambda raw: person(raw, "pengelola-2").update(accounts=[NEW_ACCOUNT]),
    "an office from today": lambda raw: rows(raw, "head").append(holding("sekda", TODAY_TEXT)),
    "an office from tomorrow": lambda raw: rows(raw, "head").append(
        holding("sekda", TOMORROW_TEXT)
    ),
    "an office for today": lambda raw: rows(raw, "head").append(
        holding("sekda", TODAY_TEXT, TODAY_TEXT)
    ),
    "an end today": lambda raw: rows(raw, "change_manager")[0].update(until=TODAY_TEXT),
    "an end tomorrow": lambda raw: rows(raw, "change_manager")[0].update(until=TOMORROW_TEXT),
    "another end to come": lambda raw: rows(raw, "change_manager")[2].update(until="2026-02-20"),
    "no end any more": lambda raw: rows(raw, "change_manager")[2].pop("until"),
    "another start to come": lambda raw: rows(raw, "change_manager")[2].update(
        {"from": TODAY_TEXT}
    ),
    "an acting head": lambda raw: rows(raw, "acting_head").append(
        holding("sekda", TODAY_TEXT, TOMORROW_TEXT, letter="L", kind="plt", signatory="kepala")
    ),
    "an acting head ends": lambda raw: rows(raw, "acting_head")[0].update(until="2026-02-11"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_head_may_change_alone(name: str) -> None:
    assert following(ALLOWED[name]) == []


FORBIDDEN: dict[str, Edit] = {
    "a person is deleted": lambda raw: raw["persons"].pop("pemohon-2"),
    "a holding is deleted": lambda raw: rows(raw, "change_manager").pop(),
    "the first holding is deleted": lambda raw: rows(raw, "change_manager").pop(0),
    "an office is deleted": lambda raw: raw["roles"].pop("requester"),
    "a letter is deleted": lambda raw: rows(raw, "acting_head").pop(),
    "another person": lambda raw: rows(raw, "head")[0].update(person="pengelola-1"),
    "another order": lambda raw: rows(raw, "change_manager").reverse(),
    "put in between": lambda raw: rows(raw, "change_manager").insert(
        0, holding("kepala", TODAY_TEXT)
    ),
    "back-dated": lambda raw: rows(raw, "head").append(holding("sekda", YESTERDAY_TEXT)),
    "ended yesterday": lambda raw: rows(raw, "head")[0].update(until=YESTERDAY_TEXT),
    "new and over": lambda raw: rows(raw, "head").append(
        holding("sekda", "2026-01-05", YESTERDAY_TEXT)
    ),
    "an end that has come is moved": lambda raw: rows(raw, "change_manager")[1].update(
        until=TOMORROW_TEXT
    ),
    "an end that has come is removed": lambda raw: rows(raw, "change_manager")[1].pop("until"),
    "a start that has come is moved": lambda raw: rows(raw, "head")[0].update(
        {"from": TOMORROW_TEXT}
    ),
    "a start to come is moved back": lambda raw: rows(raw, "change_manager")[2].update(
        {"from": YESTERDAY_TEXT}
    ),
    "another letter": lambda raw: rows(raw, "acting_head")[0].update(letter="800/9"),
    "another kind": lambda raw: rows(raw, "acting_head")[0].update(kind="plt"),
    "another signatory": lambda raw: rows(raw, "acting_head")[0].update(signatory="kepala"),
    "a letter later": lambda raw: rows(raw, "head")[0].update(letter="SK-1"),
    "a key is deleted": lambda raw: person(raw, "kepala").update(keys=[]),
    "all keys are deleted": lambda raw: person(raw, "kepala").pop("keys"),
    "another key": lambda raw: person(raw, "kepala")["keys"][0].update(key=NEW_KEY["key"]),
    "a key is back-dated": lambda raw: person(raw, "kepala")["keys"].append(
        {**NEW_KEY, "from": YESTERDAY_TEXT}
    ),
    "a first key is back-dated": lambda raw: person(raw, "pengelola-2").update(keys=[KEY]),
    "a key ended yesterday": lambda raw: person(raw, "kepala")["keys"][0].update(
        until=YESTERDAY_TEXT
    ),
    "another account number": lambda raw: person(raw, "pemohon-1")["accounts"][0].update(id=9),
    "another forge": lambda raw: person(raw, "pemohon-1")["accounts"][0].update(forge="gitlab"),
    "an account is deleted": lambda raw: person(raw, "pemohon-1").pop("accounts"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nothing_is_deleted_altered_or_back_dated(name: str) -> None:
    assert prohibited(following(FORBIDDEN[name])) == {"UB510"}


# --- keys, accounts, superior, recorder ----------------------------------------------------------

NEEDS: dict[str, tuple[Edit, set[tuple[str, str]]]] = {
    "a second key": (
        lambda raw: person(raw, "pengelola-1")["keys"].append(NEW_KEY),
        {("UB511", "pengelola-1")},
    ),
    "a key ends": (
        lambda raw: person(raw, "pengelola-1")["keys"][0].update(until=TODAY_TEXT),
        {("UB511", "pengelola-1")},
    ),
    "an account beside a key": (
        lambda raw: person(raw, "pengelola-1").update(accounts=[NEW_ACCOUNT]),
        {("UB511", "pengelola-1")},
    ),
    "a key beside an account": (
        lambda raw: person(raw, "pemohon-1").update(keys=[NEW_KEY]),
        {("UB511", "pemohon-1")},
    ),
    "another login of an account": (
        lambda raw: person(raw, "pemohon-1")["accounts"][0].update(login="baru"),
        {("UB511", "pemohon-1")},
    ),
    "the head's key": (
        lambda raw: person(raw, "kepala")["keys"].append(NEW_KEY),
        {("UB511", "kepala")},
    ),
    "the superior's key": (
        lambda raw: person(raw, "sekda")["keys"].append(NEW_KEY),
        {("UB511", "sekda"), ("UB512", "")},
    ),
    "the recorder's key ends": (
        lambda raw: person(raw, "pencatat")["keys"][0].update(until=TODAY_TEXT),
        {("UB511", "pencatat"), ("UB512", "")},
    ),
    "a second superior": (
        lambda raw: rows(raw, "superior").append(holding("plh-kepala", TODAY_TEXT)),
        {("UB512", "")},
    ),
    "the superior ends": (
        lambda raw: rows(raw, "superior")[0].update(until=TODAY_TEXT),
        {("UB512", "")},
    ),
    "another recorder": (
        lambda raw: rows(raw, "recorder").append(holding("plh-kepala", TODAY_TEXT)),
        {("UB512", "")},
    ),
    "the recorder ends": (
        lambda raw: rows(raw, "recorder")[0].update(until=TOMORROW_TEXT),
        {("UB512", "")},
    ),
    "a first key for a superior to come": (
        lambda raw: (
            rows(raw, "superior").append(holding("plh-kepala", TODAY_TEXT)),
            person(raw, "plh-kepala").update(keys=[NEW_KEY]),
        ),
        {("UB512", "")},
    ),
}


@pytest.mark.parametrize("name", NEEDS)
def test_what_the_head_may_not_change_alone(name: str) -> None:
    edit, wanted = NEEDS[name]
    found = following(edit)
    assert prohibited(found) == set()
    assert required(found) == wanted
    for item in found:
        if isinstance(item, Requirement):
            assert item.offices == (() if item.person else HEAD_AND_SUPERIOR)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({}, {"sample": True}, {"UB521"}),
        ({"sample": True}, {}, set()),
        ({"sample": True}, {"sample": False}, set()),
        ({"sample": True}, {"sample": True}, set()),
        ({"sample": False}, {"sample": True}, {"UB521"}),
        ({"rules": 1}, {"rules": 2}, set()),
        ({"rules": 2}, {"rules": 1}, {"UB521"}),
        ({"rules": 2, "sample": True}, {"rules": 1}, {"UB521"}),
        ({}, {"name": "LPSE Baru", "language": "en", "late_entry_hours": 1}, set()),
    ],
)
def test_settings_that_go_one_way_only(
    old: dict[str, Any], new: dict[str, Any], wanted: set[str]
) -> None:
    raw = before()
    found = consequences(authority_of(raw, **old), authority_of(raw, **new), TODAY)
    assert prohibited(list(found)) == wanted


HEAD, SUPERIOR = frozenset({"head"}), frozenset({"superior"})
NOTHING: frozenset[str] = frozenset()
BOTH = HEAD | SUPERIOR

MET: list[tuple[tuple[frozenset[str], ...], str, dict[str, frozenset[str]], bool]] = [
    (HEAD_OR_SUPERIOR, "", {"kepala": HEAD}, True),
    (HEAD_OR_SUPERIOR, "", {"sekda": SUPERIOR}, True),
    (HEAD_OR_SUPERIOR, "", {}, False),
    (HEAD_OR_SUPERIOR, "", {"pengelola-1": frozenset({"change_manager"})}, False),
    (HEAD_OR_SUPERIOR, "", {"plh-kepala": frozenset({"acting_head"})}, False),
    (HEAD_AND_SUPERIOR, "", {"kepala": HEAD, "sekda": SUPERIOR}, True),
    (HEAD_AND_SUPERIOR, "", {"kepala": HEAD}, False),
    (HEAD_AND_SUPERIOR, "", {"sekda": SUPERIOR}, False),
    (HEAD_AND_SUPERIOR, "", {"kepala": BOTH}, False),
    (HEAD_AND_SUPERIOR, "", {"kepala": BOTH, "sekda": SUPERIOR}, True),
    (HEAD_AND_SUPERIOR, "", {"kepala": HEAD, "lain": HEAD}, False),
    (HEAD_AND_SUPERIOR, "", {"kepala": BOTH, "lain": NOTHING}, False),
    ((), "pengelola-1", {"pengelola-1": NOTHING}, True),
    ((), "pengelola-1", {"pengelola-1": NOTHING, "kepala": HEAD}, True),
    ((), "pengelola-1", {"kepala": HEAD}, False),
    ((), "pengelola-1", {"sekda": SUPERIOR}, True),
    ((), "pengelola-1", {}, False),
    ((), "", {}, True),
]


@pytest.mark.parametrize(("offices", "name", "provers", "wanted"), MET)
def test_whose_proofs_meet_a_requirement(
    offices: tuple[frozenset[str], ...],
    name: str,
    provers: dict[str, frozenset[str]],
    wanted: bool,
) -> None:
    assert is_met(Requirement("UB500", msg("x"), offices, name), provers) is wanted


# --- real landings -------------------------------------------------------------------------------

AT = 100.0  # minutes on 2 February


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    founded = QuickOffice.found(tmp_path_factory.mktemp("kantor"))
    founded.step("submit", "pemohon-1", 0)
    yield founded
    founded.close()


def spare_key(office: Office, person: str) -> str:
    """Return a new public key that nobody has yet."""
    from ubah.edge.git.keys import make_key

    return make_key(office.folder / "keys" / person, person)


def changed(office: Office, edit: Edit, path: str = "roles.yaml") -> bytes:
    """Return the authority file after ``edit``."""
    import yaml

    raw = yaml.load(office.read(path), yaml.CSafeLoader)
    edit(raw)
    return dump(raw).encode()


def landing_rules(
    office: Office,
    files: dict[str, bytes],
    signers: tuple[str | None, ...] = ("kepala",),
    parent: str = "",
) -> set[str]:
    """Return the rules that the change breaks: the first signer commits, the others assent."""
    parent = parent or office.main
    head = office.commit(signers[0], AT, files, parents=(parent,))
    pairs = [(p, _blob(office, office.main, p), _blob(office, head, p)) for p in files]
    digest = landing_digest([Change(path, old, new) for path, old, new in pairs])
    for signer in signers[1:]:
        tree = office.git("rev-parse", f"{head}^{{tree}}")
        message = f"Setuju\n\nUbah-Assent: {digest}\n"
        head = office.commit(signer, AT + 1, parents=(head,), tree=tree, message=message)
    return rules(office.propose(head, AT + 2))


def _blob(office: Office, revision: str, path: str) -> Blob | None:
    listed = office.git("ls-tree", revision, "--", path)
    return Blob("100644", listed.split()[2]) if listed else None


def appoint(role: str, name: str, start: str = TODAY_TEXT, **more: str) -> Edit:
    return lambda raw: rows(raw, role).append(holding(name, start, **more))


LANDED: dict[str, tuple[Edit, tuple[str | None, ...], set[str]]] = {
    "by the head": (appoint("change_manager", "pemohon-2"), ("kepala",), set()),
    "by the superior": (appoint("change_manager", "pemohon-2"), ("sekda",), set()),
    "by a change manager": (appoint("change_manager", "pemohon-2"), ("pengelola-1",), {"UB508"}),
    "by the recorder": (appoint("change_manager", "pemohon-2"), ("pencatat",), {"UB508"}),
    "by the acting head to be": (appoint("head", "plh-kepala"), ("plh-kepala",), {"UB508"}),
    "unsigned": (appoint("change_manager", "pemohon-2"), (None,), {"UB508"}),
    "prepared by another, the head assents": (
        appoint("change_manager", "pemohon-2"), (None, "kepala"), set(),
    ),
    "back-dated": (appoint("change_manager", "pemohon-2", YESTERDAY_TEXT), ("kepala",), {"UB510"}),
    "a person deleted, and named no more": (
        lambda raw: (raw["persons"].pop("pemohon-2"), rows(raw, "requester").pop()),
        ("kepala",), {"UB510"},
    ),
    "a superior by the head": (appoint("superior", "pemohon-2"), ("kepala",), {"UB512"}),
    "a superior by the superior": (appoint("superior", "pemohon-2"), ("sekda",), {"UB512"}),
    "a superior by both": (appoint("superior", "pemohon-2"), ("kepala", "sekda"), set()),
    "the recorder holds another office": (
        appoint("requester", "pencatat"), ("kepala", "sekda"), {"UB513"},
    ),
    "over before it begins": (
        appoint("head", "sekda", "2026-03-01", until="2026-02-20"), ("kepala",), {"UB204"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LANDED)
def test_a_change_of_roles_lands_as_rule_6_says(office: Office, name: str) -> None:
    edit, signers, wanted = LANDED[name]
    assert landing_rules(office, {"roles.yaml": changed(office, edit)}, signers) == wanted


@pytest.mark.parametrize(
    ("signers", "wanted"),
    [
        (("kepala",), {"UB511"}),
        (("pengelola-1",), {"UB508"}),
        (("kepala", "pengelola-1"), set()),
        (("pengelola-1", "kepala"), set()),
        (("kepala", "pengelola-2"), {"UB511"}),
        (("sekda",), set()),
    ],
)
def test_a_key_is_added_with_its_persons_proof(
    office: Office, signers: tuple[str, ...], wanted: set[str]
) -> None:
    row = {
        "key": spare_key(office, f"baru-{len(signers)}-{signers[0]}-{signers[-1]}"),
        "from": TODAY_TEXT,
    }
    data = changed(office, lambda raw: person(raw, "pengelola-1")["keys"].append(row))
    assert landing_rules(office, {"roles.yaml": data}, signers) == wanted


def test_a_new_key_does_not_stand_for_its_person_yet(office: Office) -> None:
    row = {"key": spare_key(office, "sendiri"), "from": TODAY_TEXT}
    data = changed(office, lambda raw: person(raw, "pengelola-1")["keys"].append(row))
    assert landing_rules(office, {"roles.yaml": data}, ("kepala", "sendiri")) == {"UB511"}


def test_a_key_belongs_to_one_person_for_ever(office: Office) -> None:
    key = {**office.roles["persons"]["pengelola-1"]["keys"][0], "from": TODAY_TEXT}
    data = changed(office, lambda raw: person(raw, "pengelola-2")["keys"].append(key))
    assert landing_rules(office, {"roles.yaml": data}, ("sekda",)) == {"UB511"}


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [({"rules": 3}, {"UB522"}), ({"sample": True}, {"UB521"}), ({"name": "LPSE Baru"}, set())],
)
def test_a_change_of_settings_lands_as_rule_6_says(
    office: Office, settings: dict[str, Any], wanted: set[str]
) -> None:
    data = changed(office, lambda raw: raw.update(settings), "office.yaml")
    assert landing_rules(office, {"office.yaml": data}) == wanted
    assert landing_rules(office, {"office.yaml": data}, ("pengelola-1",)) == wanted | {"UB508"}


def test_authority_files_land_on_their_own(office: Office) -> None:
    data = changed(office, appoint("change_manager", "pemohon-2"))
    together = {"roles.yaml": data, "README.md": b"# Kantor\n"}
    assert landing_rules(office, together) == {"UB509"}
    settings = changed(office, lambda raw: raw.update(name="LPSE Baru"), "office.yaml")
    assert landing_rules(office, {"roles.yaml": data, "office.yaml": settings}) == set()


def test_a_change_of_authority_is_signed_on_mains_tip(office: Office) -> None:
    data = changed(office, appoint("change_manager", "pemohon-2"))
    assert landing_rules(office, {"roles.yaml": data}, parent=office.root) == {"UB514"}


def test_a_schema_is_an_authority_file(office: Office) -> None:
    data = office.read("schemas/sop.yaml") + b"# akhir\n"
    assert landing_rules(office, {"schemas/sop.yaml": data}) == set()
    assert landing_rules(office, {"schemas/sop.yaml": data}, ("pengelola-1",)) == {"UB508"}


def test_an_office_granted_in_a_landing_counts_from_the_next_one(tmp_path: Any) -> None:
    office = Office.found(tmp_path)
    office.step("submit", "pemohon-1", 0)
    data = changed(office, appoint("change_manager", "sekda"))
    head = office.commit("kepala", 20, {"roles.yaml": data})
    record = office.append(office.read("changes/2026/RFC-2026-0001.yaml"), "accept", "sekda", 21)
    step = office.commit("sekda", 21, {"changes/2026/RFC-2026-0001.yaml": record})
    assert rules(office.propose(step, 22)) == {"UB502"}
    office.land(head, 22, signer="kepala")
    late = office.commit("sekda", 23, {"changes/2026/RFC-2026-0001.yaml": record})
    assert rules(office.propose(late, 24)) == set()
    office.land(late, 24)
    assert rules(office.audit()) == set()


def test_an_acting_head_never_changes_authority(tmp_path: Any) -> None:
    office = Office.found(tmp_path)
    day = 8 * 24 * 60 + 60  # inside the letter
    data = changed(office, appoint("change_manager", "pemohon-2", "2026-02-11"))
    head = office.commit("plh-kepala", day, {"roles.yaml": data})
    assert rules(office.propose(head, day + 1)) == {"UB508"}


def test_an_office_for_somebody_unknown_is_refused(office: Office) -> None:
    data = changed(office, appoint("head", "siapa"))
    assert landing_rules(office, {"roles.yaml": data}) == {"UB204"}


def test_once_main_is_merged_the_heads_proof_lacks_whoever_signed_before(office: Office) -> None:
    """So it is asked for; else a change that a change manager wrote could never be approved any more."""
    data = {"roles.yaml": changed(office, appoint("change_manager", "pemohon-2"))}
    assert landing_rules(office, data, ("pengelola-1",), parent=office.root) == {"UB514"}
    stale = office.commit("pengelola-1", AT, data, parents=(office.root,))
    merged = office.commit("pengelola-1", AT + 1, data, parents=(office.main, stale))
    assert rules(office.propose(merged, AT + 2)) == {"UB508"}
    proved = office.commit("kepala", AT, data, parents=(office.root,))
    merged = office.commit("pengelola-1", AT + 1, data, parents=(office.main, proved))
    assert rules(office.propose(merged, AT + 2)) == {"UB514"}
