"""Files that a person wrote and hands in: read as what they mean, whatever program wrote them.

The tool writes records itself, in its own form (rule 12 is about those). Notepad writes CRLF, earlier
ones a byte-order mark, PowerShell's ``>`` UTF-16.
"""

from __future__ import annotations

import codecs
import re

from ubah.core.diagnostics import CannotRun, msg

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_APART = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_TAB_IN_TEXT = re.compile(r"(?<=\S)[ \t]*\t[ \t]*")
_AS_UTF8 = msg("save it as UTF-8; in Notepad: File, Save as, Encoding: UTF-8")


def handed_in_text(data: bytes, path: str) -> str:
    """Return the text of a file as UTF-8 with line feeds has it; tabs within a line are blanks.

    Raises:
        CannotRun: if it cannot be told what the bytes mean.
    """
    text = _decoded(data, path).replace("\r\n", "\n").replace("\r", "\n")
    return _TAB_IN_TEXT.sub(" ", _APART.sub(" ", text))


def _decoded(data: bytes, path: str) -> str:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as problem:
        if encoding != "utf-8":
            raise CannotRun(
                msg("{path} is damaged: it ends in half a character", path=path), _AS_UTF8
            ) from None
        line = data.count(b"\n", 0, problem.start) + 1
        raise CannotRun(
            msg(
                "{path}, line {line}: this is not UTF-8 but another encoding, such as Windows-1252",
                path=path,
                line=line,
            ),
            _AS_UTF8,
        ) from None
    if "\0" in text:
        raise CannotRun(
            msg("{path} is UTF-16 without its mark, or no text at all", path=path), _AS_UTF8
        )
    return text
