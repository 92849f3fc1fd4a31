from __future__ import annotations

import subprocess
from typing import Any

import pytest

from attacks.kit import (
    ACCOUNTS,
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
    explained,
    never_passed,
    person,
    rejected,
    sshsig,
    unverifiable,
)
from support.office import minutes
from ubah.edge.git.keys import make_key

Roles = dict[str, Any]
TODAY = "2026-02-02"


def ssh_keygen(office: Scene, name: str, *words: str) -> str:
    path = office.key(name)
    if not path.exists():
        subprocess.run(
            ["ssh-keygen", "-q", "-N", "", "-C", name, "-f", str(path), *words],
            check=True,
            capture_output=True,
        )
    return path.with_name(f"{name}.pub").read_text().strip()


def head_with(office: Scene, **raw: Any) -> str:
    """Commit the head's approval byte by byte."""
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree(office.main, {RECORD: data})
    return office.raw(raw.pop("signer", HEAD), 40, tree, (office.main,), **raw)


def test_raw_commits_are_like_gits_own(office: Scene) -> None:
    accepted(office.verdicts(head_with(office), 41))


# --- 13 ----------------------------------------------------------------------------------------


def test_13_the_heads_address_on_a_staff_members_signature(office: Scene) -> None:
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    names = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Kepala Contoh"), ("EMAIL", "kepala@lpse.example"))
    }
    head = office.commit(MANAGER, 40, {RECORD: data}, env=names)
    rejected(office.verdicts(head, 41), "UB501")


# --- 14 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", [None, "orang-asing"])
def test_14_unsigned_or_signed_by_a_key_nobody_holds(office: Scene, signer: str | None) -> None:
    if signer:
        ssh_keygen(office, signer, "-t", "ed25519")
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=signer)
    rejected(office.verdicts(head, 41), "UB501")


def registered(office: Scene, key: str) -> None:
    def add(roles: Roles) -> None:
        person(roles, HEAD)["keys"].append({"key": key, "from": TODAY})

    office.land(office.amend(add, HEAD, 41), 42)


def test_14_key_of_an_unusual_kind_that_can_be_verified(office: Scene) -> None:
    key = ssh_keygen(office, "ecdsa", "-t", "ecdsa", "-b", "256")
    office.back_to("awaiting_head")
    registered(office, key)
    accepted(office.verdicts(office.draft("approve", HEAD, 50, signer="ecdsa"), 51))


def test_14_rsa_key_of_2048_bits(office: Scene) -> None:
    key = ssh_keygen(office, "rsa2048", "-t", "rsa", "-b", "2048")
    office.back_to("awaiting_head")
    registered(office, key)
    accepted(office.verdicts(office.draft("approve", HEAD, 50, signer="rsa2048"), 51))


def test_14_rsa_key_too_short(office: Scene) -> None:
    key = ssh_keygen(office, "rsa1024", "-t", "rsa", "-b", "1024")
    office.back_to("awaiting_head")
    registered(office, key)
    rejected(
        office.verdicts(office.draft("approve", HEAD, 50, signer="rsa1024"), 51), "UB501", "UB204"
    )


def test_14_pgp_signature_cannot_be_verified(office: Scene) -> None:
    """The judge knows SSH keys only: a PGP signature may be somebody's, so it does not pass."""

    def pgp(_: str) -> str:
        return "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"

    unverifiable(office.verdicts(head_with(office, signature_change=pgp), 41), "UB507")


# --- 15 ----------------------------------------------------------------------------------------


def rotated(office: Scene) -> None:
    """The second change manager's key ends today; a new one begins."""
    office.back_to("submitted")
    key = ssh_keygen(office, "pengelola-2-b", "-t", "ed25519")

    def rotate(roles: Roles) -> None:
        keys = person(roles, OTHER_MANAGER)["keys"]
        keys[0]["until"] = TODAY
        keys.append({"key": key, "from": TODAY})

    office.land(office.amend(rotate, HEAD, 20, (OTHER_MANAGER,)), 21)


def test_15_key_used_on_its_last_day_and_after(office: Scene) -> None:
    rotated(office)
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 30), 31))
    late = office.draft("accept", OTHER_MANAGER, DAY)
    rejected(office.verdicts(late, DAY + 1), "UB501", "UB506")
    new = office.draft("accept", OTHER_MANAGER, DAY, signer="pengelola-2-b")
    accepted(office.verdicts(new, DAY + 1))


