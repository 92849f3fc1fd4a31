"""The archive on the site: marked wherever it is shown, escaped, and counted nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from site_support import context, pages_of

from ubah.core.reading.archived import ArchivedChange
from ubah.core.register.views import Register
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import changes_table, to_csv
from ubah.publish.site.assembly import expected_pages, render_files

HOSTILE = """"><script>alert(1)</script>' onmouseover=alert(2) {{ 7 * 7 }} <img src=x>"""


def archived(number: str, title: str, **more: Any) -> ArchivedChange:
    data = {
        "id": number,
        "taken_over": {
            "file": "register.xlsx",
            "sha256": "ab" * 32,
            "sheet": "Lama",
            "row": 7,
            "by": "pengelola-1",
            "date": "2026-05-04",
        },
        "original": {"number": "01/2024", "title": title, "date": "2024-03-05", **more},
    }
    return ArchivedChange(number, data)


def with_archive(register: Register, *archive: ArchivedChange) -> Register:
    return replace(register, archive=archive)


def test_every_archived_request_is_marked_as_not_proved(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    own = [
        archived(f"ARSIP-2024-{n:04d}", f"Pekerjaan {n}", result="Berhasil") for n in range(1, 4)
    ]
    told = with_archive(register, *own, archived("ARSIP-2023-0001", "Lama"))
    pages = pages_of(told, "id", indonesian)
    assert len(pages) == expected_pages(told) == expected_pages(register) + 3
    body = pages["perubahan/arsip-2024/index.html"].body
    assert body.count("<h2") == body.count("</h2>") == len(own)
    for part in re.findall(r"<h2.*?</h2>", body):
        assert "Diambil alih, tidak dibuktikan" in part
    assert "register.xlsx (Lama, baris 7)" in body
    assert "4 Mei 2026" in body
    index = pages["perubahan/arsip/index.html"].body
    assert "Diambil alih, tidak dibuktikan" in index
    assert "Arsip 2023</a>" in index
    assert "Arsip: 4 permintaan" in pages["perubahan/index.html"].body
    assert "Pekerjaan 2" in pages["perubahan/arsip-2024/index.html"].search_text


def test_a_long_year_is_parted(register: Register) -> None:
    own = [archived(f"ARSIP-2024-{n:04d}", "x") for n in range(1, 602)]
    pages = pages_of(with_archive(register, *own))
    found = [pages[f"perubahan/arsip-2024-{part}/index.html"].body for part in (1, 2, 3)]
    assert sum(body.count("<h2") for body in found) == 601


def test_what_the_source_says_is_text_and_no_markup(register: Register) -> None:
    told = archived("ARSIP-2024-0001", HOSTILE, remarks=HOSTILE, requester=HOSTILE)
    body = pages_of(with_archive(register, told))["perubahan/arsip-2024/index.html"].body
    assert "<script" not in body
    assert "<img" not in body
    assert "{{ 7 * 7 }}" in body
    assert "&lt;script&gt;" in body


def test_no_figure_and_no_other_page_changes_by_an_archive(register: Register) -> None:
    """All pages but those that lead to the archive stay as they are, to the byte; exports too."""
    before = pages_of(register)
    told = with_archive(register, archived("ARSIP-2024-0001", "x"))
    after = pages_of(told)
    leading = {"lainnya/index.html", "perubahan/index.html"}
    assert {p for p in after if p not in before} == {
        "perubahan/arsip/index.html",
        "perubahan/arsip-2024/index.html",
    }
    for path in before.keys() - leading:
        assert after[path].body == before[path].body, path
    one, other = context(register), context(told)
    assert render_files(one) == render_files(other)
    assert to_json(one) == to_json(other)
    assert to_csv(changes_table(one)) == to_csv(changes_table(other))
    assert one.kpis == other.kpis


def test_an_office_without_an_archive_has_no_page_of_it(register: Register) -> None:
    assert not [path for path in pages_of(register) if "arsip" in path]
    assert "Archive" not in pages_of(register)["lainnya/index.html"].body
