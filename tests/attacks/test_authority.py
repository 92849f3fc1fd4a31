from __future__ import annotations

from typing import Any

import pytest

from attacks.kit import (
    ACTING,
    AT,
    DAY,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    RFC,
    SUPERIOR,
    Scene,
    accepted,
    person,
    rejected,
)
from ubah.edge.git.keys import make_key

TODAY = "2026-02-02"
IN_PERIOD = 8 * DAY  # 2026-02-10 08:00, the acting head's first day
Roles = dict[str, Any]


def new_key(office: Scene, name: str) -> str:
    path = office.key(name)
    return (
        path.with_name(f"{name}.pub").read_text().strip() if path.exists() else make_key(path, name)
    )


def a_newcomer(office: Scene, who: str = "orang-baru", role: str = "change_manager") -> Any:
    key = new_key(office, who)

    def change(roles: Roles) -> None:
        roles["persons"][who] = {
            "name": "Orang Baru",
            "title": "Pegawai",
            "keys": [{"key": key, "from": TODAY}],
        }
        roles["roles"][role].append({"person": who, "from": TODAY})

    return change


def a_key_for(office: Scene, who: str, day: str = TODAY) -> Any:
    key = new_key(office, f"{who}-baru")
    return lambda roles: person(roles, who).setdefault("keys", []).append({"key": key, "from": day})


# --- 1 -----------------------------------------------------------------------------------------


def test_01_author_adds_self_and_approves_in_one_landing(office: Scene) -> None:
    office.back_to("awaiting_head")
    roles = office.roles_changed(a_newcomer(office, role="head"))
    head = office.draft("approve", "orang-baru", 40, files={"roles.yaml": roles})
    rejected(office.verdicts(head, 41), "UB508")
    rejected(office.verdicts(head, 41), "UB509")
    rejected(office.verdicts(head, 41), "UB501", "UB502")


