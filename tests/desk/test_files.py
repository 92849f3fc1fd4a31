"""Files handed in at the desk: kept with the step that they support, shown to whoever decides, and no way past."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from desk.meja import RFC, Meja
from desk.test_desk import REQUEST, passes, record
from ubah.edge.desk.door import LARGEST_WITH_FILES

PICTURE = b"\x89PNG\r\n\x1a\n" + b"gambar" * 50
LETTER = b"%PDF-1.7\nsurat"
NUMBER = "RFC-2026-0002"


def asked(meja: Meja, **files: tuple[str, bytes]) -> Any:
    """Hand in a new request with files, by field."""
    sent = {f"u-attachments-{row[1:]}": file for row, file in files.items()}
    return meja.browser("pemohon-1").answer("/new", "submit", sent, **REQUEST)


def rows(meja: Meja) -> list[dict[str, Any]]:
    found = record(meja, NUMBER)["request"].get("attachments", [])
    assert isinstance(found, list)
    return found


def test_files_come_with_a_request_and_lie_in_its_folder(meja: Meja) -> None:
    sent = asked(meja, _0=("Tangkapan Layar.PNG", PICTURE), _2=("surat rahasia.pdf", LETTER))
    assert sent.status_code == 200, sent.text
    assert rows(meja) == [
        {
            "name": "Tangkapan Layar.PNG",
            "sha256": hashlib.sha256(PICTURE).hexdigest(),
            "file": "tangkapan-layar.png",
        },
        {
            "name": "surat rahasia.pdf",
            "sha256": hashlib.sha256(LETTER).hexdigest(),
            "file": "surat-rahasia.pdf",
            "restricted": True,
        },
    ]
    assert meja.read(f"changes/2026/{NUMBER}/tangkapan-layar.png") == PICTURE
    passes(meja)


def test_each_step_of_a_form_has_files_of_its_own(meja: Meja) -> None:
    assert asked(meja).status_code == 200
    manager = meja.browser("pengelola-1")
    page = manager.get(f"/r/{NUMBER}/accept+escalate").text
    assert 'name="u-attachments-0"' in page
    assert 'name="u-escalate-attachments-2"' in page
    said = {
        "escalate-rationale": "Celah terbuka.",
        "escalate-criterion": "security",
    }
    files = {"u-escalate-attachments-0": ("bukti.png", PICTURE)}
    accepted = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"}
    done = manager.answer(f"/r/{NUMBER}", "accept+escalate", files, **accepted, **said)
    assert done.status_code == 200, done.text
    first, second = record(meja, NUMBER)["journal"][-2:]
    assert "attachments" not in first.get("evidence", {})
    assert second["evidence"]["attachments"][0]["file"] == "bukti.png"
    passes(meja)


def test_whoever_decides_opens_what_was_attached(meja: Meja) -> None:
    asked(meja, _0=("bukti.png", PICTURE), _1=("surat.pdf", LETTER))
    other = meja.browser("pengelola-1")
    page = other.get(f"/r/{NUMBER}").text
    assert f"bukti.png ({hashlib.sha256(PICTURE).hexdigest()})" in page
    shown = other.get(f"/r/{NUMBER}/lampiran/bukti.png")
    assert (shown.content, shown.headers["content-type"]) == (PICTURE, "image/png")
    assert shown.headers["content-disposition"] == 'inline; filename="bukti.png"'
    assert shown.headers["x-content-type-options"] == "nosniff"
    kept = other.get(f"/r/{NUMBER}/lampiran/surat.pdf")
    assert kept.headers["content-disposition"].startswith("attachment")
    for none in ("lain.png", "../RFC-2026-0002.yaml", "..%2FRFC-2026-0002.yaml", "roles.yaml"):
        assert other.get(f"/r/{NUMBER}/lampiran/{none}").status_code == 404
    assert meja.browser().get(f"/r/{NUMBER}/lampiran/bukti.png").status_code == 403
    assert meja.browser("orang-lain").get(f"/r/{NUMBER}/lampiran/bukti.png").status_code == 403


def test_a_link_opens_the_attachments_of_its_own_record_only(meja: Meja) -> None:
    asked(meja, _0=("bukti.png", PICTURE))
    stranger = meja.browser()
    assert stranger.get(f"{meja.link('pengelola-1', NUMBER)}/lampiran/bukti.png").status_code == 200
    assert stranger.get(f"{meja.link('kepala', RFC)}/lampiran/bukti.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bukti.html", b"<script>", "bukti.html"),
        ("bukti.png", b"<svg>", "bukti.png"),
        ("bukti.png", PICTURE + bytes(5 * 1024 * 1024), "5242880"),
        ("bukti", PICTURE, "bukti"),
    ],
    ids=["kind", "not what its name says", "size", "no ending"],
)
def test_what_cannot_be_kept_is_said_and_nothing_lands(
    meja: Meja, name: str, data: bytes, said: str
) -> None:
    before = meja.main
    refused = asked(meja, _0=(name, data))
    assert refused.status_code == 422
    assert said in refused.text.lower()
    assert REQUEST["title"] in refused.text  # what was typed stands there still
    assert "dipilih lagi" in refused.text
    assert meja.main == before


def test_a_second_file_of_the_same_name_gets_another(meja: Meja) -> None:
    asked(meja, _0=("bukti.png", PICTURE), _1=("Bukti.PNG", PICTURE + b"2"))
    assert [row["file"] for row in rows(meja)] == ["bukti.png", "bukti-2.png"]
    passes(meja)


def test_a_name_from_elsewhere_is_no_path_and_shows_all_of_itself(meja: Meja) -> None:
    asked(meja, _0=("C:\\rahasia\\..\\bu\u202ekti\x00.png", PICTURE))
    [row] = rows(meja)
    assert row["file"].endswith(".png")
    assert "/" not in row["file"]
    assert not set("\\\u202e\x00") & set(row["name"])
    passes(meja)


@pytest.mark.parametrize(
    "field",
    ["u-lain-0", "u-attachments", "u-attachments-11", "attachments", "f-attachments", "seal"],
)
def test_a_file_in_a_place_of_its_own_making_is_no_form_of_ours(meja: Meja, field: str) -> None:
    before = meja.main
    browser = meja.browser("pemohon-1")
    sent = browser.answer("/new", "submit", {field: ("bukti.png", PICTURE)}, **REQUEST)
    if field == "u-lain-0":  # of no step of this form: it is not taken
        assert sent.status_code == 200
        assert rows(meja) == []
        return
    assert sent.status_code == 400
    assert meja.main == before


def test_a_stranger_s_files_are_not_even_read(meja: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(*_: object) -> None:
        raise AssertionError("nothing of a stranger is read")

    monkeypatch.setattr("ubah.edge.desk.app.sent_form", read)
    for browser, address in (
        (meja.browser(), "/new/submit"),
        (meja.browser(), "/l/falsch/approve"),
    ):
        sent = browser.post(address, {"seal": ""}, {"u-attachments-0": ("a.png", PICTURE)})
        assert sent.status_code == 403


def test_more_than_a_form_may_bring_is_turned_away(meja: Meja) -> None:
    browser = meja.browser("pemohon-1")
    sent = browser.post(
        "/new/submit", {"seal": ""}, **{"content-length": str(LARGEST_WITH_FILES + 1)},
        **{"content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert sent.status_code == 413
    many = {f"u-attachments-{row % 10}": ("a.png", PICTURE) for row in range(10)}
    many |= {f"u-escalate-attachments-{row}": ("a.png", PICTURE) for row in range(9)}
    assert browser.answer("/new", "submit", many, **REQUEST).status_code == 400


def test_a_large_file_that_the_office_keeps_is_opened_as_well(meja: Meja) -> None:
    large = PICTURE + bytes(3 * 1024 * 1024)
    assert asked(meja, _0=("besar.png", large)).status_code == 200
    shown = meja.browser("pengelola-1").get(f"/r/{NUMBER}/lampiran/besar.png")
    assert (shown.status_code, shown.content == large) == (200, True)