def test_15_ended_key_with_a_back_dated_commit(office: Scene) -> None:
    rotated(office)
    head = office.draft("accept", OTHER_MANAGER, 30)
    rejected(office.verdicts(head, DAY), "UB501", "UB506")


def test_15_ended_key_back_dated_on_a_branch_from_before_its_end(office: Scene) -> None:
    office.back_to("submitted")
    head = office.draft("accept", OTHER_MANAGER, 15)
    rotated(office)
    rejected(office.verdicts(head, DAY), "UB501", "UB506")
    updated = office.merge(head, "main", MANAGER, DAY - 2)
    rejected(office.verdicts(updated, DAY), "UB501", "UB506")


def test_15_ended_key_in_the_recorders_time(office: Scene) -> None:
    rotated(office)
    head = office.draft("accept", OTHER_MANAGER, 30)
    accepted(office.with_vouchers(head, DAY, office.voucher(head, OTHER_MANAGER, 35)))


def test_15_key_used_before_its_first_day(office: Scene) -> None:
    office.back_to("submitted")
    key = ssh_keygen(office, "pengelola-2-c", "-t", "ed25519")

    def add(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["keys"].append({"key": key, "from": "2026-02-05"})

    office.land(office.amend(add, HEAD, 20, (OTHER_MANAGER,)), 21)
    early = office.draft("accept", OTHER_MANAGER, 30, signer="pengelola-2-c")
    rejected(office.verdicts(early, 31), "UB501", "UB506")
    rejected(office.verdicts(early, 4 * DAY), "UB501", "UB506")


def test_15_steps_before_the_end_stay_good(office: Scene) -> None:
    office.back_to("submitted")
    office.step("accept", OTHER_MANAGER, 15)
    key = ssh_keygen(office, "pengelola-2-b", "-t", "ed25519")

    def rotate(roles: Roles) -> None:
        keys = person(roles, OTHER_MANAGER)["keys"]
        keys[0]["until"] = TODAY
        keys.append({"key": key, "from": TODAY})

    office.land(office.amend(rotate, HEAD, 20, (OTHER_MANAGER,)), 21)
    office.step("classify_normal", MANAGER, 3 * DAY)
    accepted(office.audit())


# --- 16 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("namespace", [b"file", b"", b"git\0", b"GIT", b"git "])
def test_16_signature_for_another_namespace(office: Scene, namespace: bytes) -> None:
    rejected(office.verdicts(head_with(office, namespace=namespace), 41), "UB501")


@pytest.mark.parametrize("hash_name", ["sha1", "md5", "sha384"])
def test_16_signature_with_a_hash_that_sshsig_forbids(office: Scene, hash_name: str) -> None:
    rejected(office.verdicts(head_with(office, hash_name=hash_name), 41), "UB501")


def test_16_sha256_is_allowed(office: Scene) -> None:
    accepted(office.verdicts(head_with(office, hash_name="sha256"), 41))


# --- signatures that are not over what git shows ----------------------------------------------


def other_message(payload: bytes) -> bytes:
    return payload.replace(b"Langkah", b"Lain")


def test_signature_over_another_payload(office: Scene) -> None:
    rejected(office.verdicts(head_with(office, payload_change=other_message), 41), "UB501")


def twice(data: bytes) -> bytes:
    start = data.index(b"gpgsig ")
    end = data.index(b"\n\n")
    return data[:end] + b"\n" + data[start:end] + data[end:]


def test_two_signatures_in_one_commit(office: Scene) -> None:
    results = office.verdicts(head_with(office, object_change=twice), 41)
    never_passed(results)
    assert all("more than one signature" in str(explained(found)) for found in results.values())


def test_15_a_key_that_ended_and_began_again(office: Scene) -> None:
    """Who comes back to the office may come back with the same key."""
    office.back_to("submitted")

    def change(roles: Roles) -> None:
        keys = person(roles, OTHER_MANAGER)["keys"]
        keys[0]["until"] = TODAY
        keys.append({**keys[0], "from": "2026-02-05"})
        del keys[1]["until"]

    office.land(office.amend(change, HEAD, 20, (OTHER_MANAGER,)), 21)
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 30), 31))
    between = office.draft("accept", OTHER_MANAGER, DAY)
    rejected(office.verdicts(between, DAY + 1), "UB501", "UB506")
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 3 * DAY), 3 * DAY + 1))