def test_01_in_two_commits_of_one_landing(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.amend(a_newcomer(office, role="head"), "orang-baru", 40)
    head = office.draft("approve", "orang-baru", 41, on=head)
    rejected(office.verdicts(head, 42), "UB508")


def test_01_the_head_signs_the_roles_but_the_record_comes_along(office: Scene) -> None:
    office.back_to("accepted")
    head = office.amend(a_newcomer(office), HEAD, 40)
    head = office.draft("classify_normal", "orang-baru", 41, on=head)
    rejected(office.verdicts(head, 42), "UB509")


# --- 2 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", [ACTING, MANAGER, "pemohon-1", "pencatat", "orang-baru", None])
def test_02_roles_changed_by_who_may_not(office: Scene, signer: str | None) -> None:
    newcomer = a_newcomer(office)
    head = office.amend(newcomer, signer, IN_PERIOD + 10)
    rejected(office.verdicts(head, IN_PERIOD + 11, signer), "UB508")


@pytest.mark.parametrize("signer", [HEAD, SUPERIOR])
def test_02_roles_changed_by_who_may(office: Scene, signer: str) -> None:
    accepted(office.verdicts(office.amend(a_newcomer(office), signer, 10), 11))


@pytest.mark.parametrize("signer", [HEAD, SUPERIOR])
def test_02_recorder_key_added_by_one_alone(office: Scene, signer: str) -> None:
    head = office.amend(a_key_for(office, "pencatat"), signer, 10)
    rejected(office.verdicts(head, 11), "UB512")


def test_02_recorder_key_added_by_head_and_superior(office: Scene) -> None:
    head = office.amend(a_key_for(office, "pencatat"), HEAD, 10, (SUPERIOR,))
    accepted(office.verdicts(head, 11))


@pytest.mark.parametrize("signer", [HEAD, MANAGER])
def test_02_colleagues_key_added_by_head_alone(office: Scene, signer: str) -> None:
    head = office.amend(a_key_for(office, OTHER_MANAGER), signer, 10)
    rejected(office.verdicts(head, 11), "UB511")


def test_02_colleagues_key_added_with_the_new_key_itself(office: Scene) -> None:
    change = a_key_for(office, OTHER_MANAGER)
    head = office.amend(change, HEAD, 10, (f"{OTHER_MANAGER}-baru",))
    rejected(office.verdicts(head, 11), "UB511")


def test_02_colleagues_key_added_by_the_superior(office: Scene) -> None:
    accepted(office.verdicts(office.amend(a_key_for(office, OTHER_MANAGER), SUPERIOR, 10), 11))


def test_02_colleagues_key_added_with_own_assent(office: Scene) -> None:
    head = office.amend(a_key_for(office, OTHER_MANAGER), HEAD, 10, (OTHER_MANAGER,))
    accepted(office.verdicts(head, 11))


def test_02_colleagues_key_ended_by_the_head_alone(office: Scene) -> None:
    def end(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["keys"][0]["until"] = TODAY

    rejected(office.verdicts(office.amend(end, HEAD, 10), 11), "UB511")
    accepted(office.verdicts(office.amend(end, SUPERIOR, 10), 11))


def test_02_colleagues_key_replaced_in_place(office: Scene) -> None:
    key = new_key(office, "pengganti")

    def replace(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["keys"] = [{"key": key, "from": TODAY}]

    rejected(office.verdicts(office.amend(replace, HEAD, 10), 11), "UB510", "UB511")
    rejected(office.verdicts(office.amend(replace, SUPERIOR, 10), 11), "UB510")


def test_02_account_added_by_the_head_alone(office: Scene) -> None:
    def add(roles: Roles) -> None:
        row = {"forge": "forge.example", "id": 999, "login": "lain", "from": TODAY}
        person(roles, OTHER_MANAGER)["accounts"].append(row)

    rejected(office.verdicts(office.amend(add, HEAD, 10), 11), "UB511")


def test_02_account_number_replaced_by_the_head_alone(office: Scene) -> None:
    def swap(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["accounts"][0]["id"] = 999

    rejected(office.verdicts(office.amend(swap, HEAD, 10), 11), "UB510", "UB511")
    rejected(office.verdicts(office.amend(swap, SUPERIOR, 10), 11), "UB510")


def test_02_first_key_of_somebody_who_has_an_account(office: Scene) -> None:
    """An account is a credential too: the head alone may not add a key beside it."""

    def account_only(roles: Roles) -> None:
        roles["persons"]["tanpa-kunci"] = {
            "name": "Tanpa Kunci",
            "title": "Pegawai",
            "accounts": [{"forge": "forge.example", "id": 777, "login": "x", "from": TODAY}],
        }

    office.land(office.amend(account_only, HEAD, 10), 11)
    key = new_key(office, "kunci-titipan")

    def add(roles: Roles) -> None:
        person(roles, "tanpa-kunci")["keys"] = [{"key": key, "from": TODAY}]

    rejected(office.verdicts(office.amend(add, HEAD, 20), 21), "UB511")
    accepted(office.verdicts(office.amend(add, SUPERIOR, 20), 21))


@pytest.mark.parametrize("comment", ["", " komentar-lain"])
def test_02_one_key_given_to_two_people(office: Scene, comment: str) -> None:
    def share(roles: Roles) -> None:
        kind, blob, *_ = person(roles, HEAD)["keys"][0]["key"].split(" ")
        roles["persons"]["orang-kedua"] = {
            "name": "Orang Kedua",
            "title": "Pegawai",
            "keys": [{"key": f"{kind} {blob}{comment}", "from": TODAY}],
        }

    head = office.amend(share, HEAD, 10, (SUPERIOR,))
    rejected(office.verdicts(head, 11), "UB511", "UB204")


def test_02_an_ended_key_given_to_somebody_else(office: Scene) -> None:
    def end(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["keys"][0]["until"] = TODAY

    office.land(office.amend(end, HEAD, 10, (OTHER_MANAGER,)), 11)
    later = 3 * DAY

    def share(roles: Roles) -> None:
        key = person(roles, OTHER_MANAGER)["keys"][0]["key"]
        roles["persons"]["orang-kedua"] = {
            "name": "Orang Kedua",
            "title": "Pegawai",
            "keys": [{"key": key, "from": "2026-02-05"}],
        }

    rejected(office.verdicts(office.amend(share, HEAD, later), later + 1), "UB511", "UB204")


def test_02_one_account_given_to_two_people(office: Scene) -> None:
    def share(roles: Roles) -> None:
        row = {**person(roles, HEAD)["accounts"][0], "login": "nama-lain", "from": TODAY}
        roles["persons"]["orang-kedua"] = {
            "name": "Orang Kedua",
            "title": "Pegawai",
            "accounts": [row],
        }

    head = office.amend(share, HEAD, 10, (SUPERIOR,))
    rejected(office.verdicts(head, 11), "UB511", "UB204")


def test_02_superior_made_by_the_head_alone(office: Scene) -> None:
    head = office.amend(a_newcomer(office, role="superior"), HEAD, 10)
    rejected(office.verdicts(head, 11), "UB512")


def test_02_superior_made_by_the_superior_alone(office: Scene) -> None:
    head = office.amend(a_newcomer(office, role="superior"), SUPERIOR, 10)
    rejected(office.verdicts(head, 11), "UB512")


def test_02_superior_made_by_both(office: Scene) -> None:
    head = office.amend(a_newcomer(office, role="superior"), SUPERIOR, 10, (HEAD,))
    accepted(office.verdicts(head, 11))


def test_02_superior_ended_by_the_head_alone(office: Scene) -> None:
    def end(roles: Roles) -> None:
        roles["roles"]["superior"][0]["until"] = TODAY

    rejected(office.verdicts(office.amend(end, HEAD, 10), 11), "UB512")


def test_02_superiors_own_new_key_without_the_head(office: Scene) -> None:
    head = office.amend(a_key_for(office, SUPERIOR), SUPERIOR, 10)
    rejected(office.verdicts(head, 11), "UB512")


def test_02_recorder_who_holds_another_office(office: Scene) -> None:
    def add(roles: Roles) -> None:
        roles["roles"]["requester"].append({"person": "pencatat", "from": TODAY})

    rejected(office.verdicts(office.amend(add, HEAD, 10, (SUPERIOR,)), 11), "UB513")


def test_02_officer_made_recorder(office: Scene) -> None:
    def add(roles: Roles) -> None:
        roles["roles"]["recorder"].append({"person": OTHER_MANAGER, "from": TODAY})

    rejected(office.verdicts(office.amend(add, HEAD, 10, (SUPERIOR,)), 11), "UB513")


def test_02_recorder_without_roles_office_file_signed_by_another(office: Scene) -> None:
    """The head signs roles.yaml, a change manager slips office.yaml in beside it."""
    settings = office.read("office.yaml") + b"late_entry_hours: 48\n"
    head = office.amend(a_newcomer(office), HEAD, 10)
    head = office.put({"office.yaml": settings}, MANAGER, 11, head)
    rejected(office.verdicts(head, 12), "UB508")


def test_02_one_commit_of_the_head_changes_both_files(office: Scene) -> None:
    settings = office.read("office.yaml") + b"late_entry_hours: 48\n"
    roles = office.roles_changed(a_newcomer(office))
    head = office.put({"office.yaml": settings, "roles.yaml": roles}, HEAD, 10)
    accepted(office.verdicts(head, 11))


def _two_commits_of_one_change(office: Scene, second: str = HEAD) -> str:
    """The head appoints somebody in one commit, and lengthens late entry in the next."""
    settings = office.read("office.yaml") + b"late_entry_hours: 48\n"
    head = office.amend(a_newcomer(office), HEAD, 10)
    return office.put({"office.yaml": settings}, second, 11, head)


def test_02_two_commits_of_the_head_change_both_files(office: Scene) -> None:
    accepted(office.verdicts(_two_commits_of_one_change(office), 12))


def test_02_half_of_what_the_head_signed_is_landed(office: Scene) -> None:
    """Authority files are one unit: the head signed the two together, never the second alone."""
    head = _two_commits_of_one_change(office)
    tree = office.commit_tree(head, {"roles.yaml": office.read("roles.yaml")})
    rejected(office.verdicts(head, 12, tree=tree), "UB508")


def test_02_the_first_half_of_what_the_head_signed_is_landed(office: Scene) -> None:
    """That is a commit of the head's as it was signed; nobody altered anything."""
    head = _two_commits_of_one_change(office)
    tree = office.commit_tree(head, {"office.yaml": office.read("office.yaml")})
    accepted(office.verdicts(head, 12, tree=tree))


def test_02_half_of_what_the_head_signed_is_committed_anew_by_another(office: Scene) -> None:
    head = _two_commits_of_one_change(office)
    half = office.put({"roles.yaml": office.read("roles.yaml")}, MANAGER, 12, head)
    rejected(office.verdicts(half, 13), "UB508")


def test_02_half_of_what_the_head_signed_is_assented_to(office: Scene) -> None:
    head = _two_commits_of_one_change(office)
    half = office.put({"roles.yaml": office.read("roles.yaml")}, MANAGER, 12, head)
    accepted(office.verdicts(office.assent(HEAD, half, 13), 14))


def test_02_each_of_two_signs_a_half(office: Scene) -> None:
    """The superior, who came last, saw the whole; the head's half is assented to by the head."""
    head = _two_commits_of_one_change(office, SUPERIOR)
    rejected(office.verdicts(head, 12), "UB508")
    accepted(office.verdicts(office.assent(HEAD, head, 12), 13))


def test_02_the_heads_roles_altered_afterwards(office: Scene) -> None:
    head = office.amend(a_newcomer(office), HEAD, 10)
    head = office.amend(a_newcomer(office, "orang-lain", "head"), MANAGER, 11, on=head)
    rejected(office.verdicts(head, 12), "UB508")


# --- 3 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [None, b"", b"roles: [\n", b"persons: {}\nroles: {}\n", b"\xff\xfe", b"[]\n"]
)
@pytest.mark.parametrize("path", ["roles.yaml", "office.yaml", "schemas/sop.yaml"])
def test_03_authority_file_made_unusable(office: Scene, path: str, data: bytes | None) -> None:
    head = office.put({path: data}, HEAD, 10)
    with office.landed(head, 11) as (before, landing):
        results = {
            "check": office.propose(head, 11, before),
            "hook": office.push(landing, 11, before),
        }
    rejected(results, "UB101", "UB103", "UB201", "UB202", "UB510")


def test_03_roles_renamed(office: Scene) -> None:
    head = office.put({"roles.yaml": None, "roles-lama.yaml": office.read("roles.yaml")}, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB202")


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_03_roles_no_regular_file(office: Scene, mode: str) -> None:
    data = office.roles_changed(a_newcomer(office))
    head = office.put({"roles.yaml": data}, HEAD, 10, modes={"roles.yaml": mode})
    rejected(office.verdicts(head, 11), "UB202", "UB304")


def test_03_roles_only_retyped(office: Scene) -> None:
    head = office.put(
        {"roles.yaml": office.read("roles.yaml")}, HEAD, 10, modes={"roles.yaml": "100755"}
    )
    rejected(office.verdicts(head, 11), "UB202", "UB304")


@pytest.mark.parametrize(
    "path",
    [
        "Roles.yaml",
        "roles.yaml ",
        "roles.yaml.",
        "ROLES.YAML",
        "roles\u200b.yaml",
        "office.yaml\u00a0",
        "Schemas/sop.yaml",
        "sch\u200demas/sop.yaml",
        "\uff52oles.yaml",
        "roles.yaml/x.md",
    ],
)
def test_03_shadow_of_an_authority_file(office: Scene, path: str) -> None:
    gone: dict[str, bytes | None] = {"roles.yaml": None} if path.startswith("roles.yaml/") else {}
    head = office.put({**gone, path: b"x\n"}, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB305", "UB202")


# --- 4 -----------------------------------------------------------------------------------------


def test_04_roles_put_back_to_an_older_version(office: Scene) -> None:
    old = office.read("roles.yaml")
    office.land(office.amend(a_newcomer(office), HEAD, 10), 11)
    head = office.put({"roles.yaml": old}, HEAD, 20)
    rejected(office.verdicts(head, 21), "UB510")


def test_04_old_approved_branch_landed_again_by_squash(office: Scene) -> None:
    """The old blob is the head's own, signed; but signed on the main of back then."""
    first = office.amend(a_newcomer(office), HEAD, 10)
    office.land(first, 11)
    second = office.amend(a_newcomer(office, "orang-lain"), HEAD, 20)
    office.land(second, 21)
    old = office.read("roles.yaml", first)
    squash = office.put({"roles.yaml": old}, MANAGER, 30)
    rejected(office.pushed(squash, 30), "UB508", "UB514")
    rejected(office.pushed(squash, 30), "UB510")


def delete_person(roles: Roles) -> None:
    del roles["persons"]["pemohon-2"]
    roles["roles"]["requester"] = [
        row for row in roles["roles"]["requester"] if row["person"] != "pemohon-2"
    ]


def delete_holding(roles: Roles) -> None:
    roles["roles"]["requester"].pop(1)


def delete_letter(roles: Roles) -> None:
    roles["roles"]["acting_head"].clear()


def delete_key(roles: Roles) -> None:
    person(roles, OTHER_MANAGER)["keys"].clear()


def delete_account(roles: Roles) -> None:
    del person(roles, OTHER_MANAGER)["accounts"]


def letter_in_the_past(roles: Roles) -> None:
    roles["roles"]["acting_head"].append(
        {
            "person": "plh-kepala",
            "from": "2026-01-20",
            "until": "2026-01-25",
            "letter": "800/9/Plh/2026",
            "kind": "plh",
            "signatory": "sekda",
        }
    )


def letter_moved_back(roles: Roles) -> None:
    roles["roles"]["acting_head"][0]["from"] = "2026-01-15"


def letter_to_somebody_else(roles: Roles) -> None:
    roles["roles"]["acting_head"][0]["person"] = "pengelola-2"


def letter_renumbered(roles: Roles) -> None:
    roles["roles"]["acting_head"][0]["letter"] = "800/2/Plh/2026"


def holding_from_yesterday(roles: Roles) -> None:
    roles["roles"]["change_manager"].append({"person": "pemohon-1", "from": "2026-02-01"})


def holding_ended_yesterday(roles: Roles) -> None:
    roles["roles"]["change_manager"][1]["until"] = "2026-02-01"


def holding_to_somebody_else(roles: Roles) -> None:
    roles["roles"]["change_manager"][1]["person"] = "pemohon-2"


def holding_begun_earlier(roles: Roles) -> None:
    roles["roles"]["change_manager"][1]["from"] = "2025-12-01"


def holding_begun_later(roles: Roles) -> None:
    roles["roles"]["change_manager"][1]["from"] = "2026-03-01"


def key_redated_earlier(roles: Roles) -> None:
    person(roles, OTHER_MANAGER)["keys"][0]["from"] = "2025-12-01"


def key_redated_later(roles: Roles) -> None:
    person(roles, OTHER_MANAGER)["keys"][0]["from"] = "2026-02-20"


def key_ended_yesterday(roles: Roles) -> None:
    person(roles, OTHER_MANAGER)["keys"][0]["until"] = "2026-02-01"


@pytest.mark.parametrize(
    "change",
    [
        delete_person,
        delete_holding,
        delete_letter,
        delete_key,
        delete_account,
        letter_in_the_past,
        letter_moved_back,
        letter_to_somebody_else,
        letter_renumbered,
        holding_from_yesterday,
        holding_ended_yesterday,
        holding_to_somebody_else,
        holding_begun_earlier,
        holding_begun_later,
        key_redated_earlier,
        key_redated_later,
        key_ended_yesterday,
    ],
)
def test_04_deleted_or_dated_back(office: Scene, change: Any) -> None:
    head = office.amend(change, HEAD, 10, (SUPERIOR, OTHER_MANAGER))
    rejected(office.verdicts(head, 11), "UB510")


def test_04_a_new_key_dated_back(office: Scene) -> None:
    change = a_key_for(office, OTHER_MANAGER, "2026-01-15")
    head = office.amend(change, HEAD, 10, (OTHER_MANAGER,))
    rejected(office.verdicts(head, 11), "UB510")


def test_04_dated_back_to_the_day_of_an_older_proof(office: Scene) -> None:
    """`from` is the day on which the head signed; it lands days later: still no back-dating."""
    head = office.amend(a_newcomer(office), HEAD, 10)
    accepted(office.verdicts(head, 20))


def test_04_ended_authority_comes_back_to_life(office: Scene) -> None:
    def end(roles: Roles) -> None:
        roles["roles"]["change_manager"][1]["until"] = TODAY

    office.land(office.amend(end, HEAD, 10), 11)

    def revive(roles: Roles) -> None:
        del roles["roles"]["change_manager"][1]["until"]

    late = 3 * DAY
    rejected(office.verdicts(office.amend(revive, HEAD, late), late + 1), "UB510")


def test_04_schema_deleted_or_renamed(office: Scene) -> None:
    head = office.put({"schemas/asset.schema.json": None}, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB202", "UB510")


def test_04_holdings_reordered(office: Scene) -> None:
    """Lines stay where they are, so that a difference shows what was granted and nothing else."""

    def reorder(roles: Roles) -> None:
        roles["roles"]["requester"].reverse()

    rejected(office.verdicts(office.amend(reorder, HEAD, 10), 11), "UB510")


# --- 5 -----------------------------------------------------------------------------------------


def test_05_role_used_in_the_landing_that_grants_it(office: Scene) -> None:
    office.back_to("accepted")
    roles = office.roles_changed(a_newcomer(office))
    head = office.draft(
        "classify_normal", "orang-baru", 40, files={"roles.yaml": roles}, signer=HEAD
    )
    head = office.assent("orang-baru", head, 40)
    rejected(office.verdicts(head, 41), "UB501", "UB502")
    rejected(office.verdicts(head, 41), "UB509")


def test_05_role_used_in_the_next_landing(office: Scene) -> None:
    office.back_to("accepted")
    office.land(office.amend(a_newcomer(office), HEAD, 40), 41)
    accepted(office.verdicts(office.draft("classify_normal", "orang-baru", 50), 51))


def test_05_role_not_begun_yet(office: Scene) -> None:
    office.back_to("accepted")
    newcomer = a_newcomer(office)

    def later(roles: Roles) -> None:
        newcomer(roles)
        roles["roles"]["change_manager"][-1]["from"] = "2026-02-09"

    office.land(office.amend(later, HEAD, 40), 41)
    rejected(office.verdicts(office.draft("classify_normal", "orang-baru", 50), 51), "UB502")


# --- 6 -----------------------------------------------------------------------------------------

LETTER = {"capacity": "plh", "appointment": "800/1/Plh/2026"}


def test_06_acting_head_in_the_period(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", ACTING, IN_PERIOD, **LETTER)
    accepted(office.verdicts(head, IN_PERIOD + 1))


@pytest.mark.parametrize("when", [100, IN_PERIOD - 8 * 60 - 10, 11 * DAY - 8 * 60 + 10])
def test_06_acting_head_outside_the_period(office: Scene, when: float) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", ACTING, when, **LETTER)
    rejected(office.verdicts(head, when + 1), "UB504", "UB502")


@pytest.mark.parametrize("when", [IN_PERIOD - 8 * 60 + 5, 11 * DAY - 8 * 60 - 10])
def test_06_first_and_last_minutes_of_the_period_in_office_time(office: Scene, when: float) -> None:
    office.back_to("awaiting_head")
    accepted(office.verdicts(office.draft("approve", ACTING, when, **LETTER), when + 1))


@pytest.mark.parametrize(
    "letter",
    [
        {},
        {"capacity": "plh"},
        {"capacity": "plt", "appointment": "800/1/Plh/2026"},
        {"capacity": "plh", "appointment": "800/7/Plh/2026"},
        {"appointment": "800/1/Plh/2026"},
        {"capacity": "substitute"},
    ],
)
def test_06_acting_head_without_the_letter(office: Scene, letter: dict[str, str]) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", ACTING, IN_PERIOD, **letter)
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB504", "UB505")


def test_06_at_inside_the_period_but_signed_after_it(office: Scene) -> None:
    office.back_to("awaiting_head")
    last_evening = 11 * DAY - 8 * 60 - 60
    data = office.append(office.read(RECORD), "approve", ACTING, last_evening, **LETTER)
    head = office.put({RECORD: data}, ACTING, last_evening + 120)
    rejected(office.verdicts(head, last_evening + 121), "UB504", "UB502")


def test_06_acting_head_extends_the_own_appointment(office: Scene) -> None:
    def extend(roles: Roles) -> None:
        roles["roles"]["acting_head"][0]["until"] = "2026-03-31"

    rejected(office.verdicts(office.amend(extend, ACTING, IN_PERIOD), IN_PERIOD + 1), "UB508")


def test_06_acting_head_passes_the_office_on(office: Scene) -> None:
    def pass_on(roles: Roles) -> None:
        roles["roles"]["acting_head"].append(
            {
                "person": MANAGER,
                "from": "2026-02-11",
                "until": "2026-02-12",
                "letter": "800/3/Plh/2026",
                "kind": "plh",
                "signatory": ACTING,
            }
        )

    rejected(office.verdicts(office.amend(pass_on, ACTING, IN_PERIOD), IN_PERIOD + 1), "UB508")


def test_06_letter_signed_by_the_acting_head_entered_by_the_head(office: Scene) -> None:
    """Appointed by the head's superior or the head: an acting head's signature is no letter."""

    def pass_on(roles: Roles) -> None:
        roles["roles"]["acting_head"].append(
            {
                "person": MANAGER,
                "from": "2026-02-11",
                "until": "2026-02-12",
                "letter": "800/3/Plh/2026",
                "kind": "plh",
                "signatory": ACTING,
            }
        )

    head = office.amend(pass_on, HEAD, IN_PERIOD)
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB204", "UB504", "UB510", "UB202", "UB508")


def test_06_head_claims_to_be_acting(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, IN_PERIOD, **LETTER)
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB504", "UB502")


def test_06_manager_claims_the_acting_heads_letter(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", OTHER_MANAGER, IN_PERIOD, **LETTER)
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB504", "UB502")


# --- 7 -----------------------------------------------------------------------------------------


def test_07_requester_accepts_the_own_request(office: Scene) -> None:
    office.step("submit", MANAGER, 0)
    rejected(office.verdicts(office.draft("accept", MANAGER, 10), 11), "UB503")
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 10), 11))


def revision(office: Scene, by: str, at: float, on: str | None = None, **more: Any) -> str:
    base = on or office.main
    from support.office import load

    request = {**load(office.read(RECORD, base))["request"], "description": f"Diperjelas {at}."}
    return office.draft("revise", by, at, on=base, request=request, **more)


def test_07_reviser_counts_as_requester_too(office: Scene) -> None:
    office.step("submit", "pemohon-1", 0)
    office.land(revision(office, MANAGER, 10), 11)
    rejected(office.verdicts(office.draft("accept", MANAGER, 20), 21), "UB503")
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 20), 21))


def test_07_somebody_revises_and_the_requester_still_may_not(office: Scene) -> None:
    office.step("submit", MANAGER, 0)
    office.land(revision(office, "pemohon-1", 10), 11)
    rejected(office.verdicts(office.draft("accept", MANAGER, 20), 21), "UB503")


def test_07_submit_revise_accept_in_one_landing(office: Scene) -> None:
    head = office.draft("submit", "pemohon-1", 0)
    head = revision(office, MANAGER, 1, head)
    head = office.draft("accept", MANAGER, 2, on=head)
    rejected(office.verdicts(head, 3), "UB503")


def test_07_revise_that_changes_the_requester(office: Scene) -> None:
    from support.office import load

    office.step("submit", MANAGER, 0)
    request = {**load(office.read(RECORD))["request"], "requester": "pemohon-1"}
    head = office.draft("revise", MANAGER, 10, request=request)
    rejected(office.verdicts(head, 11), "UB704")


def test_07_outsiders_request_filed_by_the_manager_who_accepts(office: Scene) -> None:
    outsider = {
        "name": "Dinas Contoh",
        "organisation": "Dinas",
        "contact": "dinas@lpse.example",
        "source_document": "Surat 1/2026",
    }
    data = office.submitted(0, RFC, "pengelola-1").replace(
        b"  requester: pengelola-1\n",
        b"  requester:\n"
        + b"".join(f"    {key}: {value}\n".encode() for key, value in outsider.items()),
    )
    office.land(office.put({RECORD: data}, MANAGER, 0), 1)
    rejected(office.verdicts(office.draft("accept", MANAGER, 10), 11), "UB503")
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 10), 11))


