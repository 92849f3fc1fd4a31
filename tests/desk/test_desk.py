"""The desk as people use it: the real application on a real bare repository."""

from __future__ import annotations

from desk.meja import RFC, Meja
from support.office import verdict
from ubah.core.diagnostics import Verdict


def test_the_head_decides_behind_the_office_s_own_log_in(meja: Meja) -> None:
    head = meja.browser("kepala")
    assert RFC in head.get("/").text
    page = head.get(f"/r/{RFC}")
    assert page.status_code == 200
    before = meja.main
    answer = head.answer(f"/r/{RFC}", "approve", analysis="Mendesak.")
    assert answer.status_code == 200, answer.text
    assert meja.main != before
    assert verdict(meja.audit()) is Verdict.PASS, meja.audit().findings
