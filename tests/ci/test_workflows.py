"""What must hold of the workflows whatever they do (rule 9, attacks 50 and 51).

What their conditions come to, and which runs take whose place, is seen in tests/forge/github/test_parsed.py and
tests/forge/github/test_runs.py, by GitHub's own packages.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ubah.cli.office.github import outdated
from ubah.core.people.roles import build_roles
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.table import job_environment
from ubah.edge.recorder.assess import DECISIONS_IN
from ubah.edge.recorder.request import ISSUES_IN
from ubah.publish.forges.github.codeowners import codeowners

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BRANCH_CONTROLLED = {"pull_request", "pull_request_target", "pull_request_review",
                     "pull_request_review_comment", "push", "create", "delete"}  # fmt: skip
RUN_CODE_OF_THE_PROJECT = {"test.yml"}


def load(path: Path) -> dict[Any, Any]:
    data: dict[Any, Any] = yaml.load(path.read_text(), yaml.CSafeLoader)
    return data


def triggers(workflow: dict[Any, Any]) -> dict[str, Any]:
    on = workflow[True]  # YAML 1.1 reads the key `on` so
    return on if isinstance(on, dict) else dict.fromkeys([on] if isinstance(on, str) else on)


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_all_are_there() -> None:
    assert [path.name for path in WORKFLOWS] == [
        "check.yml", "command.yml", "land.yml", "nightly.yml", "publish.yml", "request.yml", "test.yml",
    ]  # fmt: skip


def test_50_only_runs_of_mains_own_file_can_reach_the_recorders_key() -> None:
    for path in WORKFLOWS:
        workflow, text = load(path), path.read_text()
        if "secrets." in text:
            assert path.name == "land.yml"
            assert not set(triggers(workflow)) & BRANCH_CONTROLLED
            (job,) = workflow["jobs"].values()
            assert job["environment"] == {"name": "recorder", "deployment": False}
            assert job["if"].startswith("github.ref == 'refs/heads/main' && ")
        assert "pull_request_target" not in triggers(workflow)


def test_50_nothing_of_the_run_that_rang_the_bell_is_used() -> None:
    text = (ROOT / ".github/workflows/land.yml").read_text()
    used = set(re.findall(r"github\.event[\w.]*", text))
    assert used == {
        "github.event.workflow_run.conclusion",  # and only whether it did anything
        "github.event.repository.private",
        "github.event_name",
    }
    job = load(ROOT / ".github/workflows/land.yml")["jobs"]["land"]
    assert "github.event" not in json.dumps(job["steps"])
    assert "download-artifact" not in text
    assert triggers(load(ROOT / ".github/workflows/land.yml"))["workflow_run"]["workflows"] == [
        "check",
        "command",
        "nightly",
        "request",
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_50_what_is_judged_is_never_checked_out(path: Path) -> None:
    for step in steps(load(path)):
        if not step.get("uses", "").startswith("actions/checkout@"):
            continue
        assert step["with"]["persist-credentials"] is False
        if path.name not in RUN_CODE_OF_THE_PROJECT:
            assert step["with"]["ref"] == "main"
            assert step["with"]["fetch-depth"] == 0
    if "publish.yml" in path.name:
        assert triggers(load(path)).keys() == {"push", "schedule", "workflow_dispatch"}
        assert triggers(load(path))["push"] == {"branches": ["main"]}
        assert load(path)["jobs"]["build"]["if"].startswith("github.ref == 'refs/heads/main' && ")
        assert load(path)["jobs"]["deploy"]["needs"] == "build"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_51_no_text_of_an_event_reaches_a_shell(path: Path) -> None:
    """Values reach a script through its environment; only numbers and object ids are taken."""
    harmless = {
        "github.event.pull_request.number",
        "github.event.issue.number",
        "github.event.merge_group.head_sha",
        "github.event.merge_group.base_sha",
    }
    for step in steps(load(path)):
        assert "${{" not in step.get("run", "")
        used = re.findall(r"github\.(?:event\.[\w.]+|head_ref)", json.dumps(step.get("env", {})))
        assert set(used) <= harmless


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_rights_are_given_job_by_job_and_actions_by_hash(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["permissions"] or not any("uses" in step for step in job["steps"])
        assert "write-all" not in str(job["permissions"])
        assert job["timeout-minutes"] <= 30
    for step in steps(workflow):
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
    assert len(re.findall(r"@[0-9a-f]{40} # v\d", path.read_text())) == len(
        re.findall(r"\buses: ", path.read_text())
    )


def test_the_job_that_runs_a_pull_requests_code_may_only_read() -> None:
    for name in RUN_CODE_OF_THE_PROJECT:
        workflow = load(ROOT / ".github/workflows" / name)
        for job in workflow["jobs"].values():
            assert set(job["permissions"].values()) == {"read"}


def test_what_the_recorder_proposes_is_not_judged_by_a_run_of_its_branch() -> None:
    """Else it shows a second button Approve, and is red on what then lands; such a run only rings."""
    workflow = load(ROOT / ".github/workflows/check.yml")
    assert workflow["jobs"]["ring"]["permissions"] == {}
    for job in workflow["jobs"].values():
        condition = " ".join(job["if"].split())
        for own in (DECISIONS_IN, ISSUES_IN):
            assert f"startsWith(github.event.pull_request.head.ref, '{own}')" in condition
        assert "head.repo.full_name == github.repository" in condition
    for path in WORKFLOWS:  # a pull request's trigger knows its base alone, a push its branch
        pushed = triggers(load(path)).get("push")
        assert pushed in (None, {"branches": ["main"]}), path.name
    for path in WORKFLOWS:
        for step in steps(load(path)):
            if "forge check --pull" in step.get("run", ""):
                assert "--patient" in step["run"], path.name


def test_a_comment_rings_and_no_more() -> None:
    workflow = load(ROOT / ".github/workflows/command.yml")
    assert triggers(workflow) == {"issue_comment": {"types": ["created"]}}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {}
    assert [step.keys() for step in job["steps"]] == [{"name", "run"}]


def test_the_audit_runs_every_night_wherever_the_office_is() -> None:
    workflow = load(ROOT / ".github/workflows/nightly.yml")
    [row] = triggers(workflow)["schedule"]
    minute, hour, *days = row["cron"].split()
    assert minute.isdigit(), row
    assert hour.isdigit(), row
    assert days == ["*", "*", "*"]
    assert len(workflow["jobs"]) == 1, "each job is paid for by the whole minute"
    assert "if" not in workflow["jobs"]["audit"]


def test_a_github_apps_token_is_offered_where_the_recorders_key_is_and_may_do_no_more() -> None:
    for path in WORKFLOWS:
        if path.name != "land.yml":
            assert "UBAH_APP" not in path.read_text(), path.name
    [job] = load(ROOT / ".github/workflows/land.yml")["jobs"].values()
    [taking] = [step for step in job["steps"] if "github-app-token" in step.get("uses", "")]
    assert taking["if"] == "vars.UBAH_APP_ID != ''"
    given = {
        name.removeprefix("permission-"): right
        for name, right in taking["with"].items()
        if name.startswith("permission-")
    }
    assert given == {**job["permissions"], "contents": "read"}, "git pushes by the deploy key"
    assert taking["with"]["private-key"] == "${{ secrets.UBAH_APP_KEY }}"
    asking = [step for step in job["steps"] if "GITHUB_TOKEN" in step.get("env", {})]
    assert len(asking) == 4
    for step in asking:  # an empty one is passed over for the job's own
        assert step["env"]["UBAH_FORGE_TOKEN"] == "${{ steps.app.outputs.token }}"  # noqa: S105
        assert step["if"] == "${{ !cancelled() }}", "an App that gives no token stops no landing"


@pytest.mark.parametrize(("app", "asks"), [("ghs_app", "ghs_app"), ("", "ghs_job")])
def test_the_recorder_asks_with_the_apps_token_where_there_is_one(app: str, asks: str) -> None:
    environment = {"GITHUB_TOKEN": "ghs_job", "UBAH_FORGE_TOKEN": app}
    assert job_environment(environment).token == asks
    assert environment == {}, "no child process has either"


def test_the_clock_keeps_off_the_full_hour() -> None:
    """GitHub is busiest then, and drops what it cannot start (docs: events-that-trigger-workflows)."""
    for path in WORKFLOWS:
        for row in triggers(load(path)).get("schedule") or []:
            for minute in row["cron"].split()[0].split(","):
                assert int(minute) % 2 == 1, (path.name, row)


def test_the_recorder_is_never_stopped_half_way() -> None:
    for name in ("land.yml", "publish.yml", "nightly.yml"):
        assert load(ROOT / ".github/workflows" / name)["concurrency"]["cancel-in-progress"] is False


def test_derived_files_are_up_to_date() -> None:
    """`ubah github` writes the issue forms and CODEOWNERS."""
    assert outdated(ROOT, GITHUB) == {}


def test_the_rulesets_leave_main_to_the_recorders_deploy_key_and_its_history_to_nobody() -> None:
    rulesets = {
        path.stem: json.loads(path.read_text()) for path in (ROOT / ".github/rulesets").iterdir()
    }
    kinds = {name: {rule["type"] for rule in one["rules"]} for name, one in rulesets.items()}
    assert kinds == {
        "main": {"update", "pull_request"},
        "history": {"deletion", "non_fast_forward"},
    }
    for one in rulesets.values():
        assert one["enforcement"] == "active"
        assert one["conditions"]["ref_name"]["include"] == ["~DEFAULT_BRANCH"]
    assert rulesets["main"]["bypass_actors"] == [
        {"actor_id": None, "actor_type": "DeployKey", "bypass_mode": "always"}
    ]
    assert rulesets["history"]["bypass_actors"] == []
    rules = rulesets["main"]["rules"]
    (pull,) = (r["parameters"] for r in rules if r["type"] == "pull_request")
    assert pull["allowed_merge_methods"] == ["merge"]


ACCOUNT = {"forge": "github.com", "from": "2026-01-01"}
ROLES = {
    "persons": {
        "ani": {
            "name": "A",
            "title": "x",
            "accounts": [{**ACCOUNT, "id": 1, "login": "ani-kepala"}],
        },
        "budi": {
            "name": "B",
            "title": "x",
            "accounts": [
                {**ACCOUNT, "id": 2, "login": "budi-lama", "until": "2026-02-01"},
                {**ACCOUNT, "id": 3, "login": "budi"},
                {**ACCOUNT, "forge": "gitlab.com", "id": 4, "login": "budi-gitlab"},
            ],
        },
        "cici": {
            "name": "C",
            "title": "x",
            "accounts": [{**ACCOUNT, "id": 5, "login": "x\n* @penyusup"}],
        },
    },
    "roles": {
        "head": [{"person": "ani", "from": "2026-01-01"}],
        "superior": [{"person": "ani", "from": "2027-01-01"}],
        "change_manager": [
            {"person": "budi", "from": "2026-01-01"},
            {"person": "cici", "from": "2026-01-01"},
        ],
    },
}


def test_codeowners_names_the_accounts_of_who_is_in_office() -> None:
    from datetime import date

    text = codeowners(build_roles(ROLES), "github.com", date(2026, 3, 1)).decode()
    rows = dict(line.split(maxsplit=1) for line in text.splitlines() if line[0] != "#")
    assert rows["/changes/"] == "@budi"
    assert rows["*"] == "@budi @ani-kepala"
    assert rows["/roles.yaml"] == "@ani-kepala"
    assert rows["/.github/"] == "@ani-kepala"
    assert "penyusup" not in text


def test_forgejo_asks_by_its_own_expressions() -> None:
    """All rows that fit count there, and each has to match the whole path."""
    from datetime import date

    from ubah.publish.forges.forgejo.codeowners import codeowners as forgejo_codeowners

    managers = ("change_manager",)
    text = forgejo_codeowners(build_roles(ROLES), "github.com", date(2026, 3, 1), managers).decode()
    rows = [line.split(" ", 1) for line in text.splitlines() if line[0] != "#"]

    def asked(path: str) -> set[str]:
        fits = (
            (bool(re.fullmatch(p.lstrip("!"), path)) != p.startswith("!"), who) for p, who in rows
        )
        return {one for fit, who in fits if fit for one in who.split()}

    for path in (
        "roles.yaml",
        "office.yaml",
        "schemas/sop.yaml",
        ".gitea/x",
        ".gitignore",
        "site/a",
    ):
        assert asked(path) == {"@ani-kepala"}, path
    for path in ("README.md", "roles.yaml.md", "surat/schemas/x", "changes.md"):
        assert asked(path) == {"@budi", "@ani-kepala"}, path
    for path in ("changes/2026/RFC-2026-0001.yaml", "assets/spse.yaml"):
        assert asked(path) == set(), path
    assert "\\" not in text, "a backslash would have to stand there twice"
    nobody = forgejo_codeowners(build_roles(ROLES), "git.example", date(2026, 3, 1), managers)
    assert all(line.startswith("#") for line in nobody.decode().splitlines())
