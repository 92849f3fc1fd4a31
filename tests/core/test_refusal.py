"""Which code a refusal of the head's bears: told by words of its own, never guessed (SOP step 5)."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sop.journals import base_authority
from ubah.core.plain import plain_text
from ubah.core.proof.decision import decided_evidence, decided_steps, says_as_decided
from ubah.core.proof.refusal import CODE_LINES, refusal_code

RETURN = decided_steps(base_authority().sop, "awaiting_head")["changes_requested"]

NOT_EMERGENCY = (
    "bukan mendesak",
    "Bukan mendesak.",
    "BUKAN MENDESAK",
    '"bukan mendesak"',
    "“Bukan mendesak.”",
    "«bukan mendesak»",
    "**Bukan mendesak**",
    "__Bukan mendesak__:",
    "bukan *mendesak*",
    "`bukan mendesak`",
    "> bukan mendesak",
    "- bukan mendesak",
    "• bukan mendesak",
    "— bukan mendesak",
    "# Bukan mendesak",
    "✓ bukan mendesak",
    "✔️ bukan mendesak",
    "✅ Bukan mendesak",
    "☑ bukan mendesak",
    "Bukan\u00a0mendesak",
    "bukan\u2003\u202fmendesak",
    "bukan  mendesak",
    "  bukan mendesak  ",
    "\uff42\uff55\uff4b\uff41\uff4e\u3000\uff4d\uff45\uff4e\uff44\uff45\uff53\uff41\uff4b",
    "/bukan-mendesak",
    "/Bukan-Mendesak",
    "/bukan\u2011mendesak",
    "\n\n---\n\nbukan mendesak\n\nJadwalkan bulan depan.",
    "Bukan mendesak\nAjukan sebagai perubahan normal; anggarannya tidak layak diburu-buru.",
    "- [x] Bukan mendesak",
    "- [X] bukan mendesak.",
    "* [✓] **Bukan mendesak**",
    "Yth. Pengelola,\n- [x] Bukan mendesak\n- [ ] Tidak layak\nJadwalkan bulan depan.",
    "- [ ] Tidak layak\n- [x] Bukan mendesak",
    "- [ ] Tidak layak\nbukan mendesak",
    "Bukan mendesak [x]\nTidak layak [ ]",
    "Not an emergency",
    "**not an emergency.**\n\nNext month will do.",
    CODE_LINES["not_emergency"].id,
    f"- [x] {CODE_LINES['not_emergency'].en}",
)
NOT_FEASIBLE = (
    "tidak layak",
    "**Tidak layak.**\nAnggarannya tidak ada.",
    "/tidak-layak",
    "> Tidak layak",
    "Not feasible",
    "- [x] Tidak layak\n- [ ] Bukan mendesak",
    f"- {CODE_LINES['not_feasible'].id}",
    CODE_LINES["not_feasible"].en,
)
UNCLEAR = (
    "",
    "   \n> \n---",
    "“Bukan mendesak”, ajukan biasa",
    "Yth. Pengelola,\nbukan mendesak",
    "Ini bukan mendesak",
    "Ini bukan mendesak.",
    "Tidak mendesak",
    "Bukan darurat",
    "Bukan mendesak: minggu depan.",
    "Bukan mendesak?",
    "Bukan mendesak, melainkan darurat",
    "Bukan mendesak,\nmelainkan darurat",
    "Bukan mendesak…",
    "~~Bukan mendesak~~",
    "<!-- bukan mendesak -->",
    "Bukan mendesaknya yang saya ragukan, melainkan anggarannya tidak ada",
    "Bukan mendesak atau tidak, risikonya terlalu besar",
    "Bukan tidak layak",
    "Tidak layak ditolak",
    "Risikonya terlalu besar.",
    "Anggarannya tidak ada, jadi tidak layak.",
    "- [ ] Bukan mendesak",
    "- [ ] Bukan mendesak\n- [ ] Tidak layak",
    "- [x] Bukan mendesak\n- [x] Tidak layak",
    "Bukan mendesak\nTidak layak",
    "> - Bukan mendesak\n> - Tidak layak\n\nYang kedua.",
    "- [x] Sudah saya baca\nBukan mendesak",
    "Bukan mendesak\n\nTidak layak - [x]",
    "Bukan mendesak [ ]",
    "bukanmendesak",
    "mendesak",
    "/bukan-mendesak sekali",
    "bukаn mendesak",  # noqa: RUF001 - a Cyrillic letter
)
CASES = [
    *((text, "not_emergency") for text in NOT_EMERGENCY),
    *((text, "not_feasible") for text in NOT_FEASIBLE),
    *((text, "") for text in UNCLEAR),
]


@pytest.mark.parametrize(("text", "code"), CASES)
def test_a_refusal_says_its_code_in_words_of_its_own(text: str, code: str) -> None:
    plain = plain_text(text)
    assert refusal_code(plain) == code
    wanted = {"reason": plain, "code": code} if code else None
    assert decided_evidence(RETURN, plain) == wanted
    if wanted:
        assert says_as_decided(RETURN, plain, wanted, 2)


@pytest.mark.parametrize(
    ("text", "landed"),
    [
        ("Bukan mendesak: minggu depan.", "not_emergency"),
        ("Ini bukan mendesak.", "not_feasible"),
        ("> bukan mendesak", "not_feasible"),
        ("Risikonya terlalu besar.", "not_feasible"),
    ],
)
def test_what_landed_by_its_first_characters_keeps_its_verdict(text: str, landed: str) -> None:
    other = {"not_emergency": "not_feasible", "not_feasible": "not_emergency"}[landed]
    assert says_as_decided(RETURN, text, {"reason": text, "code": landed}, 1)
    assert not says_as_decided(RETURN, text, {"reason": text}, 1)
    assert not says_as_decided(RETURN, text, {"reason": f"{text} ", "code": landed}, 1)
    if refusal_code(text) != landed:  # an office that has raised the edition has an end of it
        assert not says_as_decided(RETURN, text, {"reason": text, "code": landed}, 2)
    if not refusal_code(text):
        assert not says_as_decided(RETURN, text, {"reason": text, "code": other}, 1)


@pytest.mark.parametrize(
    ("text", "other"),
    [("Bukan mendesak.", "not_feasible"), ("Tidak layak.", "not_emergency")],
)
def test_a_plain_word_binds_to_its_code(text: str, other: str) -> None:
    assert not says_as_decided(RETURN, text, {"reason": text, "code": other}, 1)


WORDS = st.sampled_from(
    ["bukan mendesak", "tidak layak", "Not feasible", "ini", "saya", "- [x]", "- [ ]", ">", "\n"]
)


@given(st.lists(WORDS, max_size=8).map(" ".join))
@example("tidak layak > \n bukan mendesak - [x]")
@example("Bukan mendesak.\n(tidak layak?)")
def test_no_code_without_its_words_alone_on_a_line(text: str) -> None:
    """Counted otherwise: a line that holds the words and no other letters but a tick's."""
    alone = {
        code
        for words, code in (
            ("bukan mendesak", "not_emergency"),
            ("tidak layak", "not_feasible"),
            ("not feasible", "not_feasible"),
        )
        for line in text.casefold().split("\n")
        if re.sub(r"\[x\]|[^a-z ]", "", line).split() == words.split() and "[ ]" not in line
    }
    assert refusal_code(text) in alone | {""}
    if len(alone) != 1:
        assert refusal_code(text) == ""