# --- 8 -----------------------------------------------------------------------------------------


def awaiting_head_of(office: Scene, requester: str) -> None:
    office.step("submit", requester, 0)
    office.step("accept", MANAGER, 10)
    office.step("escalate", MANAGER, 20)


@pytest.mark.parametrize("action", ["approve", "return"])
def test_08_head_who_is_requester_decides(office: Scene, action: str) -> None:
    awaiting_head_of(office, HEAD)
    rejected(office.verdicts(office.draft(action, HEAD, 30), 31), "UB503")
    head = office.draft(action, SUPERIOR, 30, capacity="substitute")
    accepted(office.verdicts(head, 31))


def test_08_superior_forgets_to_say_substitute(office: Scene) -> None:
    awaiting_head_of(office, HEAD)
    rejected(office.verdicts(office.draft("approve", SUPERIOR, 30), 31), "UB502", "UB505")


def test_08_superior_decides_though_the_head_is_not_barred(office: Scene) -> None:
    awaiting_head_of(office, "pemohon-1")
    head = office.draft("approve", SUPERIOR, 30, capacity="substitute")
    rejected(office.verdicts(head, 31), "UB505")


def test_08_superior_decides_though_an_acting_head_is_in_office(office: Scene) -> None:
    awaiting_head_of(office, HEAD)
    head = office.draft("approve", SUPERIOR, IN_PERIOD, capacity="substitute")
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB505")
    head = office.draft("approve", ACTING, IN_PERIOD, **LETTER)
    accepted(office.verdicts(head, IN_PERIOD + 1))


