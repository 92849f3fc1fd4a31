"""What `ubah doctor` says, for each thing as it should be, lacking, and not to be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ubah.core.forms.restricted import restricted_fields
from ubah.core.health.checks import Setting
from ubah.core.health.checks import examine as examine_clone
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.core.reading.writing import dump
from ubah.core.render import render
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.github.health.actions import WORKFLOWS
from ubah.edge.forges.github.health.repository import examine_forge
from ubah.edge.forges.health.people import Collaborator, People, examine_people
from ubah.edge.git.keys import make_key
from ubah.edge.office.pinning import Pin, read_pin
from ubah.edge.system import catalogues

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 2)
SETTING = Setting(
    trust_root="a" * 40,
    sample=False,
    signer="kepala",
    running="1.2.3",
    pinned=("1.2.3", "b" * 64),
    outdated=(),
    absent=(),
    changed=(),
    restricted={},
)
ACCOUNT = {"forge": "github.com", "from": "2026-01-01"}
PEOPLE = ("kepala", "atasan", "pengelola-1", "pengelola-2", "pemohon-1", "pencatat")
HELD = {
    "head": ["kepala"],
    "superior": ["atasan"],
    "change_manager": ["pengelola-1", "pengelola-2"],
    "requester": ["pemohon-1"],
    "recorder": ["pencatat"],
}


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("keys")
    persons: dict[str, Any] = {}
    for number, person in enumerate(PEOPLE, 1):
        key = make_key(folder / person, person)
        persons[person] = {
            "name": person,
            "title": "x",
            "keys": [{"key": key, "from": "2026-01-01"}],
            "accounts": [{**ACCOUNT, "id": number, "login": person}],
        }
    del persons["pencatat"]["accounts"]
    rows = {
        office: [{"person": person, "from": "2026-01-01"} for person in people]
        for office, people in HELD.items()
    }
    return {"persons": persons, "roles": rows}


def office(roles: dict[str, Any], **settings: Any) -> Authority:
    given = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    states = [name for name, s in _sop().states.items() if not s.final]
    forge = {"kind": "github", "host": "github.com", "repository": "lpse/perubahan"}
    usual = {
        "name": "LPSE Contoh",
        "language": "id",
        "time_zone": "Asia/Makassar",
        "rules": 2,
        "site_url": "https://lpse.example/",
        "forge": forge,
        "limits_days": dict.fromkeys(states, 3),
        **settings,
    }
    given["office.yaml"] = dump({k: v for k, v in usual.items() if v is not None}).encode()
    given["roles.yaml"] = dump(roles).encode()
    built, findings = build_authority(given)
    assert built is not None, findings
    return built


def _sop() -> Any:
    built, _ = build_authority({path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES})
    assert built is not None
    return built.sop


def examine(authority: Authority, setting: Setting, day: date) -> tuple[Symptom, ...]:
    files = GITHUB.examine_files(setting) if authority.office.forge else ()
    return examine_clone(authority, setting, day, files)


def told(symptoms: tuple[Symptom, ...], state: Condition) -> list[str]:
    for symptom in symptoms:
        assert symptom.hint is not None or symptom.state is Condition.GOOD
    say = catalogues.load("id")
    return [render(s.message, say, "id") for s in symptoms if s.state is state]


def test_an_office_that_lacks_nothing(roles: dict[str, Any]) -> None:
    found = examine(office(roles), SETTING, DAY)
    assert told(found, Condition.LACKING) == []
    assert told(found, Condition.ADVICE) == []
    assert told(found, Condition.UNKNOWN) == []
    assert len(told(found, Condition.GOOD)) >= 8


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({"trust_root": ""}, Condition.LACKING, "belum ada titik awal"),
        ({"sample": True}, Condition.LACKING, "kantor contoh"),
        ({"signer": None}, Condition.ADVICE, "belum diatur"),
        ({"signer": ""}, Condition.LACKING, "tidak tercatat milik siapa pun"),
        ({"pinned": None}, Condition.LACKING, "belum dikunci"),
        ({"pinned": ("1.2.3", "")}, Condition.LACKING, "tanpa hash"),
        ({"pinned": ("1.2.4", "b" * 64)}, Condition.ADVICE, "mengunci versi 1.2.4"),
        ({"outdated": (".github/CODEOWNERS",)}, Condition.LACKING, "tidak mutakhir"),
        ({"absent": (".github/workflows/land.yml",)}, Condition.LACKING, "tidak ada: .github"),
        ({"changed": (".github/workflows/land.yml",)}, Condition.ADVICE, "berbeda dari rilis"),
    ],
)
def test_what_the_clone_lacks(
    roles: dict[str, Any], change: dict[str, Any], state: Condition, said: str
) -> None:
    found = examine(office(roles), replace(SETTING, **change), DAY)
    (message,) = told(found, state)
    assert said in message


@pytest.mark.parametrize(
    ("settings", "state", "said"),
    [
        (
            {"forge": {"kind": "github", "host": "github.com"}},
            Condition.LACKING,
            "belum menyebut repositori",
        ),
        ({"limits_days": {}}, Condition.ADVICE, "belum ada batas hari"),
        ({"rules": 1}, Condition.ADVICE, "memakai edisi 1 aturan"),
        ({"forge": None}, Condition.UNKNOWN, "hook pre-receive di server tidak dapat dilihat"),
        ({"forge": None}, Condition.ADVICE, "ada Pencatat Otomatis, tetapi"),
        ({"site_url": None}, Condition.ADVICE, "belum menyebut tempat register diterbitkan"),
    ],
)
def test_what_the_settings_lack(
    roles: dict[str, Any], settings: dict[str, Any], state: Condition, said: str
) -> None:
    (message,) = told(examine(office(roles, **settings), SETTING, DAY), state)
    assert said in message


def _without(roles: dict[str, Any], office_name: str, keep: int = 0) -> dict[str, Any]:
    return {**roles, "roles": {**roles["roles"], office_name: roles["roles"][office_name][:keep]}}


def _person(roles: dict[str, Any], person: str, **change: Any) -> dict[str, Any]:
    one = {k: v for k, v in {**roles["persons"][person], **change}.items() if v is not None}
    return {**roles, "persons": {**roles["persons"], person: one}}


def test_who_is_missing(roles: dict[str, Any]) -> None:
    for name in ("head", "superior", "change_manager", "requester"):
        assert any(
            "tidak ada" in said
            for said in told(
                examine(office(_without(roles, name)), SETTING, DAY), Condition.LACKING
            )
        )
    only = examine(office(_without(roles, "change_manager", 1)), SETTING, DAY)
    assert "hanya ada satu Pengelola" in told(only, Condition.ADVICE)[0]
    nobody = examine(office(_without(roles, "recorder")), SETTING, DAY)
    assert "belum ada Pencatat Otomatis" in told(nobody, Condition.LACKING)[0]


def test_who_cannot_prove_anything(roles: dict[str, Any]) -> None:
    neither = _person(roles, "kepala", keys=None, accounts=None)
    assert (
        "tidak dapat membuktikan apa pun"
        in told(examine(office(neither), SETTING, DAY), Condition.LACKING)[0]
    )
    ended = [{**roles["persons"]["kepala"]["keys"][0], "until": "2026-03-01"}]
    old = _person(roles, "kepala", keys=ended, accounts=None)
    assert told(examine(office(old), SETTING, DAY), Condition.LACKING)
    assert told(examine(office(old), SETTING, date(2026, 3, 1)), Condition.LACKING) == []
    elsewhere = [{**ACCOUNT, "forge": "gitlab.com", "id": 9, "login": "x"}]
    other = _person(roles, "kepala", keys=None, accounts=elsewhere)
    assert told(examine(office(other), SETTING, DAY), Condition.LACKING)
    signs = _person(roles, "kepala", accounts=None)
    assert (
        "tidak dapat menyetujui di sana"
        in told(examine(office(signs), SETTING, DAY), Condition.ADVICE)[0]
    )
    robot = _person(roles, "pencatat", keys=None, accounts=[{**ACCOUNT, "id": 9, "login": "bot"}])
    assert told(examine(office(robot), SETTING, DAY), Condition.LACKING)


def test_what_ends_soon(roles: dict[str, Any]) -> None:
    ending = {**roles, "roles": {**roles["roles"], "head": [
        {"person": "kepala", "from": "2026-01-01", "until": "2026-03-10"}
    ]}}  # fmt: skip
    assert (
        "berakhir pada 2026-03-10"
        in told(examine(office(ending), SETTING, DAY), Condition.ADVICE)[0]
    )


GOOD = ForgeFacts(
    private=False,
    plan="free",
    default_branch="main",
    takes_issues=True,
    rules=frozenset({"deletion", "non_fast_forward", "update", "pull_request"}),
    bypass=("DeployKey",),
    history_bypass=(),
    deploy_keys=("ssh-ed25519 AAAA",),
    environment=True,
    environment_branches=("main",),
    environment_waits=False,
    secrets=("UBAH_RECORDER_KEY",),
    repository_secrets=(),
    actions="all",
    workflows=dict.fromkeys(WORKFLOWS, "active"),
    workflow_token="read",  # noqa: S106 - what a token may do
    makes_pull_requests=True,
    merge_methods=frozenset({"merge"}),
    deletes_branches=True,
    app="",
    pages="workflow",
)
KEYS = ("ssh-ed25519 AAAA",)


def test_a_forge_that_is_set_up_rightly() -> None:
    found = examine_forge(GOOD, SETTING, KEYS)
    assert {symptom.state for symptom in found} == {Condition.GOOD}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"private": True}, "penegakan baru terjadi sesudahnya"),
        ({"rules": frozenset({"deletion"})}, "belum memiliki aturan: non_fast_forward"),
        ({"bypass": ("DeployKey", "RepositoryRole")}, "yang boleh melewati aturan main"),
        ({"bypass": ()}, "yang boleh melewati aturan main"),
        ({"history_bypass": ("DeployKey",)}, "menulis ulang riwayatnya: DeployKey"),
        ({"deploy_keys_allowed": False}, "organisasi tidak mengizinkan deploy key"),
        ({"deploy_keys": ()}, "belum terdaftar sebagai deploy key"),
        ({"deploy_keys": (*KEYS, "ssh-rsa BBBB")}, "1 deploy key lain"),
        ({"environment_branches": ("main", "*")}, "terbuka bagi: main, *"),
        ({"environment_branches": ()}, "terbuka bagi"),
        ({"secrets": ()}, "belum memuat secret"),
        ({"repository_secrets": ("UBAH_RECORDER_KEY",)}, "terbuka bagi workflow setiap cabang"),
        ({"workflow_token": "write"}, "boleh menulis tanpa"),
        ({"makes_pull_requests": False}, "tidak boleh membuka pull request"),
        ({"merge_methods": frozenset({"merge", "squash"})}, "squash"),
        ({"pages": "legacy"}, "Pages belum"),
        ({"pages": ""}, "Pages belum"),
        ({"environment": False, "environment_branches": None, "secrets": None}, "environment"),
        ({"default_branch": "master"}, "master"),
        ({"takes_issues": False}, "formulir"),
        ({"actions": "local_only"}, "local_only"),
        ({"workflows": {"land.yml": "disabled_inactivity"}}, "land.yml (disabled_inactivity)"),
    ],
)
def test_what_the_forge_lacks(change: dict[str, Any], said: str) -> None:
    (message,) = told(examine_forge(replace(GOOD, **change), SETTING, KEYS), Condition.LACKING)
    assert said in message


def test_what_the_forge_does_not_tell_is_not_passed() -> None:
    found = examine_forge(ForgeFacts(), SETTING, KEYS)
    assert {symptom.state for symptom in found} == {Condition.UNKNOWN}
    assert len(found) >= 8
    (one,) = told(examine_forge(None, SETTING, KEYS), Condition.UNKNOWN)
    assert "tidak ditanya" in one


def test_what_was_not_answered_needs_no_right_but_another_try() -> None:
    facts = ForgeFacts(unanswered=frozenset({"deploy_keys"}))
    messages = [render(one.message, str, "en") for one in examine_forge(facts, SETTING, KEYS)]
    said = [one for one in messages if "deploy key" in one]
    assert any("did not answer" in one for one in said), said
    assert all(one.startswith("could not be seen") for one in messages if "recorder" in one)


@pytest.mark.parametrize(
    ("let_in", "state", "said"),
    [
        ({}, Condition.GOOD, "whoever is in office"),
        ({1: None}, Condition.LACKING, "kepala (@kepala)"),
        ({1: Collaborator(1, "baru", True, False)}, Condition.ADVICE, "is now called baru"),
        (
            {99: Collaborator(99, "asing", True, False)},
            Condition.ADVICE,
            "nobody in roles.yaml: @asing",
        ),
        ({99: Collaborator(99, "asing", False, True)}, Condition.ADVICE, "rules and the secrets"),
    ],
)
def test_people_against_who_is_let_in(
    roles: dict[str, Any], let_in: dict[int, Collaborator | None], state: Condition, said: str
) -> None:
    known = {n: Collaborator(n, name, True, False) for n, name in enumerate(PEOPLE[:5], 1)}
    facts = replace(GOOD, collaborators=tuple(c for c in {**known, **let_in}.values() if c))
    people = People(office(roles).roles, "github.com", DAY)
    found = [
        (one.state, render(one.message, str, "en"))
        for one in examine_people(facts.collaborators, people, unanswered=False)
    ]
    assert any(mark is state and said in text for mark, text in found), found


def test_restricted_fields_in_a_public_repository() -> None:
    setting = replace(SETTING, restricted={"SRV-0001": ("network.ip", "serial")})
    (message,) = told(examine_forge(GOOD, setting, KEYS), Condition.LACKING)
    assert "SRV-0001 (network.ip, serial)" in message
    private = replace(GOOD, private=True, plan="team")
    assert told(examine_forge(private, setting, KEYS), Condition.LACKING) == []
    assert told(examine_forge(replace(GOOD, private=None), setting, KEYS), Condition.UNKNOWN)


def test_restricted_fields_are_found_at_any_depth() -> None:
    schema = {
        "properties": {
            "a": {"$ref": "#/$defs/secret"},
            "b": {"type": "array", "items": {"properties": {"c": {"x-restricted": True}}}},
            "d": {"if": {"type": "string"}, "else": {"properties": {"e": {"x-restricted": True}}}},
            "f": {"type": "string"},
        }
    }
    defs = {"secret": {"type": "string", "x-restricted": True}}
    value = {"a": "x", "b": [{"c": "y"}, {"c": ""}], "d": {"e": "z"}, "f": "w"}
    assert list(restricted_fields(value, schema, defs)) == ["a", "b.c", "d.e"]
    assert list(restricted_fields({"a": "", "d": "orang"}, schema, defs)) == []


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        (f"ubah==1.2.3 --hash=sha256:{'a' * 64}\n", Pin("1.2.3", "a" * 64)),
        (f"# ubah\nubah==1.2.3 \\\n    --hash=sha256:{'a' * 64}\n", Pin("1.2.3", "a" * 64)),
        ("ubah==1.2.3\n", Pin("1.2.3", "")),
        ("ubah>=1.2.3\n", None),
        ("lain==1.2.3\n", None),
        ("", None),
    ],
)
def test_what_is_pinned(text: str, pin: Pin | None) -> None:
    assert read_pin(text) == pin
    if pin:
        assert read_pin(f"{pin.line}\n") == pin
