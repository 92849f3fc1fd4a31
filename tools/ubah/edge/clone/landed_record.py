"""How the steps of one record were proved when they landed, and what keeps that from being known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.model import Entry, JudgedStep
from ubah.core.paths import record_path
from ubah.core.reading.records import landed_record, read_file
from ubah.edge.clone.workspace import main_commit, object_reader
from ubah.edge.git import MissingObject, WorkingRepository
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.main_chain import MainChain
from ubah.edge.history.proposals import stand_on


@dataclass(frozen=True)
class LandedRecord:
    """What main holds of a record, with the steps that were judged when they landed.

    ``unknown`` says why nothing can be told of proofs here; entries without a judged step came with
    the trust root.
    """

    entries: tuple[Entry, ...] = ()
    steps: tuple[JudgedStep, ...] = ()
    unknown: Message | None = None


def landed_steps(root: Path, path: str) -> LandedRecord:
    """Return what main holds of the record at ``path``, judged from its own landings only."""
    try:
        with WorkingRepository(root) as repository:
            tip = main_commit(repository)
            if tip is None:
                branch = repository.main
                return LandedRecord(
                    unknown=msg("there is no branch {branch} in this clone", branch=branch)
                )
            reader = object_reader(repository)
            with reader.store:
                return _judged(reader, tip, path)
    except MissingObject:
        return LandedRecord(
            unknown=msg("this clone does not hold the whole history (git fetch --unshallow)")
        )
    except CannotRun as problem:
        return LandedRecord(unknown=problem.message)


def _judged(reader: LandingReader, tip: str, path: str) -> LandedRecord:
    if not reader.has_office(tip):
        return LandedRecord(unknown=msg("main holds no office of its own, only the sample"))
    blob = reader.store.lookup(reader.commit(tip).tree, path)
    if blob is None:
        return LandedRecord()
    record = landed_record(read_file(reader.store.read(blob.oid, "blob"), path))
    if record is None:
        return LandedRecord(unknown=msg("main's own copy of the record cannot be read"))
    walk, _ = stand_on(reader, MainChain(reader, tip), "", [path], keep_steps=True)
    own = tuple(step for step in walk.steps if record_path(step.record) == path)
    return LandedRecord(record.journal, own)
