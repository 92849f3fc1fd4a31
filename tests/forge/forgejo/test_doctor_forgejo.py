"""`ubah doctor` asks a Forgejo: what it says of each thing, seen, lacking, or not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from forge.forgejo.fake import FakeForgejo
from forge.forgejo.hosted import API
from forge.job import TOKEN
from forge.kinds import HOST
from forge.scene import HEAD, MANAGER, Place
from forge.standin import REPOSITORY, Token
from ubah.cli import commands
from ubah.core.diagnostics import CannotRun
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition
from ubah.core.render import render
from ubah.edge.forges.forgejo import FORGEJO
from ubah.edge.forges.forgejo.facts import ForgejoFacts, ask_forgejo
from ubah.edge.forges.forgejo.files import release_files
from ubah.edge.forges.forgejo.health import examine
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.recorder.recorder import read_key

SETTING = Setting("a" * 40, False, "elok", "1", ("1", "b"), (), (), (), {})
RULE: dict[str, Any] = {
    "branch_name": "main",
    "rule_name": "main",
    "enable_push": True,
    "enable_push_whitelist": True,
    "push_whitelist_usernames": ["pencatat"],
    "push_whitelist_teams": [],
    "push_whitelist_deploy_keys": False,
    "apply_to_admins": True,
    "protected_file_patterns": "",
    "unprotected_file_patterns": "",
}
KEY: dict[str, Any] = {
    "id": 1,
    "key_id": 1,
    "title": "pencatat",
    "read_only": False,
    "fingerprint": "SHA256:x",
}


@pytest.fixture
def fake(place: Place) -> FakeForgejo:
    """A repository that was set up as the guide says."""
    own = read_key(place.office.key("pencatat")).public
    fake: FakeForgejo = place.fake
    fake.rules, fake.keys = [dict(RULE)], [{**KEY, "key": f"{own} pencatat"}]
    return fake


def facts_of(fake: FakeForgejo) -> ForgejoFacts:
    http = ForgejoHttp("rahasia-token", f"{fake.url}{API}", sleep=lambda _seconds: None)
    return ask_forgejo(http, REPOSITORY, "main")


def told(place: Place, ask: Callable[[], ForgejoFacts | None]) -> dict[Condition, list[str]]:
    authority = place.office.authority
    found = examine(ask, HOST, authority, SETTING, authority.office.day(place.now()))
    assert all(one.hint or one.state is Condition.GOOD for one in found)
    return {
        state: [render(one.message, str, "en") for one in found if one.state is state]
        for state in Condition
    }


def test_what_is_set_up_as_the_guide_says_is_good(place: Place, fake: FakeForgejo) -> None:
    said = told(place, lambda: facts_of(fake))
    assert said[Condition.LACKING] == said[Condition.UNKNOWN] == said[Condition.ADVICE] == []
    assert len(said[Condition.GOOD]) >= 9
    assert {verb for verb, _ in fake.requests} == {"GET"}


def test_a_token_of_somebody_in_office_is_told(place: Place, fake: FakeForgejo) -> None:
    fake.tokens["rahasia-token"] = Token(MANAGER)
    said = told(place, lambda: facts_of(fake))[Condition.LACKING]
    assert [one for one in said if "the token belongs to the account of" in one]


def no_rule(fake: FakeForgejo) -> None:
    fake.rules[0]["rule_name"] = "release/*"


def anybody_pushes(fake: FakeForgejo) -> None:
    fake.rules[0]["enable_push_whitelist"] = False


def two_push(fake: FakeForgejo) -> None:
    fake.rules[0]["push_whitelist_usernames"] = ["pencatat", "citra"]


def not_for_admins(fake: FakeForgejo) -> None:
    fake.rules[0]["apply_to_admins"] = False


def files_left_open(fake: FakeForgejo) -> None:
    fake.rules[0]["unprotected_file_patterns"] = "docs/**"


def a_writer(fake: FakeForgejo) -> None:
    fake.writers["pengelola-1"] = "write"


def a_strangers_key(fake: FakeForgejo) -> None:
    fake.keys.append({**KEY, "key": "ssh-ed25519 AAAAasing"})


def no_issues(fake: FakeForgejo) -> None:
    fake.repository["has_issues"] = False


def another_branch(fake: FakeForgejo) -> None:
    fake.repository["default_branch"] = "master"


def somebody_is_missing(fake: FakeForgejo) -> None:
    fake.readers = [one for one in fake.readers if one[0] != HEAD[0]]


SPOILT = {
    no_rule: "main is protected by no rule of its name",
    anybody_pushes: "whoever may write can push to main",
    two_push: "who may push to main: pencatat, citra",
    not_for_admins: "the rule does not hold for administrators",
    files_left_open: "the rule for main excepts files: docs/**",
    a_writer: "may write, and so edit other people's forms unseen",
    a_strangers_key: "1 other deploy keys may write",
    no_issues: "takes no issues",
    another_branch: "the default branch is master",
    somebody_is_missing: "in office, but not let into the repository",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_otherwise_is_lacking(
    place: Place, fake: FakeForgejo, spoil: Callable[[FakeForgejo], None]
) -> None:
    spoil(fake)
    lacking = told(place, lambda: facts_of(fake))[Condition.LACKING]
    assert any(SPOILT[spoil] in one for one in lacking), lacking


def test_the_key_as_a_secret_is_advised_against(place: Place, fake: FakeForgejo) -> None:
    fake.secrets = ("UBAH_RECORDER_KEY",)
    [advice] = told(place, lambda: facts_of(fake))[Condition.ADVICE]
    assert "every branch's job can read it" in advice


@pytest.mark.parametrize("status", [403, 404, 503])
@pytest.mark.parametrize(
    ("hidden", "good"),
    [
        ("/branch_protections", "main is protected by a rule"),
        ("/keys", "no deploy key but the recorder's may write"),
        ("/actions/secrets", "the recorder's key is no secret of the repository"),
        ("/collaborators", "nobody but the account of this token may write"),
    ],
)
def test_what_is_not_told_is_unknown_and_never_well(
    place: Place, fake: FakeForgejo, hidden: str, good: str, status: int
) -> None:
    no = (status, {"message": "no"}, {})
    fake.fault = lambda _verb, target: no if target.split("?")[0].endswith(hidden) else None
    said = told(place, lambda: facts_of(fake))
    assert any(good in one for one in said[Condition.UNKNOWN]), said
    assert not any(good in one for one in said[Condition.GOOD])


@pytest.mark.parametrize("private", [True, False])
def test_restricted_fields_are_for_the_office_alone(
    place: Place, fake: FakeForgejo, *, private: bool
) -> None:
    fake.repository["private"] = private
    setting = replace(SETTING, restricted={"app-spse": ("addresses",)})
    authority, day = place.office.authority, place.office.authority.office.day(place.now())
    found = examine(lambda: facts_of(fake), HOST, authority, setting, day)
    public = ["is public and 1 files" in render(one.message, str, "en") for one in found]
    assert any(public) is not private
    [*_, unknown] = examine(lambda: None, HOST, authority, setting, day)
    assert unknown.state is Condition.UNKNOWN


def test_gitea_calls_the_same_setting_otherwise(place: Place, fake: FakeForgejo) -> None:
    del fake.rules[0]["apply_to_admins"]
    assert "needs a token with" in told(place, lambda: facts_of(fake))[Condition.UNKNOWN][0]
    fake.rules[0]["block_admin_merge_override"] = True
    assert told(place, lambda: facts_of(fake))[Condition.UNKNOWN] == []


def test_nobody_asked_and_nothing_answered(place: Place, fake: FakeForgejo) -> None:
    assert "was not asked" in told(place, lambda: None)[Condition.UNKNOWN][0]
    fake.fault = lambda _verb, _target: (401, {"message": "no"}, {})
    assert "does not accept the token" in told(place, lambda: facts_of(fake))[Condition.UNKNOWN][0]


def test_typed_in_an_office_on_a_forgejo(job: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    own = read_key(job.office.key("pencatat")).public
    job.fake.rules, job.fake.keys = [dict(RULE)], [{**KEY, "key": own}]
    monkeypatch.setenv("FORGEJO_TOKEN", TOKEN)
    result = CliRunner().invoke(commands, ["doctor", "--lang", "en"])
    assert TOKEN not in result.output
    assert "✓ main is protected by a rule" in result.output
    assert "✗ missing: .gitea/workflows/check.yml, .gitea/workflows/recorder.yml" in result.output
    assert "ubah forge files --release" in result.output


def test_the_files_of_a_release_run_their_own_folders_script() -> None:
    files = release_files()
    assert set(files) == {
        *(".gitea/scripts/install.sh", ".gitea/workflows/check.yml"),
        ".gitea/workflows/recorder.yml",
    }
    assert b".github" not in files[".gitea/scripts/install.sh"]
    for path, data in files.items():
        if path.endswith(".yml"):
            [job] = yaml.load(data, yaml.CSafeLoader)["jobs"].values()
            said = "\n".join(step["run"] for step in job["steps"])
            assert "bash .gitea/scripts/install.sh" in said, path
    assert "secrets." not in files[".gitea/workflows/check.yml"].decode()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("https://git.lpse.example/lpse/perubahan", ("git.lpse.example", "lpse/perubahan")),
        ("https://git.lpse.example:3000/a.b/c_d.git", ("git.lpse.example:3000", "a.b/c_d")),
        ("https://git.lpse.example/lpse/perubahan/", ("git.lpse.example", "lpse/perubahan")),
    ],
)
def test_where_a_new_office_is(said: str, where: tuple[str, str]) -> None:
    found = FORGEJO.questions.read_repository(said)
    assert found is not None
    assert (found.host, found.path) == where
    assert FORGEJO.questions.read_repository("") is None


@pytest.mark.parametrize(
    "said",
    [
        "lpse/perubahan",
        "http://git.lpse.example/a/b",
        "https://git.lpse.example/a",
        "https://x/a/..",
    ],
)
def test_what_is_no_address_is_named(said: str) -> None:
    with pytest.raises(CannotRun):
        FORGEJO.questions.read_repository(said)
