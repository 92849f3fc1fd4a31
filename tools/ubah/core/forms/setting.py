"""What `--set field=value` means: the text as the type that the field of the evidence has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.reader import read_given, read_words_of
from ubah.core.forms.typed import Misread
from ubah.core.json_schema.parts import dereference
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Json
from ubah.core.strict_yaml.source import parse


def typed(authority: Authority, action: str, name: str, text: str) -> Json:
    """Return ``text`` as what the field ``name`` (``release.outcome``) of ``action`` holds.

    Raises:
        CannotRun: if the text is not understood as such.
    """
    defs = authority.change_schema["$defs"]
    first, *groups = name.split(".")
    known = authority.sop.actions.get(action)
    field = known.evidence.get(first) if known else None
    schema: Mapping[str, Any] = dereference(field.schema, defs) if field else {}
    for group in groups:
        schema = dereference(schema.get("properties", {}).get(group, {}), defs)
    if not schema:
        return text
    if schema.get("type") in ("array", "object"):
        structured = _structured(text)
        if structured is not None:
            return read_given(authority, schema, structured)
        if schema["type"] == "object":
            return text
    found = read_words_of(authority, schema, text)
    if not isinstance(found, Misread):
        return found
    if found.final:
        raise CannotRun(
            msg("--set {name}: {problem}", name=name, problem=found.message), found.hint
        )
    return text  # the judge says what is wrong with it, and with whatever else was given


def _structured(text: str) -> Json:
    """Return what is written in brackets, as YAML writes lists and groups on one line."""
    if not text.lstrip().startswith(("[", "{")):
        return None
    document, _ = parse(f"value: {text}\n".encode(), "")
    value = document.value if document else None
    return value["value"] if isinstance(value, dict) else None
