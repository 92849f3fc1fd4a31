"""The register as one JSON document, described by register.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.model import JudgedStep
from ubah.core.register.choosing import RequestChoice
from ubah.core.register.retrospective import Retrospective
from ubah.core.register.views import AssetView, RecordView
from ubah.publish.exports.feeds import step_urn
from ubah.publish.exports.public import public_asset, public_evidence, public_request
from ubah.publish.gathered.context import Context

VERSION = 2
"""Since 2, ``id`` is a URN that no other office has; what people call a record stands in ``number``."""


def to_json(ctx: Context) -> bytes:
    """Return the whole register; what is restricted only in the internal edition."""
    register = ctx.register
    document = {
        "version": VERSION,
        "id": ctx.identity.urn(),
        "as_of": ctx.now.isoformat(),
        "internal": ctx.internal,
        "office": register.authority.office.name,
        "sop": dict(register.authority.sop.edition),
        "audit": {
            "verdict": register.audit.verdict.value,
            "trust_root": register.audit.trust_root,
            "tip": register.audit.tip,
            "landings": register.audit.landings,
        },
    }
    if not ctx.choice.all:
        document["chosen"] = _chosen(ctx.choice)
    lists = {
        "records": (_record(view, ctx) for view in register.records),
        "assets": (_asset(view, ctx) for view in register.assets),
    }
    return "".join(_written(document, lists)).encode()


def _chosen(choice: RequestChoice) -> dict[str, str]:
    """Return what the records had to be: whoever reads a part must not take it for the whole."""
    asked = {
        "period": choice.period,
        "state": choice.state,
        "kind": choice.kind,
        "category": choice.category,
    }
    return {name: value for name, value in asked.items() if value}


def _written(
    document: dict[str, Any], lists: Mapping[str, Iterator[dict[str, Any]]]
) -> Iterator[str]:
    """Yield the document's text, a record or an asset a line: small, quick, and fit for a diff."""
    dumps = json.JSONEncoder(ensure_ascii=False).encode
    yield "{\n" + ",\n".join(f"{dumps(name)}: {dumps(part)}" for name, part in document.items())
    for name, rows in lists.items():
        yield f",\n{dumps(name)}: [\n" + ",\n".join(dumps(row) for row in rows) + "\n]"
    yield "\n}\n"


def _record(view: RecordView, ctx: Context) -> dict[str, Any]:
    standing = ctx.standings[view.record.id]
    judged = {step.entry.number: step for step in view.steps}
    return {
        "id": ctx.identity.urn("record", view.record.id),
        "number": view.record.id,
        "status": view.record.status,
        "kind": standing.kind,
        "overdue": standing.overdue,
        "retrospective": _retrospective(standing.retrospective),
        "people": {
            part: [
                {"id": party.person, "name": ctx.person(party.person)}
                if party.person
                else {"name": party.name, "organisation": party.organisation}
                for party in parties
            ]
            for part, parties in ctx.people(view).items()
        },
        "request": public_request(view, ctx),
        "journal": [
            {
                "id": step_urn(view, entry, ctx),
                "action": entry.action,
                "by": entry.by,
                "at": entry.at.isoformat(),
                "capacity": entry.capacity,
                "appointment": entry.appointment,
                "evidence": public_evidence(entry, ctx),
                **_judged(judged.get(entry.number)),
            }
            for entry in view.record.journal
        ],
    }


def _retrospective(told: Retrospective | None) -> dict[str, Any] | None:
    """Return what a request stands for that came after its work."""
    if told is None:
        return None
    return {
        "class": told.kind.value,
        "performed_at": told.performed_at.isoformat(),
        "oral_approval": told.oral
        and {"by": told.oral.by, "at": told.oral.at.isoformat(), "channel": told.oral.channel},
        "confirmed_at": told.confirmed.at.isoformat() if told.confirmed else None,
    }


def _judged(step: JudgedStep | None) -> dict[str, Any]:
    if step is None:
        return {"effective": None, "landing": "", "proof": None, "findings": []}
    proof = step.proof
    return {
        "effective": step.effective.isoformat(),
        "landing": step.landing,
        "proof": proof
        and {
            "kind": proof.kind.value,
            "time": proof.time.isoformat(),
            "commit": proof.commit,
            "key": proof.key,
            "account": proof.account,
            "evidence": proof.evidence,
            "binding": proof.binding.value,
            "untouched": proof.untouched.value,
        },
        "findings": [f"{finding.rule} {finding.severity.value}" for finding in step.findings],
    }


def _asset(view: AssetView, ctx: Context) -> dict[str, Any]:
    return {
        **public_asset(view, ctx),
        "id": ctx.identity.urn("asset", view.asset.id),
        "number": view.asset.id,
        "value": view.asset.value,
        "history": [
            {
                "record": event.record,
                "change": event.kind,
                "intended": event.intended,
                "at": event.at.isoformat(),
                "landing": event.landing,
            }
            for event in view.history
        ],
    }