def both_managers_barred(office: Scene) -> None:
    office.step("submit", MANAGER, 0)
    office.land(revision(office, OTHER_MANAGER, 5), 6)


def test_08_head_stands_in_as_evaluator_and_then_approves(office: Scene) -> None:
    both_managers_barred(office)
    office.step("accept", HEAD, 10, capacity="substitute")
    office.step("escalate", HEAD, 20, capacity="substitute")
    rejected(office.verdicts(office.draft("approve", HEAD, 30), 31), "UB503")
    head = office.draft("approve", SUPERIOR, 30, capacity="substitute")
    accepted(office.verdicts(head, 31))


def test_08_head_stands_in_though_one_manager_is_free(office: Scene) -> None:
    office.step("submit", MANAGER, 0)
    head = office.draft("accept", HEAD, 10, capacity="substitute")
    rejected(office.verdicts(head, 11), "UB505")


def test_08_head_who_implemented_reviews(office: Scene) -> None:
    awaiting_head_of(office, "pemohon-1")
    office.step("approve", HEAD, 30)
    office.step("implement", MANAGER, 40, implementers=[MANAGER, HEAD])
    office.step("pass_test", MANAGER, 50)
    office.step("report", MANAGER, 60)
    for action in ("review", "return_report"):
        rejected(office.verdicts(office.draft(action, HEAD, 70), 71), "UB503")
    head = office.draft("review", SUPERIOR, 70, capacity="substitute")
    accepted(office.verdicts(head, 71), "UB903")


