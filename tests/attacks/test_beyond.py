"""Attacks beyond the list, thought up from the rules alone."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from cryptography.hazmat.primitives import serialization

from attacks.kit import (
    DAY,
    FLAGGED,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    RFC,
    SUPERIOR,
    Scene,
    accepted,
    explained,
    person,
)
from attacks.test_identity import ssh_keygen
from support.office import PLAN, REQUEST, asset, minutes, verdict
from support.plain_git import string
from support.seconds import took_less_than
from ubah.core.diagnostics import Severity, Verdict
from ubah.core.office.authority import build_authority
from ubah.core.reading.writing import entry_data, new_record

TODAY = "2026-02-02"
UBAH = [sys.executable, "-m", "ubah"]


def fails(results: Any) -> None:
    for judge, result in results.items():
        assert verdict(result) is Verdict.FAIL, (judge, verdict(result), explained(result))


def never_passes(results: Any) -> None:
    for judge, result in results.items():
        assert verdict(result) is not Verdict.PASS, (judge, explained(result))


def schema_with(office: Scene, name: str, part: dict[str, Any]) -> bytes:
    schema = json.loads(office.read(f"schemas/{name}.schema.json"))
    schema.setdefault("allOf", []).append(part)
    return json.dumps(schema).encode()


def sop_with(office: Scene, change: Any) -> bytes:
    data = yaml.load(office.read("schemas/sop.yaml"), yaml.CSafeLoader)
    change(data)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


@contextmanager
def web(reply: list[bytes]):
    """A web server on localhost; yields its address and the list of requests it got."""
    hits: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(1)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(reply[0])

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/x.json", hits
        finally:
            server.shutdown()
            thread.join()


def cli(office: Scene, *words: str) -> tuple[int, str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(office.folder)}
    done = subprocess.run(
        [*UBAH, *words, "--lang", "en"],
        cwd=office.repo,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


# === rule 9/10/13: the judge goes to the network and to the disk ================================


def test_unproved_branch_makes_the_judge_fetch_a_url(office: Scene) -> None:
    """Anybody's unsigned pull request has CI, hook and audit call a URL (SSRF, hang, tracking)."""
    office.back_to("submitted")
    with web([b"true"]) as (url, hits):
        data = schema_with(office, "roles", {"$ref": url})
        head = office.put({"schemas/roles.schema.json": data}, None, 20)
        fails(office.verdicts(head, 21))
        assert not hits


def test_unproved_branch_makes_the_judge_open_a_file(office: Scene, tmp_path: Path) -> None:
    office.back_to("submitted")
    opened: list[int] = []
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def feed() -> None:
        with pipe.open("w") as file:
            opened.append(1)
            file.write("true")

    feeding = threading.Thread(target=feed, daemon=True)
    feeding.start()
    data = schema_with(office, "roles", {"$ref": f"file://{pipe}"})
    head = office.put({"schemas/roles.schema.json": data}, None, 20)
    office.propose(head, 21)
    assert not opened
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # lets go of whoever feeds it
    feeding.join(60)
    os.close(reading)
    assert opened


def test_verdict_of_a_history_depends_on_what_a_server_answers(office: Scene) -> None:
    """Rule 13: the same history passes today and fails tomorrow, or the other way round."""
    office.back_to("submitted")
    reply = [b"true"]
    with web(reply) as (url, _):
        data = schema_with(office, "change", {"$ref": url})
        head = office.put({"schemas/change.schema.json": data}, HEAD, 20)
        office.land(head, 21)
        office.land(office.commit(MANAGER, 30, {RECORD: accept_by_hand(office)}), 31)
        one = verdict(office.audit())
        reply[0] = b"false"
        with patch("ubah.edge.history.landings.build_authority", build_authority):
            assert verdict(office.audit()) is one