def test_15_a_key_that_begins_again_before_it_ends(office: Scene) -> None:
    office.back_to("submitted")

    def change(roles: Roles) -> None:
        keys = person(roles, OTHER_MANAGER)["keys"]
        keys.append({**keys[0], "from": "2026-02-05"})

    head = office.amend(change, HEAD, 20, (OTHER_MANAGER,))
    rejected(office.verdicts(head, 21), "UB204")


@pytest.mark.parametrize("line", [b"X-Note: hidden", b"H SIGNATURE-----", b"note", b"x9 y"])
def test_14_a_header_line_slipped_in_behind_the_signature(office: Scene, line: bytes) -> None:
    """It was not signed, so the signature is not over this commit, whatever the line is called."""

    def slip(data: bytes) -> bytes:
        return data.replace(b"\n\n", b"\n" + line + b"\n\n", 1)

    rejected(office.verdicts(head_with(office, object_change=slip), 41), "UB501")


@pytest.mark.parametrize("tail", ["xyz\n", "\n-----BEGIN SSH SIGNATURE-----\n", " \n\nAAAA\n"])
def test_signature_with_something_behind_it(office: Scene, tail: str) -> None:
    """Whether or not it still verifies, it never proves more than its own key does."""
    head = head_with(office, signer=MANAGER, signature_change=lambda armored: armored + tail)
    rejected(office.verdicts(head, 41), "UB501")


def test_signature_with_another_one_behind_it(office: Scene) -> None:
    def add(armored: str) -> str:
        return armored + sshsig(office.key(HEAD), b"lain")

    rejected(office.verdicts(head_with(office, signer=MANAGER, signature_change=add), 41), "UB501")


@pytest.mark.parametrize("name", [b"tree", b"committer"])
def test_header_twice(office: Scene, name: bytes) -> None:
    """git and the judge must not read two different commits out of one object."""

    def double(data: bytes) -> bytes:
        line = next(line for line in data.split(b"\n") if line.startswith(name + b" "))
        return data.replace(line, line + b"\n" + line, 1)

    head = head_with(office, payload_change=double, object_change=double)
    never_passed(office.pushed(head, 41))
    never_passed(office.propose(head, 41))


def test_second_tree_that_differs(office: Scene) -> None:
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "return", HEAD, 40)
    other = office.commit_tree(office.main, {RECORD: data})

    def double(payload: bytes) -> bytes:
        line = payload.split(b"\n")[0]
        return payload.replace(line, line + b"\ntree " + other.encode(), 1)

    head = head_with(office, payload_change=double, object_change=double)
    never_passed(office.pushed(head, 41))
    never_passed(office.propose(head, 41))


def test_parent_header_where_git_does_not_look(office: Scene) -> None:
    """git reads parents only right after the tree: one behind the committer is no parent to it."""
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree(office.main, {RECORD: data})
    stray = office.put({"docs/x.md": b"x\n"}, None, 39).encode()

    def add(payload: bytes) -> bytes:
        head, rest = payload.split(b"\nauthor ", 1)
        author, rest = rest.split(b" +0800\n", 1)
        return head + b"\nauthor " + author + b" +0800\nparent " + stray + b"\n" + rest

    head = office.raw(HEAD, 40, tree, (office.main,), payload_change=add, object_change=add)
    never_passed(office.pushed(head, 41))


def test_parents_only_behind_the_committer(office: Scene) -> None:
    """To git this is a root commit; a judge that finds a parent in it judges another history."""
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree(office.main, {RECORD: data})
    parent = office.main.encode()

    def move(payload: bytes) -> bytes:
        head, rest = payload.split(b"\nparent " + parent + b"\n", 1)
        author, rest = rest.split(b" +0800\n", 1)
        return head + b"\n" + author + b" +0800\nparent " + parent + b"\n" + rest

    head = office.raw(HEAD, 40, tree, (office.main,), payload_change=move, object_change=move)
    never_passed(office.pushed(head, 41))


@pytest.mark.parametrize("date", ["-1 +0000", "99999999999999999999 +0000", "x +0800", "1e9 +0800"])
def test_committer_date_that_is_no_date(office: Scene, date: str) -> None:
    never_passed(office.verdicts(head_with(office, date=date), 41))


