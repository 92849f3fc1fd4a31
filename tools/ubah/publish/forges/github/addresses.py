"""Addresses on GitHub with what is known filled in: a new file, a step's form."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ubah.core.diagnostics import Label
from ubah.core.forms.fields import RECORD_ID
from ubah.core.names import MAIN
from ubah.publish.forges import FormToFill, NewFilePage
from ubah.publish.forges.issue_forms import field_id, form_file

ADDRESS_LIMIT = 8000
"""The longest address that is opened, in characters.

Web servers read a request's first line into a buffer of 8 KiB: nginx with its defaults, measured,
takes a path of 8,177 characters and answers one more with 414. GitHub sends whoever is not signed in
to its sign-in page with the whole address, escaped once more, as a parameter: that longer form is
what has to fit, so the page measures that one.
"""

_NEXT_STEPS = Label(
    "GitHub terbuka di tab baru: tekan Propose changes di sana, lalu Create pull request.",
    "GitHub opens in a new tab: press Propose changes there, then Create pull request.",
)
LONGEST = 4_000
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?\Z")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")


def repository_address(host: str, path: str) -> str:
    """Return the address of a repository, "" where there cannot be one."""
    return f"https://{host}/{path}" if _HOST.match(host) and _REPOSITORY.match(path) else ""


def forms_page(host: str, path: str) -> str:
    """Return the page from which a form is chosen, "" where there is none."""
    address = repository_address(host, path)
    return f"{address}/issues/new/choose" if address else ""


def new_file(host: str, path: str) -> NewFilePage | None:
    """Return the "new file" page, None where there is none."""
    address = repository_address(host, path)
    if not address:
        return None
    return NewFilePage(
        f"{address}/new/{MAIN}?filename={{path}}&value={{text}}",
        f"https://{host}/login?return_to={{address}}",
        ADDRESS_LIMIT,
        _NEXT_STEPS,
    )


def form_address(host: str, path: str, wanted: FormToFill) -> str:
    """Return the address of a form with what is known filled in; "" where there is none.

    GitHub fills in the fields whose ids stand in the address. What makes it too long for GitHub's page
    for signing in is left out.
    """
    address = repository_address(host, path)
    if not address:
        return ""
    label = ", ".join(wanted.sop.actions[one.action].label.id for one in wanted.form.steps)
    query = {
        "template": form_file(wanted.form.key, wanted.sop),
        "title": f"{label}: {wanted.record.partition(' ')[0]}",
        RECORD_ID: wanted.record,
    }
    values = {field_id(name): value for name, value in wanted.known.items()}
    whole = f"{address}/issues/new?{urlencode({**query, **values})}"
    return whole if len(whole) <= LONGEST else f"{address}/issues/new?{urlencode(query)}"
