import io
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from ubah.edge.system import catalogues


def test_english_is_what_the_source_says() -> None:
    assert catalogues.load("en")("the file is empty") == "the file is empty"


def test_what_has_no_translation_stays_english() -> None:
    assert catalogues.load("id")("no such sentence {x}") == "no such sentence {x}"


def test_a_language_without_a_catalogue_is_english() -> None:
    assert catalogues.load("xx")("the file is empty") == "the file is empty"
    assert catalogues.load("../id")("the file is empty") == "the file is empty"


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_a_catalogue_is_read_as_babel_reads_it(domain: str) -> None:
    source = files("ubah").joinpath("locale", "id", "LC_MESSAGES", f"{domain}.po").read_bytes()
    entries = read_po(io.BytesIO(source), locale="id")
    wanted = {entry.id: entry.string for entry in entries if entry.id and entry.string}
    assert len(wanted) > 500
    assert dict(catalogues.pairs(source.decode())) == wanted


TRICKY = r'''# a comment
msgid ""
msgstr ""
"Language: id\n"

#: somewhere.py
msgid "said \"so\", a tab\tand\\na backslash"
msgstr "kata \"itu\"\n"

msgid ""
"on two "
"lines"
msgstr "satu"
" dua"

#, python-format
msgid "flagged"
msgstr "bertanda"

#, fuzzy
#| msgid "old"
msgid "guessed"
msgstr "tebakan"

msgid "nothing yet"
msgstr ""

#~ msgid "gone"
#~ msgstr "hilang"

msgid "last"
msgstr "akhir"'''


def test_what_translators_write_is_read_as_babel_reads_it() -> None:
    known = dict(catalogues.pairs(TRICKY))
    assert known == {
        'said "so", a tab\tand\\na backslash': 'kata "itu"\n',
        "on two lines": "satu dua",
        "flagged": "bertanda",
        "last": "akhir",
    }
    entries = read_po(io.BytesIO(TRICKY.encode()), locale="id")
    assert known == {e.id: e.string for e in entries if e.id and e.string and not e.fuzzy}
