"""Attachments on the site: which are published, and where they stand there.

They stand once, beside the first language's pages; what is restricted is left out of public pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ubah.core.attachments import Attachment, attachments_in
from ubah.core.paths import attachment_path
from ubah.core.register.views import RecordView, Register


def attachment_url(path: str) -> str:
    """Return where the attachment that the repository keeps at ``path`` stands in the site."""
    return f"lampiran/{path.removeprefix('changes/')}"


def published_attachments(register: Register, internal: bool) -> Mapping[tuple[str, str], str]:
    """Return name and digest → path of the attachments that an edition may show.

    A file that one step calls restricted is so, whatever another one says of it.
    """
    shown: dict[tuple[str, str], str] = {}
    hidden: set[tuple[str, str]] = set()
    for view in register.records:
        for attachment in _attachments_of(view):
            same = attachment.file, attachment.sha256
            shown.setdefault(same, attachment_path(view.record.id, attachment.file))
            if attachment.restricted and not internal:
                hidden.add(same)
    return {same: path for same, path in shown.items() if same not in hidden}


def _attachments_of(view: RecordView) -> Iterator[Attachment]:
    """Yield the attachments of a record that are kept in its folder."""
    for part in (view.record.request, *(entry.evidence for entry in view.record.journal)):
        yield from (one for one in attachments_in(part, ()) if one.file)
