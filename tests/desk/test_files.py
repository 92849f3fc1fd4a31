"""Files handed in at the desk: kept with the step that they support, shown to whoever decides, and no way past."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from starlette.requests import Request

from desk.meja import ADDRESS, RFC, Meja
from desk.test_desk import REQUEST, passes, record
from ubah.edge.desk.door import FORM, LARGEST_WITH_FILES, AtOnce
from ubah.edge.desk.sent import sent_form

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
    [
        "u-lain-0",
        "u-attachments",
        "u-attachments-3",
        "u-attachments-11",
        "attachments",
        "f-attachments",
        "seal",
    ],
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
    endless = {"content-type": KIND, "content-length": "9" * 5000}
    assert browser.post("/new/submit", {"seal": ""}, **endless).status_code == 413
    many = {f"u-attachments-{row % 10}": ("a.png", PICTURE) for row in range(10)}
    many |= {f"u-escalate-attachments-{row}": ("a.png", PICTURE) for row in range(9)}
    assert browser.answer("/new", "submit", many, **REQUEST).status_code == 400


def form_of(*parts: tuple[str, bytes], end: bytes = b"--\r\n") -> bytes:
    """Return a form byte by byte; each part's headers and content."""
    rows = [b"--batas\r\n%s\r\n\r\n%s\r\n" % (head.encode(), data) for head, data in parts]
    return b"".join(rows) + b"--batas" + end


KIND = "multipart/form-data; boundary=batas"
FILE = ('Content-Disposition: form-data; name="u-attachments-0"; filename="bukti.png"', PICTURE)
SHORT = (FILE[0].partition("; filename")[0], PICTURE)
NAMED_OTHERWISE = (f"{SHORT[0]}; filename*=UTF-8''bukti.png", PICTURE)
NESTED = (f"{SHORT[0]}\r\nContent-Type: multipart/mixed; boundary=dalam", b"--dalam--")


LOST: dict[str, tuple[tuple[str, bytes], bytes, str]] = {
    "no end": (FILE, b"", KIND),
    "cut off": (FILE, b"\r\n", KIND),
    "no name": (SHORT, b"--\r\n", KIND),
    "a name as mails have it": (NAMED_OTHERWISE, b"--\r\n", KIND),
    "a form in a form": (NESTED, b"--\r\n", KIND),
    "a charset that takes minutes": (FILE, b"--\r\n", f"{KIND}; charset=punycode"),
    "a charset that makes no text": (FILE, b"--\r\n", f"{KIND}; charset=unicode_escape"),
    "two boundaries": (FILE, b"--\r\n", f"{KIND}; boundary=lain"),
    "a long boundary": (FILE, b"--\r\n", f"{KIND}{'s' * 100}"),
    "no boundary": (FILE, b"--\r\n", "multipart/form-data"),
}


def test_a_form_from_which_something_would_be_lost_is_not_read_at_all(meja: Meja) -> None:
    before, browser = meja.main, meja.browser("pemohon-1")
    typed = {"seal": browser.seal("/new"), **{f"f-{k}": v for k, v in REQUEST.items()}}
    fields = [(f'Content-Disposition: form-data; name="{k}"', v.encode()) for k, v in typed.items()]

    def sent(part: tuple[str, bytes], end: bytes, kind: str) -> int:
        headers = {**browser.headers, "origin": ADDRESS, "content-type": kind}
        body = form_of(*fields, part, end=end)
        return browser.client.post("/new/submit", content=body, headers=headers).status_code

    assert {what: sent(*LOST[what]) for what in LOST} == dict.fromkeys(LOST, 400)
    assert meja.main == before
    assert sent(FILE, b"--\r\n", KIND) == 200
    assert [row["file"] for row in rows(meja)] == ["bukti.png"]


def test_a_large_file_that_the_office_keeps_is_opened_as_well(meja: Meja) -> None:
    large = PICTURE + bytes(3 * 1024 * 1024)
    assert asked(meja, _0=("besar.png", large)).status_code == 200
    shown = meja.browser("pengelola-1").get(f"/r/{NUMBER}/lampiran/besar.png")
    assert (shown.status_code, shown.content == large) == (200, True)


def test_an_expired_link_s_files_are_not_even_read(
    meja: Meja, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(*_: object) -> None:
        raise AssertionError("nothing is read that cannot count")

    monkeypatch.setattr("ubah.edge.desk.app.sent_form", read)
    address = f"{meja.link('kepala', hours=0)}/approve"
    sent = meja.browser().post(address, {"seal": ""}, {"u-attachments-0": ("a.png", PICTURE)})
    assert sent.status_code == 410


def test_so_many_forms_with_files_are_held_at_once() -> None:
    at_once = AtOnce(each=2, most=3)
    with at_once.room("a") as first, at_once.room("a") as second, at_once.room("a") as third:
        assert (first, second, third) == (True, True, False)
        with at_once.room("b") as other, at_once.room("c") as beyond:
            assert (other, beyond) == (True, False)
        with at_once.room("c") as again:
            assert again
    assert not at_once.held


def test_who_sends_too_many_at_once_is_told_and_the_others_go_on(
    meja: Meja, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ubah.edge.desk.app.AtOnce", lambda: AtOnce(each=0))
    app = meja.app()
    browser, before = meja.browser("pemohon-1", app), meja.main
    assert (
        browser.answer(
            "/new", "submit", {"u-attachments-0": ("a.png", PICTURE)}, **REQUEST
        ).status_code
        == 503
    )
    assert meja.main == before
    assert meja.browser("kepala", app).answer(f"/r/{RFC}", "approve").status_code == 200


def test_a_form_that_never_comes_is_waited_for_so_long_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ubah.edge.desk.sent.LONGEST_SENDING", 0.05)

    async def receive() -> dict[str, object]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    for kind in (KIND, FORM):
        headers = [(b"content-type", kind.encode()), (b"content-length", b"9")]
        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
        assert asyncio.run(sent_form(request)) is None
