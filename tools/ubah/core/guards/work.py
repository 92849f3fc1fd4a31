"""Guards of steps 6 to 8: implementation, test, roll-back."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.guards.context import Complaint, StepContext, guard, moment
from ubah.core.meanings import Meaning
from ubah.core.reading.journal import began_unauthorised
from ubah.core.rules.guards_work import (
    A_TEST_FAILED,
    ALL_TESTS_PASSED,
    INCOMPLETION_EXPLAINED,
    STARTED_AFTER_AUTHORISATION,
    UNRESTORED_HAS_INCIDENT,
    WORK_TIMES_IN_ORDER,
)


@guard(
    STARTED_AFTER_AUTHORISATION,
    demands=msg("work started after the authorisation"),
    reads=("started_at",),
    request=("retrospective?",),
)
def started_after_authorisation(step: StepContext) -> Iterator[Complaint]:
    """Step 6: work begins after the approval, unless the RFC itself says that it came late."""
    authorisation = step.progress.last_that(Meaning.AUTHORISES)
    if authorisation is None or step.record.request.get("retrospective"):
        return
    authorised = step.progress.effective_time(authorisation)
    if began_unauthorised(step.progress, moment(step.evidence["started_at"])):
        yield (
            msg(
                "the work began at {start}, before its authorisation at {authorised}",
                start=step.evidence["started_at"],
                authorised=authorised.astimezone(step.office.zone).isoformat(),
            ),
            msg(
                "if the time is mistyped, correct started_at; if the work did begin before, withdraw this request and file a retrospective one (request.retrospective)"
            ),
        )


@guard(
    WORK_TIMES_IN_ORDER,
    demands=msg("start, end and record are in order of time"),
    reads=("started_at", "ended_at"),
)
def work_times_in_order(step: StepContext) -> Iterator[Complaint]:
    """Step 6 is recorded once the work has ended."""
    start, end = moment(step.evidence["started_at"]), moment(step.evidence["ended_at"])
    if not start <= end <= step.entry.at:
        yield (
            msg("the times must be in order: started_at, ended_at, at"),
            msg("record the work once it has ended, with the times at which it was done"),
        )


@guard(
    INCOMPLETION_EXPLAINED,
    demands=msg("work left incomplete is explained"),
    reads=("completed", "reason?"),
)
def incompletion_explained(step: StepContext) -> Iterator[Complaint]:
    """Work that was broken off says why."""
    if not step.evidence["completed"] and "reason" not in step.evidence:
        yield (
            msg("the work was not completed, but no reason is given"),
            msg("add evidence.reason; at a command: --set reason=…"),
        )


def _completed(step: StepContext) -> bool:
    work = step.progress.last_that(Meaning.CARRIES_OUT)
    return bool(work and work.evidence["completed"])


@guard(
    ALL_TESTS_PASSED,
    demands=msg("the work was completed, and every one of at least one test passed"),
    reads=("tests.passed",),
    earlier={Meaning.CARRIES_OUT: ("completed",)},
)
def all_tests_passed(step: StepContext) -> Iterator[Complaint]:
    """Step 7: a change passes if its work was completed and each test listed has passed."""
    tests = step.evidence["tests"]
    if not _completed(step):
        yield (
            msg("the work was not completed, so the test cannot pass"),
            msg("record it as failed ({failed})", failed=step.sop.named(Meaning.FAILS_TEST)),
        )
    if not tests:
        yield msg("no test is listed"), msg("list at least one test under evidence.tests")
    if any(not test["passed"] for test in tests):
        yield (
            msg("a test that is listed has failed"),
            msg("record it as failed ({failed})", failed=step.sop.named(Meaning.FAILS_TEST)),
        )


@guard(
    A_TEST_FAILED,
    demands=msg("a test failed, or the work was not completed"),
    reads=("tests.passed",),
    earlier={Meaning.CARRIES_OUT: ("completed",)},
)
def a_test_failed(step: StepContext) -> Iterator[Complaint]:
    """Step 7: a change fails by a failed test, or because its work was not completed."""
    if _completed(step) and all(test["passed"] for test in step.evidence["tests"]):
        yield (
            msg("no test that is listed has failed, and the work was completed"),
            msg(
                "record it as passed ({passed}), or list the test that failed",
                passed=step.sop.named(Meaning.PASSES_TEST),
            ),
        )


@guard(
    UNRESTORED_HAS_INCIDENT,
    demands=msg("a service not restored has an incident number"),
    reads=("restored", "incident?"),
)
def unrestored_service_has_incident(step: StepContext) -> Iterator[Complaint]:
    """Step 8: a roll-back that fails goes on as an incident."""
    if not step.evidence["restored"] and "incident" not in step.evidence:
        yield (
            msg("the service was not restored, but no incident is named"),
            msg("add evidence.incident; at a command: --set incident=…"),
        )