def test_landing_with_a_huge_date(office: Scene) -> None:
    """On arrival it is refused; nothing crashes."""
    office.back_to("awaiting_head")
    tree = office.git("rev-parse", "main^{tree}")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree(office.main, {RECORD: data})
    head = office.raw(HEAD, 40, tree, (office.main,), date="253402300799 +0000")
    rejected(office.pushed(head, 41), "UB727", "UB723")


def test_message_with_a_nul(office: Scene) -> None:
    """git's own commands refuse to make one, and show only what stands before the NUL."""
    never_passed(office.pushed(head_with(office, message=b"Langkah\0\nlain\n"), 41))


@pytest.mark.parametrize("message", [b"", b"\xff\xfe\n"])
def test_odd_messages_change_nothing(office: Scene, message: bytes) -> None:
    accepted(office.verdicts(head_with(office, message=message), 41))


# --- 17, 18 ------------------------------------------------------------------------------------


def test_17_mailmap(office: Scene) -> None:
    office.back_to("awaiting_head")
    mailmap = b"Kepala Contoh <kepala@lpse.example> <contoh@lpse.example>\n"
    office.land(office.put({".mailmap": mailmap}, HEAD, 40), 41)
    head = office.draft("approve", HEAD, 50, signer=MANAGER)
    rejected(office.verdicts(head, 51), "UB501")
    accepted(office.verdicts(office.draft("approve", HEAD, 50), 51))


def prepared(office: Scene) -> str:
    office.back_to("awaiting_head")
    return office.draft("approve", HEAD, 40, signer=MANAGER)


def test_18_account_with_the_heads_old_name(office: Scene) -> None:
    head = prepared(office)
    accepted(office.with_vouchers(head, 50, office.voucher(head, HEAD, 45)))
    renamed = office.voucher(head, HEAD, 45, account=999)
    rejected(office.with_vouchers(head, 50, renamed), "UB501")


def test_18_account_number_on_another_forge(office: Scene) -> None:
    head = prepared(office)
    elsewhere = office.voucher(head, HEAD, 45, forge="other.example")
    rejected(office.with_vouchers(head, 50, elsewhere), "UB501")


def test_18_account_before_its_first_day_and_after_its_last(office: Scene) -> None:
    office.back_to("awaiting_head")

    def end(roles: Roles) -> None:
        person(roles, HEAD)["accounts"][0]["until"] = TODAY

    office.land(office.amend(end, HEAD, 40), 41)
    head = office.draft("approve", HEAD, 50, signer=MANAGER)
    accepted(office.with_vouchers(head, 60, office.voucher(head, HEAD, 55)))
    accepted(office.with_vouchers(head, DAY - 60, office.voucher(head, HEAD, 55)))
    late = office.voucher(head, HEAD, DAY)
    rejected(office.with_vouchers(head, DAY + 10, late), "UB501", "UB506")


# --- 20, 21, 22 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "Setuju\n\nApproved-by: Kepala Contoh <kepala@lpse.example>\n",
        "Setuju\n\nReviewed-by: kepala\nSigned-off-by: kepala\n",
        "Setuju\n\nUbah-Proof: kepala forge.example 301 review 1\n",
        "Setuju\n\nUbah-Voucher: person=kepala forge=forge.example account=301 kind=review id=1\n",
    ],
)
def test_20_trailers_that_the_recorder_did_not_sign(office: Scene, message: str) -> None:
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    head = office.put({RECORD: data}, MANAGER, 40, message=message)
    rejected(office.verdicts(head, 41), "UB501")


def test_21_recorders_key_for_an_ordinary_step(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer="pencatat")
    rejected(office.verdicts(head, 41, "pencatat"), "UB501")


@pytest.mark.parametrize("action", ["approve", "return", "withdraw", "correct"])
def test_21_recorder_takes_a_step(office: Scene, action: str) -> None:
    office.back_to("awaiting_head")
    evidence: dict[str, Any] = {}
    if action == "correct":
        evidence = {"entry": 1, "field": "evidence.x", "was": "a", "is": "b", "reason": "x"}
    head = office.draft(action, "pencatat", 40, **evidence)
    rejected(office.verdicts(head, 41, "pencatat"), "UB502", "UB504")


def test_21_recorder_assents(office: Scene) -> None:
    head = office.assent("pencatat", prepared(office), 41)
    rejected(office.verdicts(head, 42, "pencatat"), "UB501")