def accept_by_hand(office: Scene, at: float = 30) -> bytes:
    entry = (
        f'  - action: accept\n    by: pengelola-1\n    at: "{minutes(at).isoformat()}"\n'
        "    evidence:\n      assessment: Layak\n      category: application\n"
        "      impact: low\n      risk: low\n"
    )
    return office.read(RECORD).replace(b"status: submitted", b"status: accepted") + entry.encode()


# === rules 1, 9, 11: a tag takes the place of what the auditor or CI names ====================


def _rogue(office: Scene) -> str:
    """A commit on main's tip whose roles.yaml makes the requester a change manager; unproved."""

    def change(roles: Any) -> None:
        roles["roles"]["change_manager"].append({"person": "pemohon-2", "from": "2026-01-01"})

    return office.put({"roles.yaml": office.roles_changed(change)}, "pemohon-2", 21)


@contextmanager
def tag(office: Scene, name: str, commit: str):
    office.git("tag", name, commit)
    try:
        yield
    finally:
        office.git("tag", "-d", name)


def test_a_tag_named_main_is_the_base_of_check(office: Scene) -> None:
    """`ubah check --base main --head X` judges by refs/tags/main, which any pusher may make."""
    office.back_to("accepted")
    rogue = _rogue(office)
    bad = office.draft("classify_normal", "pemohon-2", 22, on=rogue)
    assert cli(office, "check", "--base", "main", "--head", bad)[0] == 1
    with tag(office, "main", rogue):
        assert cli(office, "check", "--base", "main", "--head", bad)[0] != 0


def test_a_tag_named_like_the_auditors_short_root(office: Scene) -> None:
    office.back_to("accepted")
    rogue, short = _rogue(office), office.root[:12]
    assert cli(office, "audit", rogue, "--trust-root", short)[0] == 1
    with tag(office, short, rogue):
        assert cli(office, "audit", rogue, "--trust-root", short)[0] != 0


def test_a_tag_named_like_the_commit_that_was_seen(office: Scene) -> None:
    """Attack 35 with a tag beside it: main's tip is dropped, --seen is satisfied all the same."""
    office.back_to("accepted")
    seen = office.main
    office.back_to("submitted")
    assert cli(office, "audit", "main", "--seen", seen[:12])[0] == 1
    with tag(office, seen[:12], office.main):
        assert cli(office, "audit", "main", "--seen", seen[:12])[0] != 0


def test_empty_seen_is_no_seen(office: Scene) -> None:
    """`--seen "$SEEN"` with an empty variable must not pass as if it had been checked."""
    office.back_to("accepted")
    assert cli(office, "audit", "main", "--seen", "")[0] == 2


# === rule 6: one key, two people ===============================================================


def test_ed25519_key_with_a_byte_behind_it(office: Scene) -> None:
    """pengelola-2's private key signs as pengelola-1: the registered blob has one byte more."""
    office.back_to("submitted")
    kind, text = person(office.roles, OTHER_MANAGER)["keys"][0]["key"].split(" ")[:2]
    blob = base64.b64decode(text)
    longer = f"{kind} {base64.b64encode(blob + b'x').decode()}"

    def change(roles: Any) -> None:
        person(roles, MANAGER)["keys"].append({"key": longer, "from": TODAY})

    head = office.amend(change, HEAD, 20, (MANAGER,))
    fails(office.verdicts(head, 21))


def test_a_signature_that_carries_such_a_key(office: Scene) -> None:
    office.back_to("submitted")
    _, text = person(office.roles, OTHER_MANAGER)["keys"][0]["key"].split(" ")[:2]
    blob = base64.b64decode(text)

    data = office.append(office.read(RECORD), "accept", OTHER_MANAGER, 30)

    def other_encoding(armored: str) -> str:
        whole = base64.b64decode("".join(armored.split("\n")[1:-2]))
        text = base64.b64encode(whole.replace(string(blob), string(blob + b"x"), 1)).decode()
        return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"

    tree = office.commit_tree(office.main, {RECORD: data})
    head = office.raw(OTHER_MANAGER, 30, tree, (office.main,), signature_change=other_encoding)
    never_passes(office.verdicts(head, 31))


