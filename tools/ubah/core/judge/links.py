"""What a record points to must exist: people, other records, assets (3xx)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.meanings import Meaning
from ubah.core.model import Record
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_path, record_path
from ubah.core.proof.judging import RecordLanding
from ubah.core.rules.references import BROKEN_LINK


def broken_links(
    part: RecordLanding, authority: Authority, before: Container[str], after: Container[str]
) -> Iterator[Finding]:
    """Yield links of the request, and of entries that are new in ``part``, that lead nowhere.

    ``before`` and ``after`` are the paths that were there before the landing, and by it.
    """
    record, file, new_from, exists = part.record, part.file, part.known, after.__contains__
    document = file.document
    place = Place(file.path, record=record.id)

    def missing(pointer: tuple[str | int, ...], name: str) -> Finding:
        position = document.position(pointer) if document else Place().position
        hint = msg("correct the name, or land first what it points to")
        message = msg("{name} does not exist", name=name)
        return error(BROKEN_LINK, place.at(position), message, hint)

    def itself(pointer: tuple[str | int, ...]) -> Finding:
        position = document.position(pointer) if document else Place().position
        hint = msg("name the other request that is meant")
        message = msg("{name} is this request itself", name=record.id)
        return error(BROKEN_LINK, place.at(position), message, hint)

    request = record.request
    for pointer, person in _people(record):
        if person not in authority.roles.persons:
            yield missing(pointer, person)
    supersedes = request.get("supersedes")
    if supersedes == record.id:
        yield itself(("request", "supersedes"))
    elif supersedes and not exists(record_path(supersedes)):
        yield missing(("request", "supersedes"), supersedes)
    for index, asset in enumerate(request.get("affected_assets", ())):
        if new_from == 0 and not exists(asset_path(asset)):
            yield missing(("request", "affected_assets", index), asset)
    for entry in record.journal[new_from:]:
        under = ("journal", entry.number - 1, "evidence")
        means = partial(authority.sop.means, entry.action)
        for index, row in enumerate(
            entry.evidence.get("assets", ()) if means(Meaning.DECLARES_ASSETS) else ()
        ):
            there = exists(asset_path(row["id"]))
            if asset_path(row["id"]) in before and row["change"] == "add":
                position = (
                    document.position((*under, "assets", index)) if document else Place().position
                )
                message = msg("{name} exists already, so it cannot be added", name=row["id"])
                hint = msg("declare it as update, or give the new asset another id")
                yield error(BROKEN_LINK, place.at(position), message, hint)
            if not there and row["change"] != "add":
                yield missing((*under, "assets", index), row["id"])
        other = entry.evidence.get("retrospective_rfc")
        if other == record.id:
            yield itself((*under, "retrospective_rfc"))
        elif other and not exists(record_path(other)):
            yield missing((*under, "retrospective_rfc"), other)
        if means(Meaning.CORRECTS) and _supersedes_itself(record, entry.evidence):
            yield itself((*under, "is"))
        if means(Meaning.CORRECTS):
            yield from (
                missing((*under, "is"), name)
                for name in _corrected_links(entry.evidence, authority, exists)
            )
        if means(Meaning.CARRIES_OUT):
            for index, worker in enumerate(entry.evidence.get("implementers", ())):
                if isinstance(worker, str) and worker not in authority.roles.persons:
                    yield missing((*under, "implementers", index), worker)


def _supersedes_itself(record: Record, evidence: Mapping[str, Any]) -> bool:
    return evidence["field"] == "request.supersedes" and bool(evidence["is"] == record.id)


def _corrected_links(
    evidence: Mapping[str, Any], authority: Authority, exists: Callable[[str], bool]
) -> Iterator[str]:
    """Yield what a correction of the request points to and is not there."""
    value = evidence["is"]
    match evidence["field"]:
        case "request.addressee" if value not in authority.roles.persons:
            yield str(value)
        case "request.supersedes" if not exists(record_path(value)):
            yield str(value)
        case "request.affected_assets":
            yield from (asset for asset in value if not exists(asset_path(asset)))


def _people(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    request = record.request
    yield ("request", "addressee"), request["addressee"]
    if record.requester:
        yield ("request", "requester"), record.requester
    oral = request.get("retrospective", {}).get("oral_approval")
    if oral:
        yield ("request", "retrospective", "oral_approval", "by"), oral["by"]
