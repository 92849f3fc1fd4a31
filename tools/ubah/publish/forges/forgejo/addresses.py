"""Addresses on a Forgejo or Gitea with what is known filled in: a step's form."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ubah.core.forms.fields import RECORD_ID
from ubah.publish.forges import FormToFill, NewFilePage
from ubah.publish.forges.forgejo.files import FORMS
from ubah.publish.forges.issue_forms import field_id, form_file

LONGEST = 4_000
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?\Z")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")


def repository_address(host: str, path: str) -> str:
    """Return the address of a repository, "" where there cannot be one."""
    return f"https://{host}/{path}" if _HOST.match(host) and _REPOSITORY.match(path) else ""


def forms_page(host: str, path: str) -> str:
    """Return the page from which a form is chosen, "" where there is none."""
    address = repository_address(host, path)
    return f"{address}/issues/new/choose" if address else ""


def new_file(_host: str, _path: str) -> NewFilePage | None:
    """Return None: no document promises that its page for a new file takes a text from the address."""
    return None


def form_address(host: str, path: str, wanted: FormToFill) -> str:
    """Return the address of a form with what is known filled in; "" where there is none.

    A form is named by its whole path, and a field by its id behind "field:"; fields with a choice keep
    what they begin with. What makes the address too long is left out.
    """
    address = repository_address(host, path)
    if not address:
        return ""
    query = {
        "template": f"{FORMS}/{form_file(wanted.form.key, wanted.sop)}",
        f"field:{RECORD_ID}": wanted.record,
    }
    values = {f"field:{field_id(name)}": value for name, value in wanted.known.items()}
    whole = f"{address}/issues/new?{urlencode({**query, **values})}"
    return whole if len(whole) <= LONGEST else f"{address}/issues/new?{urlencode(query)}"
