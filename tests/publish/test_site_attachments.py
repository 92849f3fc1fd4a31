"""Attachments on the site and in exports: shown with their digest, restricted ones not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from site_support import ROOT, both, context, pages_of

from ubah.core.register.views import Register
from ubah.publish.addresses.attachments import published_attachments
from ubah.publish.exports.json_register import to_json
from ubah.publish.output.run import build_site

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


def test_the_files_stand_once_for_both_languages(
    register: Register, indonesian: Callable[[str], str], tmp_path: Path
) -> None:
    files = [(path, (ROOT / path).read_bytes()) for path in published(register)]
    build_site(
        register, context(register).now, False, both(indonesian), tmp_path, attachments=files
    )
    kept = tmp_path / "lampiran/2026/RFC-2026-0013" / SHOWN
    assert kept.read_bytes() == (ROOT / FOLDER / SHOWN).read_bytes()
    assert [path.name for path in tmp_path.rglob("*.csv") if path.name == HIDDEN] == []
    english = (tmp_path / "en" / PAGE).read_text()
    assert f'src="../../../lampiran/2026/RFC-2026-0013/{SHOWN}"' in english


def published(register: Register) -> list[str]:
    return sorted(published_attachments(register, internal=False).values())


def test_what_one_step_restricts_no_other_one_publishes(register: Register) -> None:
    assert published(register) == [f"{FOLDER}/{SHOWN}"]
    assert sorted(published_attachments(register, internal=True).values()) == [
        f"{FOLDER}/{SHOWN}",
        f"{FOLDER}/{HIDDEN}",
    ]