def test_22_prepared_by_another_with_the_heads_assent(office: Scene) -> None:
    head = prepared(office)
    rejected(office.verdicts(head, 45), "UB501")
    accepted(office.verdicts(office.assent(HEAD, head, 44), 45))


def test_22_the_assent_is_the_landing_itself(office: Scene) -> None:
    head = prepared(office)
    tree = office.git("merge-tree", "--write-tree", "main", head)
    message = f"Setuju\n\nUbah-Assent: {office.digest(head)}\n"
    landing = office.commit(HEAD, 45, parents=(office.main, head), tree=tree, message=message)
    accepted(office.pushed(landing, 45))


def test_22_the_head_lands_it_without_assent(office: Scene) -> None:
    head = prepared(office)
    with office.landed(head, 45, HEAD) as (before, landing):
        rejected({"hook": office.push(landing, 45, before), "audit": office.audit()}, "UB501")


def test_22_the_heads_signature_on_another_commit_of_the_branch(office: Scene) -> None:
    head = office.put({"docs/x.md": b"x\n"}, HEAD, 41, prepared(office))
    rejected(office.verdicts(head, 45), "UB501")


def test_22_the_heads_update_branch_merge_is_no_assent(office: Scene) -> None:
    head = prepared(office)
    office.step("submit", "pemohon-1", 42, "RFC-2026-0002")
    rejected(office.verdicts(office.merge(head, "main", HEAD, 45), 46), "UB501")


def test_assent_in_a_commit_that_is_not_empty(office: Scene) -> None:
    head = prepared(office)
    data = {"docs/x.md": b"x\n"}
    digest = office.digest(office.put(data, None, 41, head))
    filled = office.put(data, HEAD, 41, head, message=f"Setuju\n\nUbah-Assent: {digest}\n")
    rejected(office.verdicts(filled, 45), "UB501")


def test_assent_in_a_merge_that_is_not_the_landing(office: Scene) -> None:
    head = prepared(office)
    office.step("submit", "pemohon-1", 42, "RFC-2026-0002")
    tree = office.git("merge-tree", "--write-tree", head, "main")
    digest = office.digest(head)
    message = f"Setuju\n\nUbah-Assent: {digest}\n"
    merge = office.commit(HEAD, 45, parents=(head, office.main), tree=tree, message=message)
    rejected(office.verdicts(merge, 46), "UB501")


def test_assent_replayed_on_another_landing(office: Scene) -> None:
    """The head assented to the approval of one record; the trailer is put on another's."""
    head = prepared(office)
    digest = office.digest(head)
    for action, by, at in (
        ("submit", "pemohon-1", 41),
        ("accept", MANAGER, 43),
        ("escalate", MANAGER, 45),
    ):
        office.step(action, by, at, "RFC-2026-0002")
    other = office.draft("approve", HEAD, 50, number="RFC-2026-0002", signer=MANAGER)
    rejected(office.verdicts(office.assent(HEAD, other, 51, digest), 52), "UB501")
    copied = office.commit(HEAD, 51, parents=(other,), message=f"Setuju\n\nUbah-Assent: {digest}\n")
    rejected(office.verdicts(copied, 52), "UB501")


def test_assent_then_something_more_is_added(office: Scene) -> None:
    head = office.assent(HEAD, prepared(office), 41)
    more = office.put({"docs/x.md": b"x\n"}, MANAGER, 42, head)
    rejected(office.verdicts(more, 45), "UB501")


def test_assent_to_content_that_changed_afterwards(office: Scene) -> None:
    head = office.assent(HEAD, prepared(office), 41)
    data = office.read(RECORD, head).replace(
        b"action: approve", b"action: approve\n    evidence:\n      analysis: Lain."
    )
    assert data != office.read(RECORD, head)
    changed = office.put({RECORD: data}, MANAGER, 42, head)
    rejected(office.verdicts(changed, 45), "UB501", "UB203")


def test_assent_unsigned_or_signed_by_another(office: Scene) -> None:
    head = prepared(office)
    for signer in (None, MANAGER, "orang-asing"):
        if signer == "orang-asing":
            ssh_keygen(office, signer, "-t", "ed25519")
        message = f"Setuju\n\nUbah-Assent: {office.digest(head)}\n"
        rejected(
            office.verdicts(office.commit(signer, 41, parents=(head,), message=message), 45),
            "UB501",
        )


