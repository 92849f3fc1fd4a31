"""Addresses on GitLab with what is known filled in: a step's form, as a whole text."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ubah.publish.forges import FormToFill, NewFilePage
from ubah.publish.forges.gitlab.templates import template_name, template_text

LONGEST = 4_000
"""The longest address that is opened: whoever has to sign in first brings it along escaped once more."""
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?\Z")
_PROJECT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+\Z")


def repository_address(host: str, path: str) -> str:
    """Return the address of a project, "" where there cannot be one."""
    known = _HOST.match(host) and _PROJECT.match(path) and ".." not in path
    return f"https://{host}/{path}" if known else ""


def forms_page(host: str, path: str) -> str:
    """Return the page on which a template is chosen, "" where there is none."""
    address = repository_address(host, path)
    return f"{address}/-/issues/new" if address else ""


def new_file(host: str, path: str) -> NewFilePage | None:
    """Return None: GitLab has no page that takes a new file's text out of its address."""
    return None


def form_address(host: str, path: str, wanted: FormToFill) -> str:
    """Return the address of a form with what is known filled in; "" where there is none.

    GitLab knows no fields, so the whole text stands in the address (docs: user/project/issues/create_issues,
    *using a URL with prefilled values*); where that would be too long the template alone is named, and the
    number in the title.
    """
    address = repository_address(host, path)
    if not address:
        return ""
    label = ", ".join(wanted.sop.actions[one.action].label.id for one in wanted.form.steps)
    title = {"issue[title]": f"{label}: {wanted.record.partition(' ')[0]}"}
    text = template_text(wanted.form, wanted.language, wanted.record, wanted.known)
    whole = f"{address}/-/issues/new?{urlencode({**title, 'issue[description]': text})}"
    if len(whole) <= LONGEST:
        return whole
    number = template_text(wanted.form, wanted.language, wanted.record, {})
    short = f"{address}/-/issues/new?{urlencode({**title, 'issue[description]': number})}"
    if len(short) <= LONGEST:
        return short
    named = {"issuable_template": template_name(wanted.form.key, wanted.sop)}
    return f"{address}/-/issues/new?{urlencode({**named, **title})}"
