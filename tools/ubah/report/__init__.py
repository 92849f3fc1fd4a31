"""Reports as text: for people, for a forge's annotations, for programs."""

from __future__ import annotations

from importlib import import_module

from ubah.core.render import Translate
from ubah.report.model import Report

FORMATS = ("text", "github", "json", "sarif", "junit")
"""Every format by its name on the command line, and by the module here that writes it."""


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
        from ubah.report import text  # only here: a command writes one format

        return text.render(report, language, translate, colour=colour)
    written: str = import_module(f"ubah.report.{format}").render(report, language, translate)
    return written


__all__ = ["FORMATS", "Report", "render"]
