"""Branches that somebody proposed: read in words, approved as a whole, landed once nobody is missing."""

from __future__ import annotations

import os
from html import unescape
from re import findall
from typing import Any

from desk.meja import HOST, RFC, Meja
from support.office import load, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.reading.writing import dump


def proposed(meja: Meja, change: Any, branch: str = "orang-baru", by: str = "pengelola-1") -> str:
    """Push a branch with roles.yaml changed, and return its tip."""
    office = meja.office
    office.set_branch("main", meja.main)
    roles = load(office.read("roles.yaml"))
    change(roles)
    files = {"roles.yaml": dump(roles).encode()}
    tip = office.commit(by, 25, files, parents=(office.main,), message="Usulan\n")
    meja.push(tip, branch)
    return tip


def hired(roles: dict[str, Any]) -> None:
    roles["persons"]["pegawai-baru"] = {
        "name": "Baru Contoh",
        "title": "Staf",
        "accounts": [{"forge": HOST, "id": 51, "login": "baru", "from": "2026-02-02"}],
    }
    roles["roles"]["requester"].append({"person": "pegawai-baru", "from": "2026-02-02"})


def promoted(roles: dict[str, Any]) -> None:
    roles["roles"]["superior"].append({"person": "pengelola-2", "from": "2026-02-02"})


def approve(meja: Meja, who: str, branch: str = "orang-baru") -> Any:
    browser = meja.browser(who)
    return browser.post(f"/b/{branch}", {"seal": browser.seal(f"/b/{branch}", f"/b/{branch}")})


def test_the_head_lets_a_colleague_in(meja: Meja) -> None:
    proposed(meja, hired)
    head = meja.browser("kepala")
    assert "/b/orang-baru" in head.get("/").text
    page = head.get("/b/orang-baru").text
    assert "Baru Contoh" in page
    assert "+  pegawai-baru:" in page
    answer = approve(meja, "kepala")
    assert answer.status_code == 200, answer.text
    assert b"pegawai-baru" in meja.read("roles.yaml")
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings
    assert meja.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert meja.browser("baru").get("/").status_code == 200


def test_who_may_not_approve_is_offered_nothing(meja: Meja) -> None:
    proposed(meja, hired)
    for who in ("pengelola-2", "pemohon-1", "plh-kepala"):
        page = meja.browser(who).get("/b/orang-baru")
        assert page.status_code == 200
        assert "<form" not in page.text


def test_a_second_approval_waits_on_the_branch(meja: Meja) -> None:
    """Nothing is kept but the repository: the first approval is a commit of the recorder's."""
    tip = proposed(meja, promoted)
    before = meja.main
    first = approve(meja, "kepala")
    assert first.status_code == 200, first.text
    assert meja.main == before
    assert meja.git("rev-parse", "orang-baru^") == tip
    again = meja.browser("kepala").get("/b/orang-baru").text
    assert "<form" not in again
    second = meja.browser("sekda").get("/b/orang-baru").text
    assert "Kepala Contoh" in second
    assert approve(meja, "sekda").status_code == 200
    assert meja.main != before
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings


def test_an_approval_holds_for_what_was_shown(meja: Meja) -> None:
    proposed(meja, hired)
    head = meja.browser("kepala")
    seal = head.seal("/b/orang-baru", "/b/orang-baru")
    before = meja.main

    def more(roles: dict[str, Any]) -> None:
        hired(roles)
        roles["roles"]["change_manager"].append({"person": "pegawai-baru", "from": "2026-02-02"})

    office = meja.office
    meja.git("update-ref", "-d", "refs/heads/orang-baru")
    proposed(meja, more)
    assert head.post("/b/orang-baru", {"seal": seal}).status_code == 409
    assert meja.main == before
    assert office.main == before


def test_an_approval_on_a_branch_that_was_altered_counts_no_more(meja: Meja) -> None:
    tip = proposed(meja, promoted)
    assert approve(meja, "kepala").status_code == 200
    kept = meja.git("rev-parse", "orang-baru")
    office = meja.office
    office.git_bytes("fetch", "-q", str(meja.server), "orang-baru", env={})
    roles = load(office.read("roles.yaml", tip))
    hired(roles)
    more = office.commit("pengelola-1", 29, {"roles.yaml": dump(roles).encode()}, parents=(kept,))
    meja.push(more, "orang-baru")
    page = meja.browser("sekda").get("/b/orang-baru").text
    assert "Kepala Contoh" not in page
    before = meja.main
    assert approve(meja, "sekda").status_code == 200
    assert meja.main == before


def test_an_approval_that_somebody_else_wrote_is_none(meja: Meja) -> None:
    """The same words in a commit that the recorder did not sign."""
    proposed(meja, promoted)
    assert approve(meja, "kepala").status_code == 200
    kept = meja.git("rev-parse", "orang-baru")
    message = meja.git("log", "-1", "--format=%B", kept)
    office = meja.office
    tip = meja.git("rev-parse", f"{kept}^")
    forged = office.commit("pengelola-1", 29, parents=(tip,), message=f"{message}\n")
    office.git_bytes(
        "push", "-q", "-f", str(meja.server), f"{forged}:refs/heads/orang-baru", env={}
    )
    assert "Kepala Contoh" not in meja.browser("sekda").get("/b/orang-baru").text


def test_what_nobody_may_do_is_said_and_cannot_be_approved(meja: Meja) -> None:
    def gone(roles: dict[str, Any]) -> None:
        del roles["persons"]["pemohon-2"]
        roles["roles"]["requester"] = roles["roles"]["requester"][:1]

    proposed(meja, gone)
    page = meja.browser("kepala").get("/b/orang-baru").text
    assert "UB" in page
    assert "<form" not in page


