"""The trailer lines of vouchers: what is written is read back, and nothing else is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.journals import base_authority
from ubah.core.plain import plain_text, says_something
from ubah.core.proof.decision import decided_evidence, decided_steps
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import (
    BrokenVoucher,
    attested_landing,
    read_voucher,
    read_vouchers,
    renumbering,
    text_digest,
    voucher_line,
)
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.source import parse
from ubah.core.voucher import AT_DESK, Binding, Untouched, Voucher, VoucherKind

HEX = st.text("0123456789abcdef", min_size=40, max_size=40)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format)
ZONES = st.sampled_from((UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=9))))
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=ZONES).map(
    lambda moment: moment.replace(microsecond=0)
)
BASE = Voucher(
    forge="github.com",
    account=301,
    kind=VoucherKind.REVIEW,
    evidence_id="4711",
    commit="a" * 40,
    base="b" * 40,
    time=datetime(2026, 2, 2, 8, 45, tzinfo=timezone(timedelta(hours=8))),
    digest="sha256:" + "c" * 64,
)


@st.composite
def vouchers(draw: Any) -> Voucher:
    kind = draw(st.sampled_from(list(VoucherKind)))
    more: dict[str, Any] = {}
    if kind in (VoucherKind.ISSUE, VoucherKind.DECISION):
        more["text"] = draw(DIGESTS)
    if kind is VoucherKind.DECISION:
        more["state"] = draw(st.sampled_from(("approved", "changes_requested")))
    if kind in (VoucherKind.DECISION, VoucherKind.DESK):
        more["before"] = draw(HEX)
    if kind in AT_DESK:
        more["known"], more["shown"] = draw(st.sampled_from(("proxy", "link"))), draw(DIGESTS)
    if kind is VoucherKind.DESK:
        more["action"] = draw(st.sampled_from(("approve", "accept+classify_normal")))
    if kind in (VoucherKind.REVIEW, VoucherKind.DECISION):
        more["binding"] = draw(st.sampled_from((Binding.COMMIT, Binding.VERSION)))
    if kind in (VoucherKind.ISSUE, VoucherKind.DECISION):
        more["untouched"] = draw(st.sampled_from((Untouched.TOLD, Untouched.SETTINGS)))
    return replace(
        BASE,
        kind=kind,
        forge=draw(st.sampled_from(("github.com", "git.lpse.example:3000"))),
        account=draw(st.integers(1, 10**17)),
        evidence_id=draw(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)),
        commit=draw(HEX),
        base=draw(HEX),
        time=draw(TIMES),
        digest=draw(DIGESTS),
        **more,
    )


@given(vouchers())
def test_what_is_written_is_read_back(voucher: Voucher) -> None:
    key, value = voucher_line(voucher, "kepala").split(": ", 1)
    assert key == "Ubah-Proof"
    assert read_voucher(value) == (voucher, "kepala")


NO_VOUCHERS: dict[str, Voucher] = {
    "an approval that nothing binds": replace(BASE, binding=Binding.UNBOUND),
    "an authorship without a commit": replace(
        BASE, kind=VoucherKind.AUTHORSHIP, binding=Binding.VERSION
    ),
    "a form whose editors are not known": replace(
        BASE, kind=VoucherKind.ISSUE, text=BASE.digest, untouched=Untouched.UNKNOWN
    ),
    "a review by its text": replace(BASE, untouched=Untouched.SETTINGS),
}


@pytest.mark.parametrize("what", NO_VOUCHERS)
def test_what_proves_too_little_has_no_line(what: str) -> None:
    with pytest.raises(ValueError, match="forge="):
        voucher_line(NO_VOUCHERS[what], "kepala")


@pytest.mark.parametrize(
    "words",
    ["binding=unbound", "binding=commit", "untouched=unknown", "untouched=settings", "binding=",
     "binding=version binding=version", "binding=version digest=x"],
)  # fmt: skip
def test_a_line_that_says_less_than_it_may_is_read_by_nobody(words: str) -> None:
    line = voucher_line(BASE, "kepala").partition(": ")[2]
    assert isinstance(read_voucher(f"{line} {words}"), BrokenVoucher)
    strong = voucher_line(replace(BASE, binding=Binding.VERSION), "kepala").partition(": ")[2]
    assert strong == f"{line} binding=version"


@given(vouchers(), st.text(max_size=12), st.integers(0, 400), st.integers(0, 3))
def test_a_line_with_anything_put_in_is_another_voucher_or_none(
    voucher: Voucher, text: str, index: int, cut: int
) -> None:
    value = voucher_line(voucher, "kepala").split(": ", 1)[1]
    index = min(index, len(value))
    changed = value[:index] + text + value[index + cut :]
    read = read_voucher(changed)
    if not isinstance(read, BrokenVoucher):
        assert voucher_line(read[0], read[1]).split(": ", 1)[1] == changed


@pytest.mark.parametrize(
    "change",
    [
        {"forge": "github.com person=sekda"},
        {"forge": "github.com\nUbah-Proof: x"},
        {"forge": "github.com:"},
        {"forge": "github.com:x"},
        {"evidence_id": "1 2"},
        {"evidence_id": ""},
        {"account": 0},
        {"account": -1},
        {"commit": "abc"},
        {"digest": "sha256:x"},
        {"time": datetime(2026, 2, 2, 8, 45)},
    ],
    ids=str,
)
def test_what_cannot_stand_in_a_line_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="review"):
        voucher_line(replace(BASE, **change), "kepala")


@pytest.mark.parametrize("person", ["kepala\n", "kepala x", "Kepala", ""])
def test_a_person_is_an_id(person: str) -> None:
    with pytest.raises(ValueError, match="review"):
        voucher_line(BASE, person)


def test_vouchers_are_the_trailers_of_a_message() -> None:
    line = voucher_line(BASE, "kepala")
    assert list(read_vouchers(trailers(f"Gabungkan\n\n{line}\n"))) == [(BASE, "kepala")]
    assert list(read_vouchers(trailers(f"Gabungkan\n\n{line}\n\nAkhir.\n"))) == []
    assert list(read_vouchers(trailers(f"{line}\n"))) == []
    assert len(list(read_vouchers(trailers(f"x\n\n{line}\nUbah-Proof: review\n")))) == 2


def test_an_attestation_names_one_landing() -> None:
    one, two = "a" * 40, "b" * 40
    assert attested_landing((("Ubah-Attests", one),)) == one
    assert attested_landing((("Ubah-Attests", one), ("Ubah-Attests", two))) == ""
    assert attested_landing((("Ubah-Attests", "main"),)) == ""
    assert attested_landing(()) == ""


def test_a_renumbering_names_two_numbers() -> None:
    assert renumbering((("Ubah-Renumbered", "A B"),)) == ("A", "B")
    assert renumbering((("Ubah-Renumbered", "A"),)) is None
    assert renumbering((("Ubah-Renumbered", "A B"), ("Ubah-Renumbered", "A C"))) is None


@given(st.text())
def test_plain_text_can_stand_in_a_record(text: str) -> None:
    plain = plain_text(text)
    assert plain_text(plain) == plain
    document, findings = parse(dump({"text": plain}).encode(), "x.yaml")
    assert findings == ()
    assert document is not None
    assert document.value == {"text": plain}
    assert text_digest(plain).startswith("sha256:")


def test_plain_text_keeps_what_people_type() -> None:
    assert plain_text("  Setuju.\r\n\r\n- satu\tdua  \r\n") == "Setuju.\n\n- satu dua"
    assert plain_text("\u202eabc\x00") == "abc"
    assert plain_text("bukan\u200b men\u00addesak\u3164") == "bukan mendesak"
    assert plain_text("👩‍💻 ✔️") == "👩‍💻 ✔️"


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u3164\u2800", "\U000e0041", "\u200d\ufe0f"]
)
def test_what_shows_nothing_says_nothing(text: str) -> None:
    assert not says_something(text)
    assert not says_something(plain_text(text))
    assert says_something(f"{text}a")


def test_an_approval_without_words_carries_no_evidence() -> None:
    assert (
        decided_evidence(decided_steps(base_authority().sop, "awaiting_head")["approved"], "") == {}
    )
    assert decided_evidence(
        decided_steps(base_authority().sop, "reported")["approved"], "Baik."
    ) == {"notes": "Baik."}


@pytest.mark.parametrize("offset", ["+07:60", "+24:00", "+8:00"])
def test_an_offset_that_is_none(offset: str) -> None:
    value = voucher_line(BASE, "kepala").split(": ", 1)[1]
    assert isinstance(read_voucher(value.replace("+08:00", offset)), BrokenVoucher)
