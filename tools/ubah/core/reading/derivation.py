"""The parts of change.schema.json that sop.yaml implies: written once there, derived here."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ubah.core.diagnostics import Label
from ubah.core.sop import Action, EvidenceField, Sop


def derive_change_schema(base: Mapping[str, Any], sop: Sop) -> dict[str, Any]:
    """Return change.schema.json with everything that sop.yaml already says filled in."""
    schema = copy.deepcopy(dict(base))
    defs = schema["$defs"]
    schema["properties"]["status"]["enum"] = list(sop.states)
    defs["category"]["enum"] = list(sop.categories)
    defs["level"]["enum"] = list(sop.levels)
    for name in [name for name in defs if name.startswith("evidence_")]:
        del defs[name]
    entry = _entry_schema(defs["entry"], sop)
    entry["allOf"] = []
    for action in sop.actions.values():
        defs[f"evidence_{action.name}"] = evidence_schema(action)
        then: dict[str, Any] = {
            "properties": {"evidence": {"$ref": f"#/$defs/evidence_{action.name}"}}
        }
        if any(field.required for field in action.evidence.values()):
            then["required"] = ["evidence"]
        entry["allOf"].append(
            {"if": {"properties": {"action": {"const": action.name}}}, "then": then}
        )
    defs["entry"] = entry
    return schema


def entry_schema(change: Mapping[str, Any], sop: Sop, action: Action) -> dict[str, Any]:
    """Return the schema of one action's entries, with change.schema.json's definitions."""
    schema = _entry_schema(change["$defs"]["entry"], sop)
    schema["properties"]["evidence"] = evidence_schema(action)
    if any(field.required for field in action.evidence.values()):
        schema["required"] = [*schema["required"], "evidence"]
    return {**schema, "$defs": change["$defs"]}


def record_schema(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return change.schema.json with entries left open, for judging entry by entry."""
    schema = copy.deepcopy(dict(change))
    schema["$defs"]["entry"] = {"type": "object"}
    return schema


def frame_schema(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return `record_schema` with the request left open as well."""
    schema = record_schema(change)
    schema["$defs"]["request"] = {"type": "object"}
    return schema


def _entry_schema(entry: Mapping[str, Any], sop: Sop) -> dict[str, Any]:
    kept = {key: entry[key] for key in ("title", "description") if key in entry}
    return {
        **kept,
        "type": "object",
        "additionalProperties": False,
        "required": ["action", "by", "at"],
        "properties": {
            "action": {"title": "Langkah / Action", "enum": list(sop.actions)},
            "by": {"$ref": "#/$defs/person", "title": "Oleh / By"},
            "capacity": {"title": "Bertindak Selaku / Capacity", "enum": list(sop.capacities)},
            "appointment": {
                "$ref": "#/$defs/line",
                "title": "Nomor Surat Penunjukan / Letter of appointment",
            },
            "at": {"$ref": "#/$defs/time", "title": "Waktu / Time"},
            "evidence": {"title": "Data Dukung / Evidence", "type": "object"},
        },
    }


def evidence_schema(action: Action) -> dict[str, Any]:
    """Return the schema of one action's evidence."""
    return {
        "title": f"Data Dukung: {_both(action.label)}",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in action.evidence.values() if field.required],
        "properties": {field.name: _field_schema(field) for field in action.evidence.values()},
    }


def _field_schema(field: EvidenceField) -> dict[str, Any]:
    return {**field.schema, "title": _both(field.label)}


def _both(label: Label) -> str:
    return f"{label.id} / {label.en}"
