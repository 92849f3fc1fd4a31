from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.render import render

INDONESIAN = {
    "{by} is not {office}": "{by} bukan {office}",
    "added {a}": "{b} ditambahkan",
    "a text": "teks",
}
STATE = Label("Diajukan", "Submitted")


def in_indonesian(message: object) -> str:
    return render(message, lambda text: INDONESIAN.get(text, text), "id")  # type: ignore[arg-type]


def in_english(message: object) -> str:
    return render(message, str, "en")  # type: ignore[arg-type]


def test_a_message_is_translated_and_filled() -> None:
    message = msg("{by} is not {office}", by="budi", office=Label("Pemohon", "Requester"))
    assert in_indonesian(message) == "budi bukan Pemohon"
    assert in_english(message) == "budi is not Requester"


def test_a_message_within_a_message_is_translated_too() -> None:
    inner = msg("a text")
    assert in_indonesian(msg("wanted: {form}", form=inner)) == "wanted: teks"


def test_braces_in_a_value_are_text() -> None:
    message = msg("{a} and {b}", a="{b}", b="{a.__class__}")
    assert in_english(message) == "{b} and {a.__class__}"


def test_no_attribute_index_or_format_is_reached_through_a_placeholder() -> None:
    message = Message("{a.__class__} {a[0]} {a!r} {a:>9} {{a}} {0} {}", (("a", "x"),))
    assert in_english(message) == "{a.__class__} {a[0]} {a!r} {a:>9} {x} {0} {}"


def test_a_translation_may_lack_or_add_a_placeholder() -> None:
    assert in_indonesian(msg("added {a}", a="x")) == "{b} ditambahkan"


def test_tuples_are_joined_by_what_they_hold() -> None:
    assert in_english((STATE, "draft")) == "Submitted, draft"
    assert in_indonesian((STATE, "draft")) == "Diajukan, draft"
    assert in_indonesian((msg("a text"), msg("a list"))) == "teks; a list"
    assert in_english(()) == ""


def test_numbers_and_words_stand_for_themselves() -> None:
    assert in_english(msg("{count} entries of {name}", count=0, name="")) == "0 entries of "


def test_a_problem_told_to_a_log_has_its_values() -> None:
    inner = msg("{path}: {kind}", path="a.yaml", kind=Label("rusak", "broken"))
    problem = CannotRun(msg("unreadable: {why}; {who} {gone}", why=(inner, inner), who=("a", "b")))
    assert str(problem) == "unreadable: a.yaml: broken; a.yaml: broken; a, b {gone}"
