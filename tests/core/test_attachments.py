"""Names and kinds of attachments."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubah.core.attachments import ENDINGS, FILE_NAME, attachments_in, kept_file, name_to_keep
from ubah.core.paths import attachment_of, attachment_path, under_number

RFC = "RFC-2026-0007"


@pytest.mark.parametrize(
    ("original", "kept"),
    [
        ("Hasil Uji.PNG", "hasil-uji.png"),
        ("Surat_No. 5/III.pdf", "surat-no-5-iii.pdf"),
        ("foto.JPEG", "foto.jpg"),
        ("Café – laporan.docx", "cafe-laporan.docx"),
        ("日本.txt", "lampiran.txt"),
        ("con.pdf", "lampiran-con.pdf"),
        ("LPT1.csv", "lampiran-lpt1.csv"),
        ("..pdf", "lampiran.pdf"),
        ("a" * 300 + ".pdf", "a" * 60 + ".pdf"),
        ("skrip.html", ""),
        ("gambar.svg", ""),
        ("tanpa-akhiran", ""),
        ("program.exe", ""),
    ],
)
def test_a_file_is_kept_under_a_plain_name(original: str, kept: str) -> None:
    assert name_to_keep(original) == kept


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert name_to_keep("uji.png", ["uji.png"]) == "uji-2.png"
    assert name_to_keep("uji.png", ["uji.png", "uji-2.png"]) == "uji-3.png"


@given(stem=st.text(max_size=90), ending=st.sampled_from(ENDINGS))
def test_whatever_it_is_called_it_can_be_kept(stem: str, ending: str) -> None:
    name = name_to_keep(f"{stem}.{ending}")
    assert re.fullmatch(FILE_NAME, name)
    assert attachment_of(attachment_path(RFC, name)) == (RFC, name)
    again = name_to_keep(f"{stem}.{ending}", [name])
    assert again != name
    assert attachment_of(attachment_path(RFC, again)) == (RFC, again)


def _office_file() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return made.getvalue()


REAL = {
    "pdf": b"%PDF-1.4\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "txt": "Catatan: 5 Juni – selesai.\r\n".encode(),
    "csv": b"No;Nama\n1;SPSE\n",
    **dict.fromkeys(("xlsx", "docx", "ods", "odt"), _office_file()),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", REAL)
def test_only_content_of_its_own_kind_fits_a_name(ending: str, content: str) -> None:
    office = ("xlsx", "docx", "ods", "odt")
    alike = ending == content or (ending in office and content in office)
    texts = ending in ("txt", "csv") and content in ("txt", "csv", "pdf")  # a text may say anything
    assert kept_file(REAL[content]).is_what(ending) is (alike or texts)


def test_what_is_no_list_of_attachments_names_none() -> None:
    for odd in ("x", 5, None, {"name": "x"}, ["x"], [{"name": "x"}], [{"sha256": 5}]):
        assert list(attachments_in({"attachments": odd}, ())) == []


def test_attachments_go_along_with_their_number() -> None:
    path = attachment_path(RFC, "uji.png")
    assert under_number(path, "RFC-2027-0001") == "changes/2027/RFC-2027-0001/uji.png"
    assert under_number("changes/2026/RFC-2026-0007.yaml", "RFC-2026-0008") == (
        "changes/2026/RFC-2026-0008.yaml"
    )
    assert attachment_of("changes/2025/RFC-2026-0007/uji.png") == ("", "")