def test_08_substitute_capacity_on_a_step_that_has_none(office: Scene) -> None:
    office.back_to("authorised")
    head = office.draft("implement", HEAD, 60, capacity="substitute")
    rejected(office.verdicts(head, 61), "UB505", "UB502")


# --- 9 -----------------------------------------------------------------------------------------


def test_09_two_keys_of_one_head_are_not_two_people(office: Scene) -> None:
    office.land(office.amend(a_key_for(office, HEAD), HEAD, 10), 11)
    head = office.amend(a_newcomer(office, role="superior"), HEAD, 20, (f"{HEAD}-baru",))
    rejected(office.verdicts(head, 21), "UB512")


def test_09_head_and_superior_in_one_person(office: Scene) -> None:
    def crown(roles: Roles) -> None:
        roles["roles"]["superior"].append({"person": HEAD, "from": TODAY})

    office.land(office.amend(crown, HEAD, 10, (SUPERIOR,)), 11)
    head = office.amend(a_newcomer(office, role="superior"), HEAD, 20)
    rejected(office.verdicts(head, 21), "UB512")
    head = office.amend(a_newcomer(office, role="superior"), HEAD, 20, (SUPERIOR,))
    accepted(office.verdicts(head, 21))


# --- 10 ----------------------------------------------------------------------------------------


