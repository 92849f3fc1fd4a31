"""A link by mail: for one person, one record as it stands, until a moment, and for one use."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import replace

import pytest

from desk.meja import RFC, SECRET, Meja, seal_in
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.desk.sealing import Seals


def passes(meja: Meja) -> None:
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings


OTHER = "rahasia-lain-yang-sama-panjangnya-9876543210"  # of tests


def test_the_head_decides_by_a_link(meja: Meja) -> None:
    address = meja.link("kepala")
    page = meja.browser().get(address)
    assert page.status_code == 200
    assert "Kepala Contoh (kepala)" in page.text  # whoever it was passed on to sees whose it is
    assert meja.browser().answer(address, "approve").status_code == 200
    proof = meja.audit().steps[-1].proof
    assert proof is not None
    assert proof.evidence.endswith(" link")
    assert verdict(meja.audit()) is Verdict.PASS


def test_68_a_machine_opens_the_letter_first(meja: Meja) -> None:
    address, before = meja.link("kepala"), meja.main
    for _ in range(3):
        assert meja.browser().get(address).status_code == 200
        assert meja.browser().client.head(address).status_code == 200
    assert meja.main == before
    assert meja.browser().answer(address, "approve").status_code == 200


def test_68_a_link_works_once(meja: Meja) -> None:
    address = meja.link("kepala")
    assert meja.browser().answer(address, "approve").status_code == 200
    before = meja.main
    assert meja.browser().get(address).status_code == 410
    assert meja.browser().get(f"{address}/return").status_code == 410
    assert meja.main == before


def test_68_a_step_that_the_judge_refuses_uses_it_up(meja: Meja) -> None:
    meja.browser("kepala").answer(f"/r/{RFC}", "approve")
    meja.at += 10
    address = meja.link("pengelola-1")
    said = {
        "started_at": "2026-02-02T07:00",
        "ended_at": "2026-02-02T07:30",
        "completed": "Ya",
        "implementers": "pengelola-1",
        "work_log": "Terpasang.",
    }
    assert meja.browser().answer(address, "implement", **said).status_code == 409
    assert meja.browser().get(address).status_code == 410


def test_68_a_slip_of_the_pen_does_not(meja: Meja) -> None:
    address = meja.link("kepala")
    assert meja.browser().answer(address, "return", code="not_emergency").status_code == 422
    said = meja.browser().answer(address, "return", code="not_emergency", reason="Tidak mendesak.")
    assert said.status_code == 200


def test_68_the_same_link_opened_twice_at_once(meja: Meja) -> None:
    """Two servers, as a start anew has them for a moment: git says who was first."""
    address = meja.link("kepala")
    browsers = [meja.browser("", meja.app()) for _ in range(2)]
    pages = [browser.get(address).text for browser in browsers]
    statuses: list[int] = []
    start = threading.Barrier(2)

    def answer(number: int, key: str) -> None:
        seal = seal_in(pages[number], f"{address}/{key}")
        said = {"seal": seal, "f-code": "not_emergency", "f-reason": "Tidak mendesak."}
        start.wait()
        statuses.append(browsers[number].post(f"{address}/{key}", said).status_code)

    threads = [
        threading.Thread(target=answer, args=(n, key))
        for n, key in enumerate(("approve", "return"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 410]
    passes(meja)


def test_68_an_expired_link(meja: Meja) -> None:
    address = meja.link("kepala", hours=1)
    meja.at += 59
    page = meja.browser().get(address)
    assert page.status_code == 200
    seal = seal_in(page.text, f"{address}/approve")
    meja.at += 1
    before = meja.main
    assert meja.browser().get(address).status_code == 410
    assert meja.browser().post(f"{address}/approve", {"seal": seal}).status_code == 410
    assert meja.main == before


def test_68_the_record_went_on(meja: Meja) -> None:
    address = meja.link("kepala")
    seal = meja.browser().seal(address, f"{address}/approve")
    meja.browser("pemohon-1").answer(f"/r/{RFC}", "withdraw", reason="Tidak jadi.")
    before = meja.main
    assert meja.browser().get(address).status_code == 410
    assert meja.browser().post(f"{address}/approve", {"seal": seal}).status_code == 410
    assert meja.main == before


def test_68_a_link_opens_one_record_and_nothing_else(meja: Meja) -> None:
    address = meja.link("kepala")
    stranger = meja.browser()
    for other in ("/", "/new", f"/r/{RFC}", "/b/x", f"{address}/../../r/{RFC}"):
        assert stranger.get(other).status_code == 403, other
    assert stranger.get(f"{address}/implement").status_code == 404


def test_68_a_link_is_its_own_person_s_whoever_is_logged_in(meja: Meja) -> None:
    address = meja.link("kepala")
    manager = meja.browser("pengelola-1")
    assert "Kepala Contoh (kepala)" in manager.get(address).text
    own = manager.seal(address, f"{address}/approve")
    assert manager.post(f"/r/{RFC}/approve", {"seal": own}).status_code == 403


def test_68_the_seal_of_one_link_s_page_is_no_other_link_s(meja: Meja) -> None:
    first, second = meja.link("kepala"), meja.link("kepala")
    seal = meja.browser().seal(first, f"{first}/approve")
    assert meja.browser().post(f"{second}/approve", {"seal": seal}).status_code == 403
    assert meja.browser().post(f"{first}/approve", {"seal": seal}).status_code == 200


def test_68_a_link_that_nobody_here_sealed(meja: Meja) -> None:
    ticket = meja.ticket("kepala")
    good = meja.seals.link(ticket)
    forged = Seals([OTHER]).link(ticket)
    for token in (
        forged,
        good[:-1],
        good + "x",
        good.replace(".", ""),
        "x" * 5000,
        good.swapcase(),
    ):
        assert meja.browser().get(f"/l/{token}").status_code == 403, token


def test_68_a_page_s_seal_is_no_link(meja: Meja) -> None:
    seal = meja.browser("kepala").seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    assert meja.browser().get(f"/l/{seal}").status_code == 403


def test_68_wrong_links_are_counted(meja: Meja) -> None:
    app = meja.app()
    statuses = [meja.browser("", app).get(f"/l/salah{n}").status_code for n in range(25)]
    assert statuses == [403] * 20 + [429] * 5
    assert meja.browser("", app).get(meja.link("kepala")).status_code == 200


def test_68_a_link_in_other_hands_does_not_keep_its_person_out(meja: Meja) -> None:
    app, address = meja.app(), meja.link("kepala")
    stranger = meja.browser("", app)
    statuses = [stranger.post(f"{address}/approve", {"seal": "x"}).status_code for _ in range(32)]
    assert statuses[-1] == 429
    assert meja.browser("kepala", app).answer(f"/r/{RFC}", "approve").status_code == 200


def test_a_secret_can_be_exchanged_while_links_are_on_their_way(meja: Meja) -> None:
    old = meja.link("kepala")
    meja.seals = Seals([OTHER, SECRET])
    assert meja.browser().get(old).status_code == 200
    new = meja.link("kepala")
    meja.seals = Seals([OTHER])
    assert meja.browser().get(old).status_code == 403
    assert meja.browser().get(new).status_code == 200


@pytest.mark.parametrize("who", ["pencatat", "tidak-ada", ""])
def test_68_a_link_for_somebody_without_an_account(meja: Meja, who: str) -> None:
    """Who has got hold of the secret still comes only as somebody whom roles.yaml lets in."""
    ticket = replace(meja.ticket("kepala"), person=who)
    assert meja.browser().get(f"/l/{meja.seals.link(ticket)}").status_code == 403


def test_68_a_link_for_somebody_who_may_not_decide(meja: Meja) -> None:
    address = meja.link("pemohon-2")
    page = meja.browser().get(address)
    assert "<form" not in page.text
    assert meja.browser().get(f"{address}/approve").status_code == 404


def test_68_the_office_was_lost_after_the_letter(meja: Meja) -> None:
    address = meja.link("kepala", hours=24 * 30)
    office = meja.office
    office.set_branch("main", meja.main)
    data = office.read("roles.yaml").replace(b"  head:\n    - person: kepala\n      from: \"2026-01-01\"\n",
                        b"  head:\n    - person: kepala\n      from: \"2026-01-01\"\n      until: \"2026-02-03\"\n")  # fmt: skip
    assert b'until: "2026-02-03"' in data
    landed = office.commit("sekda", 29, {"roles.yaml": data}, parents=(office.main,))
    office.git_bytes("push", "-q", str(meja.server), f"{landed}:refs/heads/main", env={})
    meja.at += 3 * 24 * 60
    page = meja.browser().get(address)
    assert page.status_code == 200
    assert "<form" not in page.text
    before = meja.main
    assert meja.browser().get(f"{address}/approve").status_code == 404
    assert meja.main == before


def test_a_claim_is_forgotten_once_the_link_has_expired(meja: Meja) -> None:
    address = meja.link("kepala", hours=1)
    meja.browser().answer(address, "approve")
    refs = ["git", "-C", str(meja.clone), "for-each-ref", "--format=%(refname)", "refs/ubah-claims"]
    assert len(subprocess.run(refs, capture_output=True, check=True).stdout.split()) == 1
    meja.at += 120
    meja.browser("pengelola-1")
    later = meja.link("pengelola-1")
    said = {
        "started_at": "2026-02-02T09:00",
        "ended_at": "2026-02-02T09:30",
        "completed": "Ya",
        "implementers": "pengelola-1",
        "work_log": "Terpasang.",
    }
    answer = meja.browser().answer(later, "implement", **said)
    assert answer.status_code == 200, answer.text
    left = subprocess.run(refs, capture_output=True, check=True).stdout.split()
    assert len(left) == 1