@pytest.mark.parametrize(
    "message",
    [
        "Ubah-Assent: {digest}",
        "Setuju\n\n  Ubah-Assent: {digest}\n",
        "Setuju\n\nUbah-Assent: {digest}\n\nPenutup yang panjang.\n",
        "Setuju\n\n> Ubah-Assent: {digest}\n",
        "Setuju\n\nSaya TIDAK setuju dengan:\nUbah-Assent: {digest}\nkarena salah.\n",
    ],
)
def test_assent_quoted_rather_than_given(office: Scene, message: str) -> None:
    """A trailer stands in the last paragraph, among trailers only (git-interpret-trailers)."""
    head = prepared(office)
    text = message.format(digest=office.digest(head))
    quoted = office.commit(HEAD, 41, parents=(head,), message=text)
    rejected(office.verdicts(quoted, 45), "UB501")


def test_assent_not_brought_by_the_landing(office: Scene) -> None:
    """The head signed it, on a branch of its own that never lands."""
    head = prepared(office)
    office.set_branch("lain", office.assent(HEAD, head, 41))
    rejected(office.verdicts(head, 45), "UB501")


# --- what a signature covers -------------------------------------------------------------------


def test_entry_signed_in_a_record_with_another_request(office: Scene) -> None:
    """The head approves what a draft shows; then the request is put back to what stands on main."""
    office.back_to("awaiting_head")
    shown = office.read(RECORD).replace(b"Memperbarui aplikasi SPSE.", b"Hal yang lain.")
    assert shown != office.read(RECORD)
    head = office.put({RECORD: shown}, MANAGER, 36)
    head = office.draft("approve", HEAD, 40, on=head)
    real = office.read(RECORD, head).replace(b"Hal yang lain.", b"Memperbarui aplikasi SPSE.")
    head = office.put({RECORD: real}, MANAGER, 41, head)
    rejected(office.verdicts(head, 45), "UB501")


def test_entry_signed_on_another_journal(office: Scene) -> None:
    """The head sees a major incident; what lands says security."""
    office.back_to("awaiting_head")
    shown = office.read(RECORD).replace(b"Celah terbuka.", b"Layanan mati.")
    head = office.put({RECORD: shown}, MANAGER, 36)
    head = office.draft("approve", HEAD, 40, on=head)
    real = office.read(RECORD, head).replace(b"Layanan mati.", b"Celah terbuka.")
    head = office.put({RECORD: real}, MANAGER, 41, head)
    rejected(office.verdicts(head, 45), "UB501")


def test_entry_signed_then_grown(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, analysis="Disetujui.")
    more = office.read(RECORD, head) + b"        Dengan catatan lain.\n"
    head = office.put({RECORD: more}, MANAGER, 41, head)
    rejected(office.verdicts(head, 45), "UB501", "UB103", "UB107")


def test_entry_withdrawn_in_the_draft_and_put_back_altered(office: Scene) -> None:
    office.back_to("awaiting_head")
    before = office.read(RECORD)
    head = office.draft("approve", HEAD, 40, analysis="Setuju.")
    head = office.put({RECORD: before}, HEAD, 41, head)
    head = office.draft("approve", HEAD, 42, on=head, signer=MANAGER, analysis="Lain.")
    rejected(office.verdicts(head, 45), "UB501")


def test_entry_put_back_as_it_was_signed(office: Scene) -> None:
    """Drafts are nobody's business: the head did sign exactly what lands."""
    office.back_to("awaiting_head")
    before = office.read(RECORD)
    head = office.draft("approve", HEAD, 40)
    signed = office.read(RECORD, head)
    head = office.put({RECORD: before}, MANAGER, 41, head)
    head = office.put({RECORD: signed}, MANAGER, 42, head)
    accepted(office.verdicts(head, 45))


def test_entry_introduced_by_the_other_parent(office: Scene) -> None:
    """A merge that only carries the entry along introduces nothing."""
    head = prepared(office)
    side = office.put({"docs/x.md": b"x\n"}, HEAD, 41)
    rejected(office.verdicts(office.merge(side, head, HEAD, 42), 45), "UB501")


