"""A register of any size, made in memory from the sample: no two of its requests are alike.

Titles, texts, people, assets and dates differ from request to request, so that nothing which is
kept for many pages (a diagram, a row, a name) makes a benchmark look better than an office is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ubah.core.model import Entry, Proof, ProofKind
from ubah.core.register.views import RecordView, Register

PER_YEAR = 2000
_TEXTS = frozenset({"description", "reason", "rationale", "assessment", "work_log", "summary"})
_PLACES = ("gudang", "loket", "ruang server", "aula", "kecamatan", "dinas", "balai", "kantor")


def large_register(register: Register, count: int) -> Register:
    """Return a register with ``count`` requests; the sample's own ones are the last of them."""
    own = register.records  # the assets' histories lead to them
    more = tuple(
        _varied(own[number % len(own)], number, register) for number in range(count - len(own))
    )
    return replace(register, records=(*more, *own)[-count:])


def _varied(view: RecordView, number: int, register: Register) -> RecordView:
    name = f"RFC-{2020 + number // PER_YEAR}-{number % PER_YEAR + 1:04}"
    shift = timedelta(hours=number % 4001)
    assets = [asset.asset.id for asset in register.assets]
    request = {
        **_told(view.record.request, number),
        "title": f"{view.record.request['title']} {_PLACES[number % 8]} {number}",
        "affected_assets": [assets[number % len(assets)], assets[number * 7 % len(assets) - 1]],
    }
    entries = tuple(_entry(entry, number, shift) for entry in view.progress.entries)
    record = replace(view.record, id=name, request=request, journal=entries)
    steps = tuple(
        replace(
            step,
            record=name,
            entry=entries[step.entry.number - 1],
            effective=step.effective - shift,
            landing=f"{number:08x}{step.entry.number:032x}",
            proof=Proof(
                step.entry.by,
                ProofKind.SIGNATURE,
                step.effective - shift,
                f"{number:08x}{step.entry.number + 4096:032x}",
                "SHA256:" + f"{number % 17:043}",
            ),
        )
        for step in view.steps
    )
    progress = replace(
        view.progress,
        entries=entries,
        effective=tuple(time - shift for time in view.progress.effective),
    )
    return RecordView(f"changes/{name[4:8]}/{name}.yaml", record, steps, progress)


def _entry(entry: Entry, number: int, shift: timedelta) -> Entry:
    return replace(entry, at=entry.at - shift, evidence=_told(entry.evidence, number))


def _told(part: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        key: f"{value} Butir {number} di {_PLACES[number % 7]}." if key in _TEXTS else value
        for key, value in part.items()
    }