def remove_manager(roles: Roles) -> None:
    roles["roles"]["change_manager"][1]["until"] = TODAY


def removed_in_mid_change(office: Scene) -> str:
    office.back_to("submitted")
    head = office.draft("accept", OTHER_MANAGER, 20)
    office.land(office.amend(remove_manager, HEAD, 30), 31)
    return head


def test_10_officers_step_lands_after_their_removal(office: Scene) -> None:
    head = removed_in_mid_change(office)
    accepted(office.verdicts(head, 40))
    rejected(office.verdicts(head, DAY), "UB502", "UB506")


def test_10_with_the_recorders_time_from_before_the_removal(office: Scene) -> None:
    head = removed_in_mid_change(office)
    vouched = office.voucher(head, OTHER_MANAGER, 21)
    accepted(office.with_vouchers(head, DAY - 60, vouched))
    accepted(office.with_vouchers(head, DAY, vouched))
    late = office.voucher(head, OTHER_MANAGER, DAY - 60, time=office_time(DAY))
    rejected(office.with_vouchers(head, DAY + 10, late), "UB502", "UB506")


def office_time(after: float) -> Any:
    from support.office import minutes

    return minutes(after)


# --- 11 ----------------------------------------------------------------------------------------

MACHINERY = [
    "tools/ubah/core/judge/landing.py",
    "tests/test_x.py",
    "pyproject.toml",
    "README",
    "docs/x.MD",
    "requirements/runtime.txt",
]
RECORDERS = [
    ".github/workflows/check.yml",
    ".gitlab-ci.yml",
    ".forgejo/workflows/x.yml",
    "mkdocs.yml",
    "site/hooks.py",
    ".gitattributes",
    ".github/README.md",
    "site/.hidden/x.md",
]