def test_another_records_approval_copied_over(office: Scene) -> None:
    office.back_to("awaiting_head")
    for action, by, at in (
        ("submit", "pemohon-1", 41),
        ("accept", MANAGER, 43),
        ("escalate", MANAGER, 45),
    ):
        office.step(action, by, at, "RFC-2026-0002")
    head = office.draft("approve", HEAD, 50)
    entry = office.read(RECORD, head)[-90:].split(b"  - action: approve", 1)[1]
    path = "changes/2026/RFC-2026-0002.yaml"
    other = office.read(path).replace(b"status: awaiting_head", b"status: authorised")
    copied = office.put({path: other + b"  - action: approve" + entry}, MANAGER, 51, head)
    result = office.verdicts(copied, 52)
    rejected(result, "UB501")
    places = {f.place.record for f in result["audit"].findings if f.rule == "UB501"}
    assert places == {"RFC-2026-0002"}


def test_33_two_steps_by_two_people_squashed_and_signed_by_one(office: Scene) -> None:
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40)
    head = office.draft("approve", HEAD, 41, on=head)
    accepted(office.verdicts(head, 42))
    for signer in (MANAGER, HEAD):
        squash = office.put({RECORD: office.read(RECORD, head)}, signer, 43)
        rejected(office.verdicts(squash, 44), "UB501")


# --- vouchers as values ------------------------------------------------------------------------


def test_voucher_binds_the_digest(office: Scene) -> None:
    head = prepared(office)
    other = office.voucher(head, HEAD, 45, digest="sha256:" + "0" * 64)
    rejected(office.with_vouchers(head, 50, other), "UB501", "UB520")


def test_23_push_after_the_review_alters_one_byte(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER, analysis="Setuju.")
    reviewed = office.voucher(head, HEAD, 45)
    data = office.read(RECORD, head).replace(b"Setuju.", b"Setuju!")
    changed = office.put({RECORD: data}, MANAGER, 46, head)
    rejected(office.with_vouchers(changed, 50, reviewed), "UB501", "UB520")


def test_24_rebased_with_identical_content(office: Scene) -> None:
    head = prepared(office)
    reviewed = office.voucher(head, HEAD, 45)
    office.step("submit", "pemohon-1", 46, "RFC-2026-0002")
    rebased = office.put({RECORD: office.read(RECORD, head)}, MANAGER, 48)
    accepted(office.with_vouchers(rebased, 50, reviewed))


def test_24_squash_with_forge_proofs_for_each_step(office: Scene) -> None:
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40, signer=None)
    head = office.draft("approve", HEAD, 41, on=head, signer=None)
    squash = office.put({RECORD: office.read(RECORD, head)}, None, 50)
    vouchers = [office.voucher(head, who, 45) for who in (MANAGER, HEAD)]
    accepted(office.with_vouchers(squash, 51, *vouchers))
    rejected(office.with_vouchers(squash, 51, vouchers[0]), "UB501")


def test_25_review_of_another_record(office: Scene) -> None:
    office.back_to("awaiting_head")
    for action, by, at in (
        ("submit", "pemohon-1", 41),
        ("accept", MANAGER, 43),
        ("escalate", MANAGER, 45),
    ):
        office.step(action, by, at, "RFC-2026-0002")
    first = office.draft("approve", HEAD, 50, signer=MANAGER)
    second = office.draft("approve", HEAD, 50, number="RFC-2026-0002", signer=MANAGER)
    rejected(office.with_vouchers(second, 60, office.voucher(first, HEAD, 55)), "UB501", "UB520")


def test_26_approval_of_one_transition_used_for_the_next(office: Scene) -> None:
    """What was reviewed held the escalation only; the approval is a later push."""
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40)
    reviewed = office.voucher(head, HEAD, 45)
    more = office.draft("approve", HEAD, 46, on=head, signer=MANAGER)
    rejected(office.with_vouchers(more, 50, reviewed), "UB501", "UB520")


def test_31_review_given_after_the_landing(office: Scene) -> None:
    head = prepared(office)
    late = office.voucher(head, HEAD, 60)
    rejected(office.with_vouchers(head, 50, late), "UB725", "UB501")


def test_31_review_within_the_skew_of_two_clocks(office: Scene) -> None:
    head = prepared(office)
    accepted(office.with_vouchers(head, 50, office.voucher(head, HEAD, 54)))


def test_at_after_the_review(office: Scene) -> None:
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 60)
    head = office.put({RECORD: data}, MANAGER, 40)
    rejected(office.with_vouchers(head, 70, office.voucher(head, HEAD, 45)), "UB721")


