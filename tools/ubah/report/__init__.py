"""Reports as text: for people, for a forge's annotations, for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ubah.core.render import Translate
from ubah.report import github, json, junit, sarif, text
from ubah.report.model import Report

Format = Callable[[Report, str, Translate], str]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": text.render,
        "github": github.render,
        "json": json.render,
        "sarif": sarif.render,
        "junit": junit.render,
    }
)
"""Every format by its name on the command line."""


def render(
    report: Report, format: str, language: str, translate: Translate, *, colour: bool = False
) -> str:
    """Return ``report`` in ``format``, its sentences in ``language``; it ends with a line feed.

    ``colour`` is for a terminal and only changes the format ``text``.

    Raises:
        ValueError: if there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format}")
    if format == "text":
        return text.render(report, language, translate, colour=colour)
    return FORMATS[format](report, language, translate)


__all__ = ["FORMATS", "Report", "render"]
