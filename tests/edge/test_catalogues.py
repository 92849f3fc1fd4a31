from ubah.edge.system import catalogues


def test_english_is_what_the_source_says() -> None:
    assert catalogues.load("en")("the file is empty") == "the file is empty"


def test_what_has_no_translation_stays_english() -> None:
    assert catalogues.load("id")("no such sentence {x}") == "no such sentence {x}"


def test_a_language_without_a_catalogue_is_english() -> None:
    assert catalogues.load("xx")("the file is empty") == "the file is empty"
    assert catalogues.load("../id")("the file is empty") == "the file is empty"