def test_voucher_for_somebody_who_is_not_the_entrys_author(office: Scene) -> None:
    head = prepared(office)
    for who in (SUPERIOR, OTHER_MANAGER):
        rejected(office.with_vouchers(head, 50, office.voucher(head, who, 45)), "UB501")


def test_voucher_does_not_lend_the_office(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", OTHER_MANAGER, 40, signer=None)
    vouched = office.voucher(head, OTHER_MANAGER, 45)
    rejected(office.with_vouchers(head, 50, vouched), "UB502", "UB504")


def test_voucher_for_authority_names_its_base(office: Scene) -> None:
    key = ssh_keygen(office, "orang-baru-b", "-t", "ed25519")

    def add(roles: Roles) -> None:
        roles["persons"]["orang-baru"] = {
            "name": "Orang Baru",
            "title": "Pegawai",
            "keys": [{"key": key, "from": TODAY}],
        }

    head = office.amend(add, MANAGER, 10)
    vouched = office.voucher(head, HEAD, 15)
    accepted(office.with_vouchers(head, 20, vouched))
    office.step("submit", "pemohon-1", 16)
    rejected(office.with_vouchers(head, 20, vouched), "UB514")
    fresh = office.voucher(head, HEAD, 18, base=office.main)
    accepted(office.with_vouchers(head, 20, fresh))


def test_voucher_for_machinery_and_prose(office: Scene) -> None:
    tool = office.put({"lib/x.py": b"x\n"}, None, 10)
    accepted(office.with_vouchers(tool, 20, office.voucher(tool, MANAGER, 15)))
    rejected(office.with_vouchers(tool, 20, office.voucher(tool, "pemohon-1", 15)), "UB515")
    flow = office.put({".github/workflows/x.yml": b"x\n"}, None, 10)
    rejected(office.with_vouchers(flow, 20, office.voucher(flow, MANAGER, 15)), "UB516")
    accepted(office.with_vouchers(flow, 20, office.voucher(flow, HEAD, 15)))
    text = office.put({"docs/x.md": b"x\n"}, None, 10)
    accepted(office.with_vouchers(text, 20, office.voucher(text, "pemohon-1", 15)))


def test_two_vouchers_of_one_person_count_once(office: Scene) -> None:
    def add(roles: Roles) -> None:
        roles["persons"]["atasan-baru"] = {"name": "Atasan", "title": "Sekda"}
        roles["roles"]["superior"].append({"person": "atasan-baru", "from": TODAY})

    head = office.amend(add, None, 10)
    twice_head = [office.voucher(head, HEAD, 15, evidence_id=str(n)) for n in (1, 2)]
    rejected(office.with_vouchers(head, 20, *twice_head), "UB512")
    both = [office.voucher(head, who, 15) for who in (HEAD, SUPERIOR)]
    accepted(office.with_vouchers(head, 20, *both))


def test_own_proof_for_a_key_by_an_account_that_already_stands(office: Scene) -> None:
    key = ssh_keygen(office, "pengelola-2-d", "-t", "ed25519")

    def add(roles: Roles) -> None:
        person(roles, OTHER_MANAGER)["keys"].append({"key": key, "from": TODAY})

    head = office.amend(add, HEAD, 10)
    own = office.voucher(head, OTHER_MANAGER, 15)
    accepted(office.with_vouchers(head, 20, own))
    rejected(office.with_vouchers(head, 20, office.voucher(head, MANAGER, 15)), "UB511")


def test_own_proof_by_the_account_that_is_being_added(office: Scene) -> None:
    def add(roles: Roles) -> None:
        row = {"forge": "forge.example", "id": 999, "login": "x", "from": TODAY}
        person(roles, OTHER_MANAGER)["accounts"].append(row)

    head = office.amend(add, HEAD, 10)
    fresh = office.voucher(head, OTHER_MANAGER, 15, account=999)
    rejected(office.with_vouchers(head, 20, fresh), "UB511")


def test_accounts_of_the_builder_are_distinct(office: Scene) -> None:
    assert len(set(ACCOUNTS.values())) == len(ACCOUNTS)
    assert minutes(AT["submitted"]) < minutes(AT["accepted"])
    assert make_key is not None
    assert RFC in RECORD
    assert unverifiable is not None
