"""What a forge says about the office's repository and its settings, for `ubah doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ubah.edge.forges.health.people import Collaborator

APP = "UBAH_APP_ID"
"""The variable of the repository that names the GitHub App as which the recorder asks."""
FREE = "free"


@dataclass(frozen=True)
class ForgeFacts:
    """What a forge says of the office's repository; None: it would not tell.

    ``unanswered``: the names of those facts for which it gave no answer in full, so that no right
    would help, only another try. An empty text means that there is none of it.
    """

    private: bool | None = None
    plan: str | None = None
    default_branch: str | None = None
    takes_issues: bool | None = None
    rules: frozenset[str] | None = None  # kinds of rule in force on main
    bypass: tuple[str, ...] | None = None  # kinds of actor that may write to main past them
    history_bypass: tuple[str, ...] | None = None  # ... that may delete main or rewrite it
    deploy_keys: tuple[str, ...] | None = None  # "type base64" of those that may write
    key_adders: Mapping[str, str] | None = (
        None  # login of who added each such key, "" if nobody known
    )
    deploy_keys_allowed: bool | None = None  # by the organisation; None also where there is none
    environment: bool | None = None  # whether the recorder's is there
    environment_branches: tuple[str, ...] | None = None  # which it is open to
    environment_waits: bool | None = None  # for a person or a time before each run
    secrets: tuple[str, ...] | None = None  # names, in the environment
    repository_secrets: tuple[str, ...] | None = None  # names, open to every workflow
    actions: str | None = None  # which Actions may run: all, github, selected, local_only, none
    workflow_token: str | None = None  # what a workflow's token may do unasked: read or write
    makes_pull_requests: bool | None = None
    organisation_makes_pull_requests: bool | None = None  # None also where there is none
    app: str | None = None  # the variable that names the GitHub App to work as
    workflows: Mapping[str, str] | None = None  # file name → state
    timed: tuple[datetime, ...] | None = None  # the nightly workflow's newest run by the clock
    merge_methods: frozenset[str] | None = None
    deletes_branches: bool | None = None  # of what was merged
    pages: str | None = None  # how Pages is built: workflow or legacy
    collaborators: tuple[Collaborator, ...] | None = None
    unanswered: frozenset[str] = frozenset()
