"""Addresses of the office's own: of its site, and on its forge with what is known filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ubah.publish.forges import ForgePages, FormToFill, NewFilePage
from ubah.publish.forges.table import FORGE_PAGES

_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?\Z")
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)+\Z")  # GitLab has subgroups


def site_address(raw_office: Mapping[str, Any]) -> str:
    """Return the address of the published site with a slash at its end, "" where none is told."""
    address = str(raw_office.get("site_url", ""))
    return f"{address.rstrip('/')}/" if address else ""


def permanent_address(raw_office: Mapping[str, Any], record: str) -> str:
    """Return where the page of ``record`` can be found for good, "" where no address is told."""
    address = site_address(raw_office)
    return f"{address}rfc/{record}/" if address else ""


def clone_address(raw_office: Mapping[str, Any]) -> str:
    """Return where the repository is cloned from, "" where the office's settings don't tell."""
    host, path = _repository(raw_office)
    known = _HOST.match(host) and _PROJECT.match(path) and ".." not in path
    return f"https://{host}/{path.removesuffix('.git')}.git" if known else ""


def forge_pages(raw_office: Mapping[str, Any]) -> ForgePages | None:
    """Return what is known of the kind of forge that the office is on, None for plain git."""
    return FORGE_PAGES.get(_forge(raw_office, "kind"))


def new_file_page(raw_office: Mapping[str, Any]) -> NewFilePage | None:
    """Return the page on the office's forge that makes a file, None where there is none."""
    pages = forge_pages(raw_office)
    return pages.new_file(*_repository(raw_office)) if pages else None


def form_address(raw_office: Mapping[str, Any], wanted: FormToFill) -> str:
    """Return the address of a form with what is known filled in, "" where there is none."""
    pages = forge_pages(raw_office)
    return pages.form_address(*_repository(raw_office), wanted) if pages else ""


def _repository(raw_office: Mapping[str, Any]) -> tuple[str, str]:
    return _forge(raw_office, "host"), _forge(raw_office, "repository")


def _forge(raw_office: Mapping[str, Any], name: str) -> str:
    return str(raw_office.get("forge", {}).get(name, ""))
