"""Addresses with what is known filled in: on the office's forge, and of lists in the change log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ubah.core.forms.fields import RECORD_ID
from ubah.core.register.reporting import ALL_TIME, ReportingPeriod
from ubah.core.sop import Sop

BRANCH = "main"
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?\Z")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)+\Z")  # GitLab has subgroups


def site_address(raw_office: Mapping[str, Any]) -> str:
    """Return the address of the published site with a slash at its end, "" where none is told."""
    address = str(raw_office.get("site_url", ""))
    return f"{address.rstrip('/')}/" if address else ""


def permanent_address(raw_office: Mapping[str, Any], record: str) -> str:
    """Return where the page of ``record`` can be found for good, "" where no address is told."""
    address = site_address(raw_office)
    return f"{address}rfc/{record}/" if address else ""


def repository_address(raw_office: Mapping[str, Any]) -> str:
    """Return the address of the repository, "" where the office names none on GitHub."""
    forge = raw_office.get("forge", {})
    host, repository = str(forge.get("host", "")), str(forge.get("repository", ""))
    known = forge.get("kind") == "github" and _HOST.match(host) and _REPOSITORY.match(repository)
    return f"https://{host}/{repository}" if known else ""


def clone_address(raw_office: Mapping[str, Any]) -> str:
    """Return where the repository is cloned from, "" where the office's settings don't tell."""
    forge = raw_office.get("forge", {})
    host, path = str(forge.get("host", "")), str(forge.get("repository", ""))
    known = _HOST.match(host) and _PROJECT.match(path) and ".." not in path
    return f"https://{host}/{path.removesuffix('.git')}.git" if known else ""


def new_file_address(raw_office: Mapping[str, Any]) -> str:
    """Return the address of the "new file" page, "" where there is none."""
    address = repository_address(raw_office)
    return f"{address}/new/{BRANCH}" if address else ""


def form_file(action: str, sop: Sop) -> str:
    """Return the file name of an action's form; the numbers keep the order of the SOP."""
    return f"{list(sop.actions).index(action):02d}-{action.replace('_', '-')}.yml"


def form_address(raw_office: Mapping[str, Any], sop: Sop, action: str, record: str) -> str:
    """Return the address of the form for a step of ``record``, "" where there is none."""
    address = repository_address(raw_office)
    if not address:
        return ""
    label = sop.actions[action].label.id
    query = {"template": form_file(action, sop), "title": f"{label}: {record}", RECORD_ID: record}
    return f"{address}/issues/new?{urlencode(query)}"


CASES = "figure"
COUNTED = {True: "yes", False: "no"}


def cases_query(
    figure: str, *, counted: bool | None = None, period: ReportingPeriod = ALL_TIME
) -> str:
    """Return what stands behind the change log's address to list the requests behind a figure.

    ``counted``: only those of the part, or only the others. With a figure chosen, the change log's
    days are those of the figure's cases (see `figures/cases.py`).
    """
    chosen = {
        CASES: figure,
        "counted": "" if counted is None else COUNTED[counted],
        "from": period.first.isoformat() if period.first else "",
        "until": period.last.isoformat() if period.last else "",
    }
    return "#" + urlencode({name: value for name, value in chosen.items() if value})
