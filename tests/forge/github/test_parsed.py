"""The workflows as GitHub's own packages read them, and what their conditions come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forge.github.actions import Actions
from ubah.edge.recorder.assess import DECISIONS_IN
from ubah.edge.recorder.request import ISSUES_IN

pytestmark = pytest.mark.node
WORKFLOWS = sorted((Path(__file__).parents[3] / ".github/workflows").glob("*.yml"))


def read(actions: Actions, name: str) -> dict[str, Any]:
    [path] = [one for one in WORKFLOWS if one.stem == name]
    return actions.read(path.name, path.read_text())


def job(actions: Actions, name: str) -> dict[str, Any]:
    """Return a workflow's only job."""
    (found,) = read(actions, name)["jobs"].values()
    assert isinstance(found, dict)
    return found


def contexts(variables: dict[str, str] | None = None, **github: Any) -> dict[str, Any]:
    usual = {
        "ref": "refs/heads/main",
        "event": {},
        "event_name": "",
        "repository": "lpse/perubahan",
    }
    return {"github": {**usual, **github}, "vars": variables or {}, "needs": {}, "inputs": {}}


def test_github_reads_the_workflows_without_a_complaint(actions: Actions) -> None:
    for path in WORKFLOWS:
        assert actions.problems(path.name, path.read_text()) == []
    broken = WORKFLOWS[0].read_text().replace("runs-on:", "run-on:")
    assert actions.problems("rusak.yml", broken)


def test_what_is_not_there_is_an_error_and_not_nothing(actions: Actions) -> None:
    """So that no test holds since a context was left out."""
    condition = {"${{": "secrets.UBAH_RECORDER_KEY == ''"}
    with pytest.raises(AssertionError, match="secrets"):
        actions.holds(condition, contexts())


def test_only_a_run_on_main_lands(actions: Actions) -> None:
    condition = job(actions, "land")["if"]
    assert actions.holds(condition, contexts())
    for ref in ("refs/heads/lain", "refs/tags/main", "refs/pull/1/merge"):
        assert not actions.holds(condition, contexts(ref=ref))


@pytest.mark.parametrize(
    ("event_name", "branch", "repository", "check", "ring"),
    [
        ("pull_request", "patch-1", "lpse/perubahan", True, False),
        ("pull_request", f"{ISSUES_IN}7", "lpse/perubahan", False, True),
        ("pull_request", f"{DECISIONS_IN}RFC-2026-0001-3", "lpse/perubahan", False, True),
        ("pull_request", "DECISION/x", "lpse/perubahan", False, True),
        ("pull_request", "issue/7", "orang/perubahan", True, False),
        ("pull_request", "decision/RFC-2026-0001-3", "orang/perubahan", True, False),
        ("pull_request_review", "decision/RFC-2026-0001-3", "lpse/perubahan", False, True),
        ("pull_request_review", "patch-1", "orang/perubahan", False, True),
        ("merge_group", "", "", True, False),
    ],
)
def test_what_is_checked_and_what_only_rings(
    actions: Actions, event_name: str, branch: str, repository: str, check: bool, ring: bool
) -> None:
    pull = {"head": {"ref": branch, "repo": {"full_name": repository}}}
    event = {"pull_request": pull} if branch else {"merge_group": {}}
    jobs = read(actions, "check")["jobs"]
    told = contexts(event_name=event_name, event=event)
    found = [actions.holds(jobs[name]["if"], told) for name in ("check", "ring")]
    assert found == [check, ring]


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        ("### Langkah\n\nsubmit", True),
        ("### langkah", True),
        ("### Step\n\nsubmit", True),
        ("Halo", False),
        (None, False),
    ],
)
def test_a_form_is_told_by_its_first_line(actions: Actions, body: str | None, runs: bool) -> None:
    told = contexts(event={"issue": {"body": body}})
    assert actions.holds(job(actions, "request")["if"], told) is runs