@pytest.mark.parametrize("path", [*MACHINERY, *RECORDERS])
def test_11_machinery_unproved(office: Scene, path: str) -> None:
    for signer in (None, "pemohon-1", "pencatat"):
        head = office.put({path: b"x\n"}, signer, 10)
        rejected(office.verdicts(head, 11, signer), "UB515", "UB516")


@pytest.mark.parametrize("path", RECORDERS)
def test_11_workflow_changed_by_a_change_manager_alone(office: Scene, path: str) -> None:
    head = office.put({path: b"x\n"}, MANAGER, 10)
    rejected(office.verdicts(head, 11), "UB516")
    accepted(office.verdicts(office.put({path: b"x\n"}, HEAD, 10), 11))
    accepted(office.verdicts(office.put({path: b"x\n"}, SUPERIOR, 10), 11))


def test_11_workflow_by_an_acting_head(office: Scene) -> None:
    head = office.put({".github/workflows/check.yml": b"x\n"}, ACTING, IN_PERIOD)
    rejected(office.verdicts(head, IN_PERIOD + 1), "UB516")


@pytest.mark.parametrize(
    "path", ["tools/ubah/core/judge/landing.py", ".github/workflows/check.yml"]
)
def test_11_machinery_together_with_a_record(office: Scene, path: str) -> None:
    office.back_to("accepted")
    head = office.draft("classify_normal", MANAGER, 40)
    head = office.put({path: b"x\n"}, HEAD, 41, head)
    rejected(office.verdicts(head, 42), "UB517")


def test_11_workflow_deleted_or_made_executable_by_a_change_manager(office: Scene) -> None:
    path = ".github/workflows/check.yml"
    office.land(office.put({path: b"x\n"}, HEAD, 10), 11)
    rejected(office.verdicts(office.put({path: None}, MANAGER, 20), 21), "UB516")
    executable = office.put({path: b"x\n"}, MANAGER, 20, modes={path: "100755"})
    rejected(office.verdicts(executable, 21), "UB516")


def test_11_workflow_moved_to_prose(office: Scene) -> None:
    path = ".github/workflows/check.yml"
    office.land(office.put({path: b"x\n"}, HEAD, 10), 11)
    moved = office.put({path: None, "docs/check.md": b"x\n"}, "pemohon-1", 20)
    rejected(office.verdicts(moved, 21), "UB516")


def test_11_schema_unproved(office: Scene) -> None:
    sop = office.read("schemas/sop.yaml").replace(b"barred: [requester]", b"barred: []")
    for signer in (None, MANAGER, ACTING):
        rejected(office.verdicts(office.put({"schemas/sop.yaml": sop}, signer, 10), 11), "UB508")


def test_11_extra_file_in_schemas(office: Scene) -> None:
    head = office.put({"schemas/README.md": b"x\n"}, MANAGER, 10)
    rejected(office.verdicts(head, 11), "UB508")


def test_11_prose_as_a_link_is_machinery(office: Scene) -> None:
    head = office.put(
        {"docs/x.md": b"../roles.yaml"}, "pemohon-1", 10, modes={"docs/x.md": "120000"}
    )
    rejected(office.verdicts(head, 11), "UB515")


@pytest.mark.parametrize("signer", [None, "pencatat"])
def test_11_prose_that_no_officer_proved(office: Scene, signer: str | None) -> None:
    head = office.put({"docs/x.md": b"# x\n"}, signer, 10)
    rejected(office.verdicts(head, 11, "pencatat"), "UB518")


def test_11_machinery_by_an_ended_change_manager(office: Scene) -> None:
    office.land(office.amend(remove_manager, HEAD, 10), 11)
    head = office.put({"lib/x.py": b"x\n"}, OTHER_MANAGER, DAY)
    rejected(office.verdicts(head, DAY + 1), "UB515")


# --- 12 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"sample: true\n",
        b"late_entry_hours: 720\n",
        b"freeze_windows: []\n",
        b"forge: {kind: github, host: github.com}\n",
    ],
)
def test_12_settings_changed_unproved(office: Scene, line: bytes) -> None:
    data = office.read("office.yaml") + line
    for signer in (None, MANAGER):
        rejected(office.verdicts(office.put({"office.yaml": data}, signer, 10), 11), "UB508")


