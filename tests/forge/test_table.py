"""The table of forges: what the tool works with, offices may name, and pages are written for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge.kinds import KINDS
from sop.journals import base_authority
from ubah.core.forge.capabilities import REFUSED_BY_FORM, by_form
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.table import FORGES, job_environment
from ubah.publish.forges.table import FORGE_PAGES

ROOT = Path(__file__).parents[2]


def test_an_office_may_name_the_forges_that_work_and_no_other() -> None:
    schema = json.loads((ROOT / "schemas/office.schema.json").read_text())
    assert schema["properties"]["forge"]["properties"]["kind"]["enum"] == list(FORGES)
    assert list(FORGE_PAGES) == list(FORGES)


def test_refusals_are_proved_by_forms_where_no_review_refuses_and_nowhere_else() -> None:
    unable = {kind.name for kind in KINDS if not kind.capabilities.refusals}
    assert unable == REFUSED_BY_FORM
    sop = base_authority().sop
    taken = {name for name, action in sop.actions.items() if not action.by_form}
    assert {n for n in taken if by_form(sop.actions[n], "gitlab")} == {"return", "return_report"}
    for kind in ("", "github", "forgejo"):
        assert not any(by_form(sop.actions[name], kind) for name in taken)


def test_the_secrets_leave_the_environment() -> None:
    secret = {"GITHUB_TOKEN": "one", "UBAH_FORGE_TOKEN": "two", "UBAH_RECORDER_KEY": "three"}
    environment = {**secret, "GITHUB_REPOSITORY": "lpse/perubahan", "HOME": "/"}
    taken = job_environment(environment)
    assert environment == {"GITHUB_REPOSITORY": "lpse/perubahan", "HOME": "/"}
    assert (taken.token, taken.key, taken.repository) == ("two", "three", "lpse/perubahan")
    assert not [word for word in secret.values() if word in repr(taken)]


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("lpse-baru/perubahan", "https://lpse-baru.github.io/perubahan/"),
        ("LPSE-Baru/Perubahan", "https://lpse-baru.github.io/Perubahan/"),
        ("LPSE-Baru/lpse-baru.github.io", "https://lpse-baru.github.io/"),
    ],
)
def test_where_github_publishes_a_site(repository: str, address: str) -> None:
    assert GITHUB.site_address(repository) == address


def test_a_job_of_a_forge_that_sets_githubs_names_besides_is_told_by_its_own() -> None:
    both = {
        "GITHUB_REPOSITORY": "lain/lain",
        "GITHUB_API_URL": "https://api.github.com",
        "FORGEJO_REPOSITORY": "lpse/perubahan",
        "FORGEJO_API_URL": "https://git.lpse.example/api/v1",
        "FORGEJO_TOKEN": "dua",
    }
    taken = job_environment(both)
    assert (taken.repository, taken.token) == ("lpse/perubahan", "dua")
    assert taken.api_url == "https://git.lpse.example/api/v1"
