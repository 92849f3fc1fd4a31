"""Attachments on the site and in exports: shown with their digest, restricted ones not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from site_support import ROOT, alone, context, pages_of

from ubah.core.attachments import kept_file
from ubah.core.register.views import Register
from ubah.publish.addresses.attachments import attachments_of
from ubah.publish.exports.json_register import to_json
from ubah.publish.gathered.context import build_context
from ubah.publish.output.run import build_site
from ubah.publish.site.assembly import render_pages

FOLDER = "changes/2026/RFC-2026-0013"
SHOWN, HIDDEN = "grafik-percobaan-masuk.png", "sumber-diblokir.csv"
PAGE = "rfc/RFC-2026-0013/index.html"


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / FOLDER / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("internal", [False, True])
def test_a_page_shows_what_its_edition_may(register: Register, internal: bool) -> None:
    html = pages_of(register, internal=internal)[PAGE].body
    assert f'<img class="ub-attached" src="../../lampiran/2026/RFC-2026-0013/{SHOWN}"' in html
    assert 'alt="Grafik percobaan masuk.png"' in html
    assert digest(SHOWN) in html
    assert digest(HIDDEN) in html
    assert (HIDDEN in html) is internal
    assert ("Sumber diblokir" in html) is internal
    assert ("Exempt information, not published" in html) is not internal


def test_no_export_for_the_public_names_what_is_restricted(register: Register) -> None:
    for internal in (False, True):
        data = json.loads(to_json(context(register, internal=internal)))
        assert (HIDDEN in json.dumps(data)) is internal
        assert ("Sumber diblokir" in json.dumps(data)) is internal
    whole = "".join(page.body for page in pages_of(register).values())
    assert HIDDEN not in whole


def test_the_files_stand_once_for_both_languages(register: Register, tmp_path: Path) -> None:
    files = [(path, (ROOT / path).read_bytes()) for path in published(register)]
    now, words = context(register).now, context(register).words
    build_site(register, now, False, alone("en"), tmp_path, attachments=files)
    kept = tmp_path / "lampiran/2026/RFC-2026-0013" / SHOWN
    assert kept.read_bytes() == (ROOT / FOLDER / SHOWN).read_bytes()
    assert [path.name for path in tmp_path.rglob("*.csv") if path.name == HIDDEN] == []
    below = render_pages(build_context(register, now, words, False, "en"))[PAGE].body
    assert f'src="../../../lampiran/2026/RFC-2026-0013/{SHOWN}"' in below


def published(register: Register) -> list[str]:
    return sorted(attachments_of(register, internal=False).shown.values())


def test_what_the_public_may_have_is_what_nobody_restricts(register: Register) -> None:
    assert published(register) == [f"{FOLDER}/{SHOWN}"]
    assert sorted(attachments_of(register, internal=True).shown.values()) == [
        f"{FOLDER}/{SHOWN}",
        f"{FOLDER}/{HIDDEN}",
    ]


def test_what_one_step_restricts_no_other_one_publishes(register: Register) -> None:
    """Not even under another name: the content is the same."""
    row = {"name": "Salinan.csv", "sha256": digest(HIDDEN), "file": "salinan.csv"}
    doubled = with_request(register, "RFC-2026-0001", attachments=[row])
    kept = {"changes/2026/RFC-2026-0001/salinan.csv": kept_file(content(HIDDEN))}
    doubled = replace(doubled, kept={**register.kept, **kept})
    assert published(doubled) == [f"{FOLDER}/{SHOWN}"]
    html = pages_of(doubled)["rfc/RFC-2026-0001/index.html"].body
    assert digest(HIDDEN) in html
    assert "Salinan.csv" not in html
    assert "Salinan.csv" not in to_json(context(doubled)).decode()


def test_what_is_not_the_file_that_was_named_is_not_shown(register: Register) -> None:
    """Nor what is not there: the site of a history that fails can still be built, and says so."""
    path = f"{FOLDER}/{SHOWN}"
    altered = replace(register, kept={**register.kept, path: kept_file(b"<script>")})
    gone = replace(register, kept={})
    for other in (altered, gone):
        assert published(other) == []
        html = pages_of(other)[PAGE].body
        assert digest(SHOWN) in html
        assert "ub-attached" not in html


def test_restriction_does_not_hang_on_what_the_schema_calls_things(register: Register) -> None:
    authority = register.authority
    schema = json.loads(
        json.dumps(authority.change_schema).replace("$defs/attachments", "$defs/lain")
    )
    schema["$defs"]["lain"] = schema["$defs"].pop("attachments")
    adapted = replace(register, authority=replace(authority, change_schema=schema))
    assert HIDDEN not in to_json(context(adapted)).decode()
    assert "Sumber diblokir" not in "".join(page.body for page in pages_of(adapted).values())


def test_a_restricted_place_stays_restricted_in_every_row(register: Register) -> None:
    row = {"name": "Surat", "sha256": "0" * 64, "location": "Brankas 7"}
    placed = with_request(register, "RFC-2026-0001", attachments=[row])
    schema = json.loads(json.dumps(placed.authority.change_schema))
    schema["$defs"]["attachments"]["items"]["properties"]["location"]["x-restricted"] = True
    adapted = replace(placed, authority=replace(placed.authority, change_schema=schema))
    assert "Brankas 7" in to_json(context(placed)).decode()
    assert "Brankas 7" not in to_json(context(adapted)).decode()
    assert "Brankas 7" not in pages_of(adapted)["rfc/RFC-2026-0001/index.html"].body


def with_request(register: Register, number: str, **more: object) -> Register:
    views = []
    for view in register.records:
        record = view.record
        if record.id == number:
            record = replace(record, request={**record.request, **more})
        views.append(replace(view, record=record))
    return replace(register, records=tuple(views))


def content(name: str) -> bytes:
    return (ROOT / FOLDER / name).read_bytes()