def test_rsa_key_with_zeros_before_its_modulus(office: Scene) -> None:
    """The same for RSA: an mpint with leading zeros is another fingerprint of the same key."""
    office.back_to("submitted")
    line = ssh_keygen(office, "rsa-found", "-t", "rsa", "-b", "2048")
    private = serialization.load_ssh_private_key(office.key("rsa-found").read_bytes(), None)
    numbers = private.public_key().public_numbers()

    def mpint(number: int, zeros: int) -> bytes:
        return string(b"\0" * zeros + number.to_bytes((number.bit_length() + 8) // 8, "big"))

    padded = string(b"ssh-rsa") + mpint(numbers.e, 0) + mpint(numbers.n, 3)

    def change(roles: Any) -> None:
        person(roles, MANAGER)["keys"].append({"key": line, "from": TODAY})
        key = f"ssh-rsa {base64.b64encode(padded).decode()}"
        person(roles, OTHER_MANAGER)["keys"].append({"key": key, "from": TODAY})

    fails(office.verdicts(office.amend(change, HEAD, 20, (MANAGER, OTHER_MANAGER)), 21))


# === rule 1: what has landed is judged again under a later SOP (false rejects) =================


def _pass_test(office: Scene, at: float = 110) -> bytes:
    entry = (
        f'  - action: pass_test\n    by: pengelola-1\n    at: "{minutes(at).isoformat()}"\n'
        "    evidence:\n      documentation: Tersimpan.\n      tests:\n        - scenario: Masuk\n"
        "          expected: Berhasil\n          result: Berhasil\n          passed: true\n"
        "          tester: Pengelola\n"
    )
    return office.read(RECORD).replace(b"status: implemented", b"status: tested") + entry.encode()


def _new_evidence(sop: Any) -> None:
    sop["actions"]["accept"]["evidence"]["cost"] = {
        "required": True,
        "basis": "local",
        "label": {"id": "Biaya", "en": "Cost"},
        "schema": {"$ref": "#/$defs/text"},
    }


def _evidence_gone(sop: Any) -> None:
    del sop["actions"]["accept"]["evidence"]["risk"]


def _category_gone(sop: Any) -> None:
    del sop["categories"]["application"]


def _emergency_gone(sop: Any) -> None:
    for action in ("escalate", "approve", "return"):
        del sop["actions"][action]
    del sop["states"]["awaiting_head"]
    sop["substitution"]["head"]["actions"] = ["review", "return_report"]
    sop["substitution"]["change_manager"]["actions"].remove("escalate")
    sop["four_eyes"]["evaluator"]["actions"].remove("escalate")
    sop["actions"]["withdraw"]["from"].remove("awaiting_head")


@pytest.mark.parametrize("change", [_new_evidence, _evidence_gone, _category_gone, _emergency_gone])
def test_open_record_goes_on_under_a_later_sop(office: Scene, change: Any) -> None:
    office.back_to("implemented")
    head = office.put({"schemas/sop.yaml": sop_with(office, change)}, HEAD, 100)
    accepted(office.verdicts(head, 101))
    office.land(head, 101)
    accepted(office.verdicts(office.commit(MANAGER, 110, {RECORD: _pass_test(office)}), 111))


def test_open_record_goes_on_under_a_stricter_request_schema(office: Scene) -> None:
    office.back_to("implemented")
    schema = json.loads(office.read("schemas/change.schema.json"))
    schema["$defs"]["request"]["required"].append("category")
    head = office.put({"schemas/change.schema.json": json.dumps(schema).encode()}, HEAD, 100)
    accepted(office.verdicts(head, 101))
    office.land(head, 101)
    accepted(office.verdicts(office.commit(MANAGER, 110, {RECORD: _pass_test(office)}), 111))


# === rule 3: a stock-take in one pull request (false reject) ===================================


def test_new_asset_declared_and_added_in_one_landing(office: Scene) -> None:
    """Same two commits, landed one after the other, pass."""
    office.back_to("release_planned")
    declared = [{"id": "SRV-0002", "change": "add", "intended": "Peladen baru"}]
    flagged = office.append(
        office.read(RECORD),
        "flag_assets",
        MANAGER,
        100,
        release=FLAGGED["release"],
        assets=declared,
    )
    first = office.commit(MANAGER, 100, {RECORD: flagged})
    closed = office.append(flagged, "update_assets", MANAGER, 101)
    files = {RECORD: closed, "assets/SRV-0002.yaml": asset("SRV-0002")}
    accepted(office.verdicts(office.commit(MANAGER, 101, files, parents=(first,)), 102))


# === rule 6: whatever else runs the recorder or the publication ================================


@pytest.mark.parametrize(
    "path",
    [
        "Makefile",
        "requirements/runtime.txt",
        "requirements/site.txt",
        "pyproject.toml",
        "hatch_build.py",
        "tools/ubah/core/judge/landing.py",
        "tools/ubah/publish/output/run.py",
        "scripts/x.sh",
    ],
)
def test_what_check_yml_and_publish_yml_run_by_a_change_manager_alone(
    office: Scene, path: str
) -> None:
    """publish.yml runs `make site` of main; check.yml installs requirements/ and the base's tool."""
    office.back_to("submitted")
    fails(office.verdicts(office.put({path: b"x\n"}, MANAGER, 20), 21))


# === rule 10: a guard that cannot know passes ==================================================


def test_accepted_without_any_plan_when_proved_by_assent(office: Scene) -> None:
    """With signatures on each step this is UB414; with assents the request is "not known": passed."""
    office.back_to("root")
    request = {key: value for key, value in REQUEST.items() if key != "plan"}
    data = new_record(RFC, request, entry_data("submit", "pemohon-1", minutes(10), {}))
    data = office.append(data, "accept", MANAGER, 11)
    data = office.append(data, "escalate", MANAGER, 12)
    data = office.append(data, "return", HEAD, 13)
    data = office.append(data, "revise", "pemohon-1", 14, request={**request, "plan": PLAN})
    head = office.commit(None, 14, {RECORD: data})
    for who in ("pemohon-1", MANAGER, HEAD):
        head = office.assent(who, head, 15)
    never_passes(office.verdicts(head, 16))


# === findings are values: what an unproved branch, or a landed schema, makes the judge raise ===


def test_unproved_schema_that_refers_to_itself(office: Scene) -> None:
    office.back_to("submitted")
    data = schema_with(office, "roles", {"$ref": "#"})
    fails(office.verdicts(office.put({"schemas/roles.schema.json": data}, None, 20), 21))


def test_unproved_account_number_that_is_a_list(office: Scene) -> None:
    office.back_to("submitted")

    def change(roles: Any) -> None:
        person(roles, MANAGER)["accounts"][0]["id"] = [1]

    files = {"schemas/roles.schema.json": b"{}", "roles.yaml": office.roles_changed(change)}
    fails(office.verdicts(office.put(files, None, 20), 21))


def test_unproved_schema_with_a_pattern_that_never_ends(office: Scene) -> None:
    """27 letters take seconds, 45 take years: CI and hook hang on anybody's branch."""
    office.back_to("submitted")
    schema = json.loads(office.read("schemas/office.schema.json"))
    schema["properties"]["name"] = {"type": "string", "pattern": "^(A+)+$"}
    settings = office.read("office.yaml").replace(b"LPSE Contoh", b"A" * 27 + b"!")
    files = {"schemas/office.schema.json": json.dumps(schema).encode(), "office.yaml": settings}
    head = office.put(files, None, 20)
    assert took_less_than(1, lambda: office.propose(head, 21))


def test_folders_in_folders(office: Scene) -> None:
    office.back_to("submitted")
    blob = office.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    tree = _tree(office, b"100644 x.md\0" + bytes.fromhex(blob))
    for _ in range(2000):
        tree = _tree(office, b"40000 a\0" + bytes.fromhex(tree))
    main = office.git_bytes("cat-file", "tree", "main^{tree}")
    tree = _tree(office, main + b"40000 zz\0" + bytes.fromhex(tree))
    head = office.commit(None, 20, parents=(office.main,), tree=tree)
    never_passes({"check": office.propose(head, 21)})


def _tree(office: Scene, data: bytes) -> str:
    whole = b"tree %d\0" % len(data) + data
    oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = office.repo / ".git/objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole, 1))
    return oid


@pytest.mark.parametrize(
    ("action", "field", "state"),
    [
        ("reject", "notified_at", "submitted"),
        ("escalate", "criterion", "accepted"),
        ("implement", "completed", "authorised"),
        ("implement", "implementers", "authorised"),
    ],
)
def test_sop_that_no_longer_asks_what_a_guard_reads(
    office: Scene, action: str, field: str, state: str
) -> None:
    """The landing of such a sop.yaml is to be refused (UB202), or the guard to cope: no traceback."""
    office.back_to(state)

    def change(sop: Any) -> None:
        sop["actions"][action]["evidence"][field]["required"] = False

    head = office.put({"schemas/sop.yaml": sop_with(office, change)}, HEAD, 100)
    if all(verdict(r) is Verdict.FAIL for r in office.verdicts(head, 101).values()):
        return
    office.land(head, 101)
    data = office.append(office.read(RECORD), action, MANAGER, 110, **{field: None})
    office.verdicts(office.commit(MANAGER, 110, {RECORD: data}), 111)


@pytest.mark.parametrize("at", [b"besok", b"2026-02-02T08:30:00"])
def test_schema_that_no_longer_asks_for_a_moment(office: Scene, at: bytes) -> None:
    office.back_to("submitted")
    schema = json.loads(office.read("schemas/change.schema.json"))
    schema["$defs"]["time"] = {"type": "string"}
    head = office.put({"schemas/change.schema.json": json.dumps(schema).encode()}, HEAD, 20)
    if all(verdict(r) is Verdict.FAIL for r in office.verdicts(head, 21).values()):
        return
    office.land(head, 21)
    data = office.append(office.read(RECORD), "accept", MANAGER, 30)
    data = data.replace(minutes(30).isoformat().encode(), at)
    never_passes(office.verdicts(office.commit(MANAGER, 30, {RECORD: data}), 31))


@pytest.mark.parametrize("reference", ["#/nope", "file:///etc/hostname", "#"])
def test_schema_that_cannot_be_used_lands(office: Scene, reference: str) -> None:
    """Afterwards no record can land at all: attack 3 for schemas/ (unparsable authority)."""
    office.back_to("submitted")
    data = schema_with(office, "change", {"$ref": reference})
    fails(office.verdicts(office.put({"schemas/change.schema.json": data}, HEAD, 20), 21))


# === trees that git and the judge do not read alike ============================================


def test_tree_out_of_order(office: Scene) -> None:
    """Unsigned, by anybody who may push; `git fsck` and transfer.fsckObjects refuse main from then on."""
    office.back_to("submitted")
    entries = _entries(office)
    never_passes(_landed_tree(office, b"".join(reversed(entries))))


def test_mode_with_zeros_before_it(office: Scene) -> None:
    office.back_to("submitted")
    never_passes(_landed_tree(office, b"".join(b"0" + entry for entry in _entries(office))))


def _entries(office: Scene) -> list[bytes]:
    data, found = office.git_bytes("cat-file", "tree", "main^{tree}"), []
    while data:
        end = data.index(b"\0") + 21
        found.append(data[:end])
        data = data[end:]
    return found


def _landed_tree(office: Scene, data: bytes) -> Any:
    commit = office.commit(None, 20, parents=(office.main,), tree=_tree(office, data))
    return office.pushed(commit, 21)


# === rule 2: a record that can never be appended to ===========================================


def test_journal_in_flow_style_lands_and_is_stuck_for_ever(office: Scene) -> None:
    office.back_to("root")
    data = office.submitted(5)
    head, _ = data.split(b"journal:")
    line = f'journal: [{{action: submit, by: pemohon-1, at: "{minutes(5).isoformat()}"}}]\n'
    fails(office.verdicts(office.commit("pemohon-1", 5, {RECORD: head + line.encode()}), 6))


# === rule 7: an old proof is a deviation, of whatever ==========================================


@pytest.mark.parametrize("what", ["roles", "machinery", "prose"])
def test_proof_a_week_older_than_its_landing_is_shown(office: Scene, what: str) -> None:
    """And with it `from` a week ago: back-dating an office by a back-dated signature leaves no trace."""
    office.back_to("submitted")

    def change(roles: Any) -> None:
        roles["roles"]["change_manager"].append({"person": "pemohon-2", "from": "2026-02-03"})

    head = {
        "roles": lambda: office.amend(change, HEAD, DAY),
        "machinery": lambda: office.put({"lib/x.py": b"x\n"}, MANAGER, DAY),
        "prose": lambda: office.put({"docs/x.md": b"x\n"}, MANAGER, DAY),
    }[what]()
    with office.landed(head, DAY * 8):
        found = office.audit().findings
    assert any(f.severity is Severity.DEVIATION for f in found)


# === rule 6: what "changes a superior or the recorder" =========================================


@pytest.mark.parametrize("who", [SUPERIOR, "pencatat"])
def test_the_head_alone_writes_another_name_over_the_superior_or_recorder(
    office: Scene, who: str
) -> None:
    office.back_to("submitted")

    def change(roles: Any) -> None:
        person(roles, who)["name"] = "Orang Lain"

    fails(office.verdicts(office.amend(change, HEAD, 20), 21))


def test_the_names_of_two_people_change_places(office: Scene) -> None:
    """Every step ever taken is shown under the other's name; needs their proof, or the superior's."""
    office.back_to("submitted")

    def change(roles: Any) -> None:
        one, two = person(roles, MANAGER), person(roles, "pemohon-1")
        one["name"], two["name"] = two["name"], one["name"]

    fails(office.verdicts(office.amend(change, HEAD, 20), 21))


# === rule 13: an edition of the rules that this tool does not know =============================


def test_rules_of_an_edition_to_come(office: Scene) -> None:
    """An old tool silently judges by fewer rules than the office has raised (and 99 never goes back)."""
    office.back_to("submitted")
    settings = office.read("office.yaml").replace(b"rules: 1", b"rules: 99")
    never_passes(office.verdicts(office.put({"office.yaml": settings}, HEAD, 20), 21))


# === the hook and other refs ===================================================================


@pytest.mark.parametrize("ref", ["refs/tags/main", "refs/replace/{main}"])
def test_push_of_a_ref_that_hides_main(office: Scene, tmp_path: Path, ref: str) -> None:
    """With b1; and afterwards `git push origin main` of everybody is ambiguous."""
    office.back_to("accepted")
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    hook = bare / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -I -m ubah hook pre-receive\n")
    hook.chmod(0o755)
    for name, value in (("root", office.root), ("clock", str(int(minutes(30).timestamp())))):
        subprocess.run(["git", "-C", str(bare), "config", f"ubah.{name}", value], check=True)
    office.git("push", "-q", str(bare), "main:refs/heads/main")
    refspec = f"{_rogue(office)}:{ref.format(main=office.main)}"
    done = subprocess.run(
        ["git", "push", "-q", str(bare), refspec],
        cwd=office.repo,
        check=False,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    assert done.returncode != 0