def test_a_comment_is_heard_from_who_belongs_here(actions: Actions) -> None:
    condition = job(actions, "command")["if"]

    def heard(body: str, association: str, *, pull: bool = True, state: str = "open") -> bool:
        issue = {"state": state, **({"pull_request": {"url": "x"}} if pull else {})}
        comment = {"body": body, "author_association": association}
        return actions.holds(condition, contexts(event={"issue": issue, "comment": comment}))

    for body in ("/ubah periksa", "/ubah check", "/ubah periksa\r\n"):
        for association in ("OWNER", "MEMBER", "COLLABORATOR"):
            assert heard(body, association)
        strangers = ("NONE", "CONTRIBUTOR", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN")
        assert not any(heard(body, association) for association in strangers)
    assert not heard("Tolong /ubah periksa", "OWNER")
    assert not heard("/ubah periksa", "OWNER", pull=False)
    assert not heard("/ubah periksa", "OWNER", state="closed")


@pytest.mark.parametrize(
    ("event_name", "event", "clock", "runs"),
    [
        ("workflow_run", {"workflow_run": {"conclusion": "success"}}, "", True),
        ("workflow_run", {"workflow_run": {"conclusion": "failure"}}, "", True),
        ("workflow_run", {"workflow_run": {"conclusion": "cancelled"}}, "", True),
        ("workflow_run", {"workflow_run": {"conclusion": "skipped"}}, "", False),
        ("workflow_run", {"repository": {"private": True}}, "off", True),
        ("workflow_dispatch", {}, "", True),
        ("schedule", {"repository": {"private": False}}, "", True),
        ("schedule", {"repository": {"private": True}}, "", False),
        ("schedule", {"repository": {"private": False}}, "off", False),
    ],
)
def test_a_run_that_does_nothing_takes_no_place_in_the_recorders_queue(
    actions: Actions, event_name: str, event: dict[str, Any], clock: str, runs: bool
) -> None:
    told = contexts({"UBAH_CLOCK": clock}, event_name=event_name, event=event)
    workflow = read(actions, "land")
    assert actions.holds(workflow["jobs"]["land"]["if"], told) is runs
    group = actions.texts(workflow["concurrency"]["group"], told).strip()
    assert group == ("recorder" if runs else "skipped")


@pytest.mark.parametrize(
    ("event_name", "private", "clock", "builds"),
    [
        ("push", True, "off", True),
        ("push", False, "", True),
        ("workflow_dispatch", True, "", True),
        ("schedule", False, "", True),
        ("schedule", True, "", False),
        ("schedule", False, "off", False),
    ],
)
def test_the_site_is_built_by_the_clock_only_where_no_minutes_are_paid_for(
    actions: Actions, event_name: str, private: bool, clock: str, builds: bool
) -> None:
    """After each landing it is; a run that builds nothing does not take a landing's place."""
    event = {"repository": {"private": private}}
    told = contexts({"UBAH_CLOCK": clock}, event_name=event_name, event=event)
    publish = read(actions, "publish")
    assert actions.holds(publish["jobs"]["build"]["if"], told) is builds
    group = actions.texts(publish["concurrency"]["group"], told).strip()
    assert group == ("publish" if builds else "skipped")


def carried_out(actions: Actions, name: str, arriving: list[dict[str, Any]]) -> list[int]:
    """Return which runs get to their end that arrive while the first is under way.

    One run of a group goes on, one waits, and one that comes later takes the waiting one's place or,
    with cancel-in-progress, the running one's (docs: actions/concepts/workflows-and-actions/concurrency).
    """
    concurrency = read(actions, name)["concurrency"]
    groups: dict[str, list[int]] = {}
    for number, told in enumerate(arriving):
        there = groups.setdefault(actions.texts(concurrency["group"], told).strip(), [])
        there[0 if concurrency.get("cancel-in-progress") else 1 :] = [number]
    return sorted(number for there in groups.values() for number in there)


def test_a_bell_that_waits_is_lost_to_a_later_bell_alone(actions: Actions) -> None:
    def bell(conclusion: str) -> dict[str, Any]:
        event = {"workflow_run": {"conclusion": conclusion}}
        return contexts(event_name="workflow_run", event=event)

    idle = contexts(event_name="schedule", event={"repository": {"private": True}})
    bells = [bell("success"), bell("success"), bell("skipped"), idle]
    assert {0, 1} <= set(carried_out(actions, "land", bells)), "what does nothing took its place"
    later = carried_out(actions, "land", [*bells, bell("failure")])
    assert set(later) & {0, 1, 4} == {0, 4}, "it lands all that is ready"


def test_a_review_stops_no_check_of_the_same_pull_request(actions: Actions) -> None:
    def event(name: str, number: int) -> dict[str, Any]:
        return contexts(event_name=name, event={"pull_request": {"number": number}})

    arriving = [event("pull_request", 7), event("pull_request_review", 7), event("pull_request", 8)]
    assert carried_out(actions, "check", arriving) == [0, 1, 2]
    assert carried_out(actions, "check", [*arriving, event("pull_request", 7)]) == [1, 2, 3]


def test_a_failed_step_ends_the_job_but_for_what_forgets_the_secret(actions: Actions) -> None:
    for name in ("land", "check", "request", "nightly"):
        found = next(iter(read(actions, name)["jobs"].values()))
        told = {**contexts(event_name="x"), "steps": {}, "runner": {}, "secrets": {}}
        *_, last = found["steps"]
        assert actions.holds(last["if"], told, "failure")
        assert not actions.holds(found["steps"][0]["if"], told, "failure")
        assert actions.holds(last["if"], told, "cancelled")
