"""Attacks by the files' form, by illegal transitions, and by what a shell might run (43 to 49, 51)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from attacks.kit import (
    AT,
    HEAD,
    MANAGER,
    RECORD,
    STORY,
    Scene,
    accepted,
    explained,
    rejected,
)
from support.office import asset, rules
from support.seconds import took_less_than
from ubah.core.sop import ANY

SYNTAX = ("UB101", "UB102", "UB103", "UB104", "UB105", "UB107")


def accept(office: Scene) -> bytes:
    office.back_to("submitted")
    return office.append(office.read(RECORD), "accept", MANAGER, 20)


def landed(office: Scene, data: bytes, by: str = MANAGER) -> Any:
    return office.verdicts(office.put({RECORD: data}, by, 20), 21)


# --- 43 ----------------------------------------------------------------------------------------

TAILS = {
    "key twice": b'    at: "2026-02-02T08:20:00+08:00"\n',
    "anchor": b"    appointment: &a x\n",
    "alias": b"    appointment: *a\n",
    "merge key": b"    <<: {by: kepala}\n",
    "tag": b"    appointment: !!str x\n",
    "python tag": b"    appointment: !!python/object/apply:os.system [id]\n",
    "second document": b"---\nid: RFC-2026-0001\n",
    "end of document": b"...\n",
    "directive": b"%YAML 1.1\n---\n",
    "NUL": b"    appointment: x\0y\n",
    "escape": b'    appointment: "\x1b[31m"\n',
    "tab": b"\tappointment: x\n",
    "bidi": '    appointment: "\u202ex"\n'.encode(),
    "next line": "    appointment: x\u0085y\n".encode(),
    "line separator": "    appointment: x\u2028y\n".encode(),
    "paragraph separator": "    appointment: x\u2029y\n".encode(),
    "inner byte-order mark": "    appointment: \ufeffx\n".encode(),
    "no UTF-8": b"    appointment: \xff\xfe\n",
    "surrogate": b"    appointment: \xed\xa0\x80\n",
    "overlong": b"    appointment: \xc0\xaf\n",
}


@pytest.mark.parametrize("what", TAILS)
def test_43_yaml_that_is_more_than_data(office: Scene, what: str) -> None:
    rejected(landed(office, accept(office) + TAILS[what]), *SYNTAX)


def test_43_byte_order_mark_at_the_start(office: Scene) -> None:
    rejected(landed(office, b"\xef\xbb\xbf" + accept(office)), *SYNTAX)


def test_43_utf_16(office: Scene) -> None:
    rejected(landed(office, accept(office).decode().encode("utf-16")), *SYNTAX)


def test_43_alias_bomb(office: Scene) -> None:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 12):
        lines.append(b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)))
    office.back_to("submitted")
    head = office.put({RECORD: b"\n".join(lines) + b"\n"}, MANAGER, 20)
    rejected(office.propose(head, 21), *SYNTAX)
    assert took_less_than(1, lambda: office.propose(head, 21))


def test_43_the_same_in_an_asset_and_in_roles(office: Scene) -> None:
    for path, data in (
        ("assets/SRV-0001.yaml", asset("SRV-0001") + b"name: Lain\n"),
        ("roles.yaml", office.read("roles.yaml") + b"roles: {}\n"),
    ):
        head = office.put({path: data}, HEAD, 10)
        rejected(office.verdicts(head, 11), "UB105")


@pytest.mark.parametrize("value", ["yes", "012", "1:30", "0x10", "2026-02-02", "~", "1e3"])
def test_43_no_value_is_retyped(office: Scene, value: str) -> None:
    """What YAML 1.1 would make a truth value, a number or a date stays the text that was signed."""
    data = accept(office).replace(b"assessment: Layak.", f"assessment: {value}".encode())
    assert value.encode() in data
    results = landed(office, data)
    if value == "1e3":  # a number in JSON too
        rejected(results, "UB203")
    else:
        accepted(results)


# --- 44, 45 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["120000", "160000", "100755"])
@pytest.mark.parametrize("path", [RECORD, "assets/SRV-0001.yaml"])
def test_44_symlink_submodule_or_executable(office: Scene, path: str, mode: str) -> None:
    office.back_to("submitted")
    if mode == "160000":
        index = {"GIT_INDEX_FILE": str(office.folder / "index-44")}
        office.git("read-tree", "main", env=index)
        entry = f"160000,{office.main},{path}"
        office.git("update-index", "--add", "--cacheinfo", entry, env=index)
        head = office.commit(HEAD, 20, tree=office.git("write-tree", env=index))
    else:
        head = office.put({path: office.read(path)}, HEAD, 20, modes={path: mode})
    rejected(office.verdicts(head, 21), "UB304")


@pytest.mark.parametrize("folder", ["changes", "changes/2026", "assets"])
def test_44_folder_replaced_by_a_link(office: Scene, folder: str) -> None:
    office.back_to("submitted")
    gone = dict.fromkeys(
        path for path in (RECORD, "assets/SRV-0001.yaml") if path.startswith(f"{folder}/")
    )
    head = office.put({**gone, folder: b"/etc"}, HEAD, 20, modes={folder: "120000"})
    rejected(office.verdicts(head, 21), "UB305", "UB701", "UB603")


def test_45_id_is_not_the_files_name(office: Scene) -> None:
    data = office.submitted(0, "RFC-2026-0002")
    rejected(landed_at(office, RECORD, data), "UB301")


def landed_at(office: Scene, path: str, data: bytes) -> Any:
    return office.verdicts(office.put({path: data}, "pemohon-1", 0), 1)


@pytest.mark.parametrize(
    "path",
    [
        "changes/2027/RFC-2026-0001.yaml",
        "changes/RFC-2026-0001.yaml",
        "changes/2026/RFC-2026-1.yaml",
        "changes/2026/RFC-2026-00001.yaml",
        "changes/2026/RFC-2026-0001.yml",
        "changes/2026/lain/RFC-2026-0001.yaml",
        "changes/2026/RFC-2026-\uff10\uff10\uff10\uff11.yaml",
        "Changes/2026/RFC-2026-0001.yaml",
        "changes/2026/RFC-2026-0001.yaml\n",
    ],
)
def test_45_number_in_the_wrong_place(office: Scene, path: str) -> None:
    data = office.submitted(0)
    rejected(landed_at(office, path, data), "UB305")


# --- 46 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    [b"accepted ", b"Accepted", "\u0430ccepted".encode(), b"authorised", b"disetujui", b"''", b"1"],
)
def test_46_status_that_the_journal_does_not_lead_to(office: Scene, status: bytes) -> None:
    data = accept(office).replace(b"status: accepted", b"status: " + status, 1)
    rejected(landed(office, data), "UB107", "UB201", "UB402")


def test_46_status_missing(office: Scene) -> None:
    rejected(
        landed(office, accept(office).replace(b"status: accepted\n", b"", 1)), "UB107", "UB201"
    )


@pytest.mark.parametrize(
    "action", ["\u0430ccept", "Accept", "setuju", "accept\u200b", "''", "1", "[accept]", "~"]
)
def test_46_action_unknown_or_alike(office: Scene, action: str) -> None:
    data = accept(office).replace(b"action: accept", f"action: {action}".encode(), 1)
    rejected(landed(office, data), "UB102", "UB201", "UB203")


def test_46_action_missing(office: Scene) -> None:
    data = accept(office).replace(b"  - action: accept\n    by", b"  - by", 1)
    rejected(landed(office, data), "UB107", "UB201", "UB203")


# --- 47 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attributes",
    [b"*.yaml -diff\n", b"*.yaml binary\n", b"changes/** export-ignore merge=ours filter=lain\n"],
)
def test_47_attributes_that_hide_a_change(office: Scene, attributes: bytes) -> None:
    """The attributes land honestly, by the head; an edit under them is seen all the same."""
    office.back_to("submitted")
    office.land(office.put({".gitattributes": attributes}, HEAD, 10), 11)
    (office.repo / ".git/info").mkdir(exist_ok=True)
    local = office.repo / ".git/info/attributes"
    local.write_bytes(attributes)
    try:
        edited = office.read(RECORD).replace(b"Perbaikan unggah.", b"Lain.")
        rejected(office.verdicts(office.put({RECORD: edited}, MANAGER, 20), 21), "UB704", "UB705")
        accepted(office.verdicts(office.draft("accept", MANAGER, 20), 21))
    finally:
        local.unlink()


# --- 48 ----------------------------------------------------------------------------------------

HUGE = {
    "5 MB": lambda data: data + b"#" * (5 * 1024 * 1024) + b"\n",
    "5 MB text": lambda data: data.replace(b"Layak.", b"Layak " * 900_000 + b"."),
    "100,000 entries": lambda data: data + b"  - action: accept\n" * 100_000,
    "1,000 levels": lambda data: data + b"    evidence: " + b"[" * 1000 + b"]" * 1000 + b"\n",
    "1,000 levels, open": lambda data: data + b"    evidence: " + b"{a: " * 1000 + b"\n",
    "one long line": lambda data: data + b"    evidence: {" + b"a: b, " * 200_000 + b"}\n",
}


@pytest.mark.parametrize("what", HUGE)
def test_48_huge_files_are_refused_at_once(office: Scene, what: str) -> None:
    data = HUGE[what](accept(office))
    head = office.put({RECORD: data}, MANAGER, 20)
    rejected(office.propose(head, 21), "UB103", "UB105", "UB106", "UB107", "UB201", "UB203")
    assert took_less_than(1, lambda: office.propose(head, 21))


# --- 49 ----------------------------------------------------------------------------------------

STATES = [state for state, *_ in STORY]


@pytest.mark.parametrize("state", STATES)
def test_49_every_action_that_the_state_does_not_have(office: Scene, state: str) -> None:
    """Each is tried by somebody who holds the office, with sound evidence, in a signed commit."""
    office.back_to(state)
    at = AT[state] + 30
    sop = office.authority.sop
    people = {"head": HEAD, "acting_head": HEAD, "change_manager": MANAGER}
    tried = 0
    for action in sop.actions.values():
        if action.leads_from(state) or ANY in action.sources or action.name == "submit":
            continue
        by = next((people[office_] for office_ in action.by if office_ in people), "pemohon-1")
        more: dict[str, Any] = {"evidence": {}} if action.name == "flag_assets" else {}
        if action.name == "flag_assets":
            more = {"assets": [{"id": "SRV-0001", "change": "update", "intended": "x"}]}
        result = office.propose(office.draft(action.name, by, at, **more), at + 1)
        assert "UB401" in rules(result), (action.name, explained(result))
        assert all(finding.hint for finding in result.findings if finding.rule == "UB401")
        tried += 1
    assert tried >= 10


def test_49_submitted_twice(office: Scene) -> None:
    office.back_to("submitted")
    data = office.read(RECORD)
    again = data + data.split(b"journal:\n", 1)[1].replace(b"T08:00", b"T08:20")
    rejected(landed(office, again, "pemohon-1"), "UB401")


# --- 51 ----------------------------------------------------------------------------------------

NAMES = ["$(touch x)", "`touch x`", "a;touch x", "--output=x", "a\nUbah-Assent: sha256:0", "a'b\"c"]


@pytest.mark.parametrize("name", NAMES)
def test_51_title_and_path_that_a_shell_would_run(office: Scene, name: str) -> None:
    """A title is text, a path is bytes; nothing is handed to a shell, and no file appears."""
    before = sorted(path.name for path in office.repo.iterdir())
    title = name.replace("\n", " ")
    accepted(office.verdicts(office.draft("submit", "pemohon-1", 0, title=title), 1))
    if "\n" not in name and "/" not in name:
        path = f"docs/{name}.md"
        accepted(office.verdicts(office.put({path: b"x\n"}, MANAGER, 0), 1))
    assert sorted(path.name for path in office.repo.iterdir()) == before


@pytest.mark.parametrize(("who", "name"), list(product(("AUTHOR", "COMMITTER"), NAMES)))
def test_51_names_in_commits_prove_nothing(office: Scene, who: str, name: str) -> None:
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree("main", {RECORD: data})
    env = {f"GIT_{who}_NAME": f"{name} Kepala", f"GIT_{who}_EMAIL": "kepala@lpse.example"}
    head = office.commit(MANAGER, 40, tree=tree, env=env)
    rejected(office.verdicts(head, 41), "UB501")