@pytest.mark.parametrize("line", [b"sample: true\n", b"rehearsal: true\n"])
def test_12_sample_or_rehearsal_put_in_even_by_head_and_superior(
    office: Scene, line: bytes
) -> None:
    head = office.put({"office.yaml": office.read("office.yaml") + line}, HEAD, 10)
    head = office.assent(SUPERIOR, head, 10)
    rejected(office.verdicts(head, 11), "UB521")


def test_12_rules_lowered(office: Scene) -> None:
    data = office.read("office.yaml")
    raised = office.put({"office.yaml": data.replace(b"rules: 1", b"rules: 2")}, HEAD, 10)
    office.land(raised, 11)
    lowered = office.put({"office.yaml": data}, HEAD, 20)
    result = office.verdicts(lowered, 21)
    rejected(result, "UB521", "UB202")


def test_12_late_entry_hours_used_in_the_landing_that_raises_it(office: Scene) -> None:
    office.back_to("submitted")
    data = office.read("office.yaml") + b"late_entry_hours: 720\n"
    head = office.put({"office.yaml": data}, HEAD, 3 * DAY)
    record = office.append(office.read(RECORD), "accept", MANAGER, DAY)
    head = office.put({RECORD: record}, MANAGER, 3 * DAY, head)
    rejected(office.verdicts(head, 3 * DAY + 1), "UB723")


def test_authority_change_signed_before_mains_newest_landing(office: Scene) -> None:
    head = office.amend(a_newcomer(office), HEAD, 10)
    office.step("submit", "pemohon-1", 20)
    rejected(office.verdicts(head, 30), "UB514")
    updated = office.merge(head, "main", HEAD, 30)
    rejected(office.verdicts(updated, 31), "UB514")
    assented = office.assent(HEAD, updated, 31)
    accepted(office.verdicts(assented, 32))


def test_authority_change_assented_on_an_old_base(office: Scene) -> None:
    head = office.amend(a_newcomer(office), MANAGER, 10, (HEAD,))
    accepted(office.verdicts(head, 11))
    office.step("submit", "pemohon-1", 20)
    rejected(office.verdicts(head, 30), "UB514")


def test_ended_head_changes_roles(office: Scene) -> None:
    newcomer = a_newcomer(office, "kepala-baru", "head")

    def replace(roles: Roles) -> None:
        roles["roles"]["head"][0]["until"] = TODAY
        newcomer(roles)

    office.land(office.amend(replace, HEAD, 10), 11)
    colleague = a_newcomer(office, "orang-lain")

    def later(roles: Roles) -> None:
        colleague(roles)
        roles["persons"]["orang-lain"]["keys"][0]["from"] = "2026-02-04"
        roles["roles"]["change_manager"][-1]["from"] = "2026-02-04"

    rejected(office.verdicts(office.amend(later, HEAD, 2 * DAY), 2 * DAY + 1), "UB508")
    accepted(office.verdicts(office.amend(later, "kepala-baru", 2 * DAY), 2 * DAY + 1))


def test_superior_who_is_not_superior_yet(office: Scene) -> None:
    newcomer = a_newcomer(office, "atasan-baru", "superior")

    def later(roles: Roles) -> None:
        newcomer(roles)
        roles["roles"]["superior"][-1]["from"] = "2026-03-01"

    office.land(office.amend(later, HEAD, 10, (SUPERIOR,)), 11)
    head = office.amend(a_key_for(office, OTHER_MANAGER), "atasan-baru", 20)
    rejected(office.verdicts(head, 21), "UB508")


def test_acting_state_is_reached_at_the_times_the_story_says(office: Scene) -> None:
    office.back_to("asset_update")
    result = office.audit()
    accepted(result)
    assert len(result.steps) == len(AT)


# --- whose proof counts when one person proves twice ------------------------------------------------


def head_to_be(office: Scene) -> None:
    """The other change manager becomes a second head on 4 February."""

    def appoint(roles: dict[str, Any]) -> None:
        roles["roles"]["head"].append({"person": OTHER_MANAGER, "from": "2026-02-04"})

    office.land(office.amend(appoint, HEAD, 5), 6)


def test_04_dated_back_to_a_proof_given_before_the_office(office: Scene) -> None:
    """Nothing begins before the day on which somebody entitled proved it."""
    head_to_be(office)

    def appoint(roles: dict[str, Any], start: str) -> None:
        roles["roles"]["requester"].append({"person": ACTING, "from": start})

    for start, sound in (("2026-02-03", False), ("2026-02-04", True)):
        head = office.amend(lambda roles: appoint(roles, start), OTHER_MANAGER, 10)  # noqa: B023
        head = office.assent(OTHER_MANAGER, head, 2 * DAY)
        results = office.verdicts(head, 2 * DAY + 1)
        if sound:
            accepted(results)
        else:
            rejected(results, "UB510")


def test_a_second_proof_after_the_office_takes_nothing_from_the_first(office: Scene) -> None:
    """The recorder saw the review while its author was head; what they signed later adds nothing."""

    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["head"][0]["until"] = "2026-02-03"

    def appoint(roles: dict[str, Any]) -> None:
        roles["roles"]["requester"].append({"person": ACTING, "from": "2026-02-20"})

    office.land(office.amend(end, HEAD, 5), 6)
    head = office.amend(appoint, MANAGER, 10)
    vouched = office.voucher(head, HEAD, 20)
    accepted(office.with_vouchers(head, 2 * DAY, vouched))
    head = office.assent(HEAD, head, 2 * DAY - 10)
    accepted(office.with_vouchers(head, 2 * DAY, vouched))
