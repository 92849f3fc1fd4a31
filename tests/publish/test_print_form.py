"""The document that `ubah export pdf` has printed; the printing itself is a browser test."""

from __future__ import annotations

import re
from collections.abc import Callable

from site_support import ROOT, context

from ubah.core.register.views import Register
from ubah.publish.site.print_form import FORM, form_files

STYLE = (ROOT / "site/overrides/assets/ubah/ubah.css").read_text()


def _document(register: Register, *numbers: str, internal: bool = False) -> str:
    views = [view for view in register.records if view.record.id in numbers]
    return form_files(views, context(register, internal=internal), STYLE)[FORM].decode()


def test_each_record_is_a_form_with_letterhead_and_signatures(register: Register) -> None:
    document = _document(register, "RFC-2026-0010", "RFC-2026-0029")
    assert document.count("<article") == 2
    assert document.count("ub-letterhead ub-print") == 2
    assert document.count("ub-signatures__row") == 2 + STYLE.count("ub-signatures__row")
    assert "Elok Contoh" in document
    for number in ("RFC-2026-0010", "RFC-2026-0029"):
        assert f'@bottom-left {{ content: "{number}"' in document


def test_on_paper_nothing_is_a_link_and_every_picture_is_there(register: Register) -> None:
    ctx = context(register)
    files = form_files(register.records, ctx, STYLE)
    document = files[FORM].decode()
    assert "<a " not in document
    assert "Firewall" in document  # the text of what was a link
    shown = {path.removeprefix("../../") for path in re.findall(r'src="([^"]*)"', document)}
    assert shown == set(files) - {FORM}


def test_a_form_is_in_its_readers_language(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    views = register.records[:1]
    files = form_files(views, context(register, "id", indonesian), STYLE)
    assert '<html lang="id">' in files[FORM].decode()
    assert "Permintaan dan Laporan Perubahan" in files[FORM].decode()


def test_what_is_restricted_is_only_on_internal_forms(register: Register) -> None:
    outsider = next(view for view in register.records if not view.record.requester)
    contact = outsider.record.request["requester"]["contact"]
    assert contact not in _document(register, outsider.record.id)
    assert contact in _document(register, outsider.record.id, internal=True)