def test_lines_hide_nothing(meja: Meja) -> None:
    office = meja.office
    office.set_branch("main", meja.main)
    evil = "aman = True  # \u202eeslaF\u202c \u200b</pre><script>alert(1)</script>\n"
    tip = office.commit("pengelola-1", 25, {"alat.py": evil.encode()}, parents=(office.main,))
    meja.push(tip, "alat")
    page = meja.browser("kepala").get("/b/alat").text
    assert "[U+202E]" in page
    assert "[U+200B]" in page
    assert "<script" not in page


def test_a_branch_s_name_is_a_name(meja: Meja) -> None:
    """Whoever may push may call a branch what they like."""
    for name in ("a/b/c", "spasi&amp;x", "ékspor", "-x", "<b>tebal</b>"):
        office = meja.office
        office.set_branch("main", meja.main)
        tip = office.commit(None, 25, {"catatan.md": name.encode()}, parents=(office.main,))
        meja.git("fetch", "-q", str(office.repo), tip)
        meja.git("update-ref", f"refs/heads/{name}", tip)
        home = meja.browser("kepala").get("/").text
        assert "<b>" not in home
        (link,) = [unescape(each) for each in findall(r'href="(/b/[^"]*)"', home)]
        page = meja.browser("kepala").get(link)
        assert page.status_code == 200, (name, link)
        assert "<form" in page.text
        meja.git("update-ref", "-d", f"refs/heads/{name}")


def test_a_name_that_is_no_text_hides_itself_and_nothing_else(meja: Meja) -> None:
    """git takes any bytes for the name of a branch or a file; nobody's page is lost by that."""
    proposed(meja, hired)
    office = meja.office
    tip = office.commit(None, 25, {"catatan.md": b"x\n"}, parents=(office.main,))
    meja.push(tip, "lain")
    meja.git("update-ref", os.fsdecode(b"refs/heads/a\xff\xfe"), tip)
    home = meja.browser("kepala").get("/")
    assert home.status_code == 200
    assert "/b/orang-baru" in home.text


def test_another_repository_inside(meja: Meja) -> None:
    """What a submodule names is not there to be read."""
    office = meja.office
    office.set_branch("main", meja.main)
    rows = office.git("ls-tree", "main") + f"\n160000 commit {'a' * 40}\tvendor\n"
    tree = office.git("mktree", "--missing", stdin=rows.encode())
    tip = office.commit("pengelola-1", 25, parents=(office.main,), tree=tree)
    meja.push(tip, "vendor")
    page = meja.browser("kepala").get("/b/vendor")
    assert page.status_code == 200
    assert "ubah assent" in page.text


def test_a_file_whose_name_is_no_text(meja: Meja) -> None:
    office = meja.office
    office.set_branch("main", meja.main)
    files = {"catatan-\udcff.md": b"x\n"}
    tip = office.commit("pengelola-1", 25, files, parents=(office.main,))
    meja.push(tip, "catatan")
    page = meja.browser("kepala").get("/b/catatan")
    assert page.status_code == 200
    assert "catatan-[U+DCFF].md" in page.text


def test_what_lines_do_not_show(meja: Meja) -> None:
    """An empty file that comes, a file that may be run from the start, a line that ends otherwise."""
    office = meja.office
    office.set_branch("main", meja.main)
    old = office.read("office.yaml").removesuffix(b"\n")
    files = {"kosong.py": b"", "jalan.sh": b"true\n", "office.yaml": old}
    tip = office.commit("pengelola-1", 25, files, parents=(office.main,), modes={"jalan.sh": "100755"})  # fmt: skip
    meja.push(tip, "alat")
    page = meja.browser("kepala").get("/b/alat").text
    assert "kosong.py (– → 100644)" in page
    assert "jalan.sh (– → 100755)" in page
    assert "No newline at end of file" in page


def test_main_goes_on_while_a_branch_waits(meja: Meja) -> None:
    """What is shown and approved is how it would land on main as it stands now."""
    proposed(meja, hired)
    gone = meja.browser("pemohon-1").answer(f"/r/{RFC}", "withdraw", reason="Tidak jadi.")
    assert gone.status_code == 200
    answer = approve(meja, "kepala")
    assert answer.status_code == 200, answer.text
    assert b"pegawai-baru" in meja.read("roles.yaml")
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings


def test_main_goes_on_between_two_approvals(meja: Meja) -> None:
    """The first approver saw another main, and approves once more."""
    proposed(meja, promoted)
    assert approve(meja, "kepala").status_code == 200
    meja.at += 1
    gone = meja.browser("pemohon-1").answer(f"/r/{RFC}", "withdraw", reason="Tidak jadi.")
    assert gone.status_code == 200
    before = meja.main
    meja.at += 1
    assert approve(meja, "sekda").status_code == 200
    assert meja.main == before
    meja.at += 1
    assert approve(meja, "kepala").status_code == 200
    assert meja.main != before
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings


def test_nobody_approves_what_could_not_be_read(meja: Meja) -> None:
    """A picture, a link, a file without end: who has to approve them signs with git."""
    office = meja.office
    office.set_branch("main", meja.main)
    cases: list[tuple[bytes, str]] = [
        (b"\x89PNG\xff\xfe", "100644"),
        (b"x\0y", "100644"),
        (b"/etc/passwd", "120000"),
        (b"baris\n" * 100_000, "100644"),
    ]
    for number, (data, mode) in enumerate(cases):
        path = f"alat-{number}.py"
        tip = office.commit(
            None, 25, {path: data}, parents=(office.main,), modes={path: mode}, message="Alat\n"
        )
        meja.push(tip, f"alat-{number}")
        page = meja.browser("kepala").get(f"/b/alat-{number}")
        assert page.status_code == 200
        assert "<form" not in page.text
        assert "ubah assent" in page.text
