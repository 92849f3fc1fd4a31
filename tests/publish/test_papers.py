"""The forms as papers: what stands on them, that they are PDF/A, and that no text is a command there."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from importlib.resources import files as package_files
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from site_support import context

from ubah.core.meanings import Meaning
from ubah.core.model import JudgedStep, Proof, ProofKind
from ubah.core.register.views import RecordView, Register
from ubah.edge.system.typesetting import typeset
from ubah.publish.drawings.qr import qr_code
from ubah.publish.gathered.context import Context
from ubah.publish.papers.forms import FORMS, forms_reached, papers_of
from ubah.publish.papers.paper import document_of

TEMPLATE = (package_files("ubah.publish.papers") / "paper.typ").read_bytes()
TYPEFACES = {"LibertinusSerif", "DejaVuSansMono", "NewCM10", "NewCMMath"}
"""What typst brings along; whatever else was found on the machine is not in a paper."""
HOSTILE = (
    '#import "@preview/cetz:0.3.0": canvas',
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    "$ integral_0^1 x dif x $ and 5 $ more",
    "@kutipan <label> // komentar /* tak selesai",
    "<script>alert(1)</script> &amp; <b>",
    r"\ \\ \u{41} \n *tebal* _miring_ `raw` ```typ #panic()```",
    "= Judul\n== Anak judul\n- butir\n+ nomor\n/ istilah: arti",
    '#{ panic() } #eval("1+1") #sys.inputs ~ -- --- ... \' " ] [ } {',
)
ODD = (
    "x" * 3000,
    "شكرا جزيلا على الخدمة",
    "תודה רבה",
    "😀👩\u200d👩\u200d👧 漢字 한국어 हिन्दी ไทย",
    "e\u0301q\u0323\u0301a\u0489\u20dd",
    "\u200b\u00ad\u2060\ufeff",
    " mulai dan  akhir ",
    "",
)


def pdf_of(ctx: Context, number: str, *names: str) -> bytes:
    papers = papers_of(ctx.records[number], names or FORMS, ctx)
    return typeset(TEMPLATE, document_of(number, papers, ctx))


def squeezed(text: str) -> str:
    """Lines are broken where the sheet ends, and long words where they must be."""
    return re.sub(r"[\s\u200b]+", "", text)


def told(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def saying(register: Register, number: str, **fields: Any) -> Register:
    """Return the register with other words in a request."""
    views = tuple(
        replace(view, record=replace(view.record, request={**view.record.request, **fields}))
        if view.record.id == number
        else view
        for view in register.records
    )
    return replace(register, records=views)


def placed(register: Register, address: str) -> Register:
    raw = {**register.authority.raw_office, "site_url": address}
    return replace(register, authority=replace(register.authority, raw_office=raw))


def faults_of_pdf_a(pdf: bytes) -> list[str]:
    """Return what would make it no PDF/A-2a, as far as that shows without looking at each sign."""
    wrong = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        with document.open_metadata() as meta:
            claims = {name: meta.get(name) for name in ("pdfaid:part", "pdfaid:conformance")}
            if claims != {"pdfaid:part": "2", "pdfaid:conformance": "A"}:
                wrong.append(f"claims {claims}")
            if meta.get("pdfuaid:part") != "1":
                wrong.append("claims no PDF/UA-1")
            if not meta.get("dc:title"):
                wrong.append("no title")
        intents = list(root.get("/OutputIntents", []))
        if [intent.S for intent in intents] != ["/GTS_PDFA1"]:
            wrong.append("no output intent")
        if not all(intent.DestOutputProfile.read_bytes()[36:40] == b"acsp" for intent in intents):
            wrong.append("the output intent is no colour profile")
        if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
            wrong.append("not tagged")
        if "/Lang" not in root or "/ID" not in document.trailer or document.is_encrypted:
            wrong.append("no language, no id, or encrypted")
        wrong += [f"holds {key}" for key in ("/AA", "/OpenAction", "/AcroForm") if key in root]
        for found in document.objects:
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                wrong += _faults_of(found)
    return wrong


def _faults_of(found: Any) -> Iterator[str]:
    if found.get("/S") in ("/URI", "/Launch", "/GoToR", "/JavaScript", "/SubmitForm", "/Movie"):
        yield f"acts: {found.S}"
    if found.get("/Type") == "/Filespec" or "/EF" in found:
        yield "holds a file"
    if found.get("/Type") == "/FontDescriptor" and not (
        {"/FontFile", "/FontFile2", "/FontFile3"} & set(found.keys())
    ):
        yield f"a typeface is not in it: {found.FontName}"
    if found.get("/Subtype") in ("/Type0", "/TrueType", "/Type1") and "/ToUnicode" not in found:
        yield f"no Unicode for {found.BaseFont}"
    if isinstance(found, pikepdf.Stream) and (
        "/F" in found or found.get("/Filter") == "/LZWDecode"
    ):
        yield "a stream from elsewhere"


def typefaces(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = {
            str(found.FontName)
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
        }
    return {re.sub(r"^/[A-Z]{6}\+", "", name).split("-")[0] for name in names}


# --- which forms there are ---


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("RFC-2026-0031", ("request",)),
        ("RFC-2026-0004", ("request", "evaluation")),
        ("RFC-2026-0029", ("request", "evaluation")),
        ("RFC-2026-0027", ("request", "evaluation", "test")),
        ("RFC-2026-0017", ("request", "evaluation")),
        ("RFC-2026-0026", ("request", "evaluation", "test", "change-report")),
        (
            "RFC-2026-0020",
            ("request", "evaluation", "test", "rollback", "change-report", "release"),
        ),
        (
            "RFC-2026-0010",
            ("request", "evaluation", "approval", "test", "change-report", "release"),
        ),
    ],
)
def test_a_record_has_the_forms_that_it_has_come_to(
    register: Register, number: str, forms: tuple[str, ...]
) -> None:
    view = register.record(number)
    assert view is not None
    assert forms_reached(view) == forms


def test_every_step_of_the_sop_stands_on_some_form() -> None:
    shown = {meaning for form in FORMS.values() for meaning in form.shown}
    own = set(Meaning) - {Meaning.AUTHORISES}  # derived: it has steps of another meaning
    assert own - shown == {Meaning.CORRECTS}  # a correction stands with what it corrects


@pytest.mark.parametrize("some", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_every_form_of_every_record_says_all_its_steps_say(register: Register, some: bool) -> None:
    """Each text of each entry's evidence, as it stands in the file, is on a form of its record.

    In `make test` of as many records as hold every field of every action of the sample.
    """
    ctx = context(register)
    for view in few_with_every_field(register) if some else register.records:
        seen = told(pdf_of(ctx, view.record.id))
        for entry in view.record.journal:
            if Meaning.CORRECTS in register.authority.sop.actions[entry.action].means:
                continue
            for text in prose_in(entry.evidence):
                assert squeezed(text) in seen, (view.record.id, entry.number, text)
        for name in ("title", "description", "reason", "impact_if_not_done"):
            assert squeezed(view.record.request[name]) in seen


def few_with_every_field(register: Register) -> Iterator[RecordView]:
    """Yield records, those that say most first, until nothing is said that was not seen."""
    seen: set[tuple[str, str]] = set()
    said = {
        view.record.id: {(e.action, name) for e in view.record.journal for name in e.evidence}
        for view in register.records
    }
    while True:
        view = max(register.records, key=lambda one: len(said[one.record.id] - seen))
        if not said[view.record.id] - seen:
            return
        seen |= said[view.record.id]
        yield view


def prose_in(value: Any) -> Iterator[str]:
    """Yield what was written in words: neither a code of the SOP, nor a time, nor an id."""
    if isinstance(value, str) and " " in value:
        yield value
    if isinstance(value, Mapping) and value.get("restricted"):
        return  # an attachment of which the public sees the digest alone
    inner = value.values() if isinstance(value, Mapping) else value
    for each in inner if isinstance(inner, list | tuple | type({}.values())) else ():
        yield from prose_in(each)


def test_a_step_that_an_office_added_stands_on_the_request(register: Register) -> None:
    sop = register.authority.sop
    added = replace(sop.actions["approve"], means=frozenset())
    actions = {**sop.actions, "approve": added}
    authority = replace(register.authority, sop=replace(sop, actions=actions))
    view = register.record("RFC-2026-0010")
    assert view is not None
    rows = tuple(actions[entry.action] for entry in view.progress.entries)
    other = replace(view, progress=replace(view.progress, rows=rows))
    assert "approval" not in forms_reached(other)
    ctx = context(replace(register, records=(other,), authority=authority))
    seen = told(pdf_of(ctx, "RFC-2026-0010", "request"))
    assert squeezed("Risiko menunda lebih besar daripada waktu henti 15 menit.") in seen
    assert "800/012/Plh/2026" in seen


# --- what stands on them ---


def test_the_acting_heads_decision_names_capacity_and_letter(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    seen = told(pdf_of(context(register, "id", indonesian), "RFC-2026-0010", "approval"))
    for words in (
        "Keputusan atas Perubahan Mendesak",
        "Fajar Contoh",
        "Plh. (Pelaksana Harian)",
        "800/012/Plh/2026",
        "10 Maret 2026, 09.25 WITA",
        "Halaman 1 dari 1",
    ):
        assert squeezed(words) in seen


def test_a_substitute_and_a_correction_are_told(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    ctx = context(register, "id", indonesian)
    assert squeezed("Pengganti (Pemisahan Tugas)") in told(
        pdf_of(ctx, "RFC-2026-0023", "evaluation")
    )
    assert squeezed("Diralat oleh butir 11") in told(pdf_of(ctx, "RFC-2026-0022"))


def test_sheets_are_counted_for_each_paper(register: Register) -> None:
    long = saying(register, "RFC-2026-0010", description="kata " * 4000)
    pdf = pdf_of(context(long), "RFC-2026-0010", "request", "approval")
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    of_request = len(pages) - 1
    assert of_request > 4
    for number, page in enumerate(pages[:-1], 1):
        assert page.endswith(f"Page{number}of{of_request}") or f"Page{number}of{of_request}" in page
    assert "Page1of1" in pages[-1]


def test_the_digest_is_that_of_the_records_file(
    register: Register, files: Mapping[str, bytes]
) -> None:
    seen = told(pdf_of(context(register), "RFC-2026-0010", "request"))
    assert sha256(files["changes/2026/RFC-2026-0010.yaml"]).hexdigest() in seen
    assert squeezed("Sample data: nobody signed these steps.") in seen


def proved(register: Register, number: str) -> Register:
    """Return the register as an audit leaves it that found a proof for each step of a record."""
    view = register.record(number)
    assert view is not None
    steps = tuple(
        JudgedStep(**{**step.__dict__, "proof": _proof(step), "landing": "c" * 40})
        for step in view.steps
    )
    office = replace(register.authority.office, sample=False)
    views = tuple(replace(v, steps=steps) if v is view else v for v in register.records)
    return replace(register, records=views, authority=replace(register.authority, office=office))


def _proof(step: JudgedStep) -> Proof:
    return Proof(step.entry.by, ProofKind.SIGNATURE, step.entry.at, "d" * 40, "SHA256:kunci")


def test_the_state_of_proof_is_the_judges(audited: Register) -> None:
    office = proved(audited, "RFC-2026-0008")
    seen = told(pdf_of(context(office), "RFC-2026-0008", "approval"))
    assert "10of10stepsareproved;nothingwasfoundagainstthem" in seen
    assert f"proved,commit{'d' * 10}" in seen
    assert f"gitshow{'c' * 12}:changes/2026/RFC-2026-0008.yaml|sha256sum" in seen
    unproved = told(pdf_of(context(proved(audited, "RFC-2026-0001")), "RFC-2026-0008", "approval"))
    assert "0of10stepsareproved" in unproved
    assert "nothingwasfoundagainstthem" not in unproved


def test_a_paper_leads_to_its_page_where_the_office_has_one(register: Register) -> None:
    address = "https://lpse.contoh.go.id/perubahan/rfc/RFC-2026-0010/"
    ctx = context(placed(register, "https://lpse.contoh.go.id/perubahan"))
    (paper,) = papers_of(ctx.records["RFC-2026-0010"], ("request",), ctx)
    assert paper.authenticity.code == str(qr_code(address)).replace("currentColor", "#000")
    pdf = pdf_of(ctx, "RFC-2026-0010", "request")
    assert address in told(pdf)
    assert faults_of_pdf_a(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        told_as = [
            str(o.Alt)
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert told_as == [f"QR code: the address of this page {address}"]
    (bare,) = papers_of(register.records[9], ("request",), context(register))
    assert (bare.authenticity.code, bare.authenticity.address) == ("", "")


def test_what_is_restricted_is_on_internal_papers_only(register: Register) -> None:
    outsider = next(view for view in register.records if not view.record.requester)
    contact = squeezed(outsider.record.request["requester"]["contact"])
    public = told(pdf_of(context(register), outsider.record.id))
    internal = told(pdf_of(context(register, internal=True), outsider.record.id))
    assert contact not in public
    assert contact in internal
    mark = squeezed("FOR THE OFFICE ONLY")
    assert mark not in public
    assert internal.count(mark) == len(forms_reached(outsider))


def test_a_restricted_attachment_is_its_digest_alone(register: Register) -> None:
    (entry,) = [
        entry
        for entry in register.records[12].record.journal
        if any(row.get("restricted") for row in entry.evidence.get("attachments", ()))
    ]
    row = next(row for row in entry.evidence["attachments"] if row.get("restricted"))
    public = told(pdf_of(context(register), "RFC-2026-0013"))
    internal = told(pdf_of(context(register, internal=True), "RFC-2026-0013"))
    assert row["sha256"] in public
    assert squeezed(row["name"]) not in public
    assert squeezed(row["name"]) in internal


@pytest.mark.parametrize(("internal", "shown"), [(False, False), (True, True)])
@pytest.mark.parametrize("also_public", [False, True])
def test_what_changed_in_an_asset_is_told_as_far_as_it_may_be(
    register: Register, internal: bool, shown: bool, also_public: bool
) -> None:
    view = next(a for a in register.assets if a.asset.id == "NET-0001")
    after = {**view.asset.data, "ip_addresses": ["10.9.8.7"]}
    if also_public:
        after["location"] = "Ruang uji"
    events = tuple(replace(e, before=view.asset.data, after=after) for e in view.history)
    assets = tuple(replace(a, history=events) if a is view else a for a in register.assets)
    ctx = context(replace(register, assets=assets), internal=internal)
    seen = told(pdf_of(ctx, "RFC-2026-0010", "release"))
    assert ("10.9.8.7" in seen) is shown
    assert ("Ruanguji" in seen) is also_public
    hidden = squeezed("What changed is restricted information")
    assert (hidden in seen) is (not shown and not also_public)


# --- PDF/A, and what people may write ---


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("number", ["RFC-2026-0010", "RFC-2026-0007", "RFC-2026-0023"])
def test_papers_are_pdf_a(
    register: Register, indonesian: Callable[[str], str], number: str, language: str
) -> None:
    translate = indonesian if language == "id" else str
    pdf = pdf_of(context(register, language, translate), number)
    assert faults_of_pdf_a(pdf) == []
    assert typefaces(pdf) <= TYPEFACES
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert all(round(float(page.mediabox.height)) == 842 for page in reader.pages)


def test_a_pdf_that_is_no_pdf_a_is_found_out(register: Register) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(context(register), "RFC-2026-0031"))) as document:
        del document.Root.OutputIntents
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")
        spoilt = io.BytesIO()
        document.save(spoilt)
    assert {"no output intent", "holds /OpenAction"} <= set(faults_of_pdf_a(spoilt.getvalue()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_a_command(register: Register, text: str) -> None:
    changed = saying(
        register, "RFC-2026-0010", title=text, description=text, services=[text, "SPSE"]
    )
    pdf = pdf_of(context(changed), "RFC-2026-0010", "request", "approval")
    seen = told(pdf)
    assert seen.count(squeezed(text)) >= 4
    assert "root:x:0:" not in seen
    assert faults_of_pdf_a(pdf) == []


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_whatever_people_write_can_be_filed(register: Register, text: str) -> None:
    changed = saying(register, "RFC-2026-0010", title=text, description=text)
    pdf = pdf_of(context(changed), "RFC-2026-0010", "request")
    assert faults_of_pdf_a(pdf) == []
    assert typefaces(pdf) <= TYPEFACES
    assert "Authenticity" in told(pdf)


def test_a_sign_that_no_typeface_has_stands_by_its_number(register: Register) -> None:
    seen = told(
        pdf_of(context(saying(register, "RFC-2026-0010", title="Aman 😀 漢")), "RFC-2026-0010")
    )
    assert "Aman[U+1F600][U+6F22]" in seen
    assert squeezed("A sign that the typeface lacks") in seen
    assert squeezed("A sign that the typeface lacks") not in told(
        pdf_of(context(register), "RFC-2026-0010")
    )


def test_twenty_sheets_of_text_lose_no_word(register: Register) -> None:
    words = [f"kata{number:05}" for number in range(12_000)]
    text = "\n\n".join(" ".join(words[at : at + 100]) for at in range(0, len(words), 100))
    pdf = pdf_of(
        context(saying(register, "RFC-2026-0010", description=text)), "RFC-2026-0010", "request"
    )
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 20
    found = re.findall(r"kata\d{5}", told(pdf))
    assert found == words


def test_a_long_word_is_broken_at_the_margin(register: Register) -> None:
    """A w is 7 points wide and its column 330: no line holds more than fit."""
    changed = saying(register, "RFC-2026-0010", description="w" * 900)
    reader = PdfReader(io.BytesIO(pdf_of(context(changed), "RFC-2026-0010", "request")))
    text = "".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    lines = [len(found) for found in re.findall("w{5,}", text)]
    assert sum(lines) == 900
    assert max(lines) * 7 < 360


def test_the_template_reads_nothing(register: Register) -> None:
    source = TEMPLATE.decode()
    for command in ("read(", "import", "include", "plugin(", "eval(", "@preview", "sys.version"):
        assert command not in source
    assert source.count("image(") == source.count("bytes(told.code)") == 1


@pytest.mark.parametrize("number", ["RFC-2026-0010", "RFC-2026-0029"])
def test_a_paper_is_the_same_at_any_time(audited: Register, number: str) -> None:
    later = context(audited, now=datetime.fromisoformat("2031-01-01T00:00:00+08:00"))
    assert pdf_of(context(audited), number) == pdf_of(later, number)


def test_a_paper_is_the_same_whatever_else_is_recorded(audited: Register) -> None:
    alone = replace(audited, records=audited.records[:10], assets=audited.assets)
    assert pdf_of(context(alone), "RFC-2026-0010") == pdf_of(context(audited), "RFC-2026-0010")
