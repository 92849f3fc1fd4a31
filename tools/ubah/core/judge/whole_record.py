"""What is judged of a record as a whole, in a landing and in the work tree alike."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.judge.steps import progress_after
from ubah.core.model import JudgedStep
from ubah.core.paths import record_id
from ubah.core.proof.judging import RecordLanding
from ubah.core.rules.process import STATUS_IS_JOURNAL
from ubah.core.rules.references import ID_IS_FILE_NAME
from ubah.core.strict_yaml.document import value_at


def record_findings(part: RecordLanding, steps: list[JudgedStep]) -> Iterator[Finding]:
    """Yield what is wrong with a record as a whole: its id, and the status that it claims."""
    document, record = part.file.document, part.record
    place = Place(part.path, record=record_id(part.path))
    if document is None:
        return
    stated = value_at(document.value, ("id",))
    if stated != record_id(part.path):
        message = msg("the id {id} is not the file's name", id=str(stated))
        hint = msg("write id: {id}", id=record_id(part.path))
        yield error(ID_IS_FILE_NAME, place.at(document.position(("id",))), message, hint)
    state = progress_after(part, steps).state
    if record.status != state:
        message = msg(
            "the status is {status}, but the journal leads to {state}",
            status=record.status,
            state=state,
        )
        hint = msg("write status: {state}", state=state)
        yield error(STATUS_IS_JOURNAL, place.at(document.position(("status",))), message, hint)
