"""What libyaml says of a file that is no YAML, as sentences of ours."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.diagnostics import Message, msg

_OPEN = msg("a list or group in brackets is not closed, or lacks a comma")
_KEY = msg("a line “field: value” was expected here; the indentation may be wrong")
_QUOTE = msg("a text in quotation marks is not closed")
_ESCAPE = msg("what stands behind the backslash is no escape; write the text in single quotes")
_START = msg("a value cannot begin with this character; put the text in quotation marks")
_TAB = msg("a tab stands where spaces belong")
_COLON = msg("a colon stands where none belongs; put the text in quotation marks")
_DASH = msg("a line of a list (- value) was expected here, or stands where none belongs")

_WORDS: Mapping[str, Message] = {
    "did not find expected ',' or ']'": _OPEN,
    "did not find expected ',' or '}'": _OPEN,
    "did not find expected node content": _START,
    "did not find expected key": _KEY,
    "could not find expected ':'": msg("a colon behind the field's name is missing"),
    "did not find expected '-' indicator": _DASH,
    "block sequence entries are not allowed in this context": _DASH,
    "mapping values are not allowed in this context": _COLON,
    "mapping keys are not allowed in this context": _COLON,
    "found unexpected ':'": _COLON,
    "found unexpected end of stream": _QUOTE,
    "found unexpected document indicator": _QUOTE,
    "found character that cannot start any token": _START,
    "found unknown escape character": _ESCAPE,
    "did not find expected hexdecimal number": _ESCAPE,
    "found invalid Unicode character escape code": _ESCAPE,
    "found a tab character where an indentation space is expected": _TAB,
    "found a tab character that violates indentation": _TAB,
    "did not find expected <document start>": msg("the file goes on where it should have ended"),
}
_UNKNOWN = msg("something stands here that does not belong")


def yaml_problem(said: str) -> Message:
    """Return what is wrong, for people; words that are not known become a general sentence."""
    return _WORDS.get(said, _UNKNOWN)
