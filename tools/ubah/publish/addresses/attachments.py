"""Attachments on the site: which are published, and where they stand there.

They stand once, beside the first language's pages. What is restricted is left out of public pages,
and so is what is not the file that was named: its digest is what the pages tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ubah.core.attachments import Attachment, attachments_in_record
from ubah.core.paths import attachment_path
from ubah.core.register.views import Register


def attachment_url(path: str) -> str:
    """Return where the attachment that the repository keeps at ``path`` stands in the site."""
    return f"lampiran/{path.removeprefix('changes/')}"


@dataclass(frozen=True)
class Attachments:
    """The attachments of a register.

    ``shown``: name and digest → path, of those that an edition may show. ``restricted`` are the digests
    of what some step calls restricted: whatever another one says of the same content, it is so.
    """

    shown: Mapping[tuple[str, str], str]
    restricted: frozenset[str]


def attachments_of(register: Register, internal: bool) -> Attachments:
    """Return the attachments of a register, as an edition for the public or the office has them."""
    all_of_them = [*_attachments(register)]
    restricted = frozenset(one.sha256 for _, one in all_of_them if one.restricted)
    shown: dict[tuple[str, str], str] = {}
    for record, one in all_of_them:
        path = attachment_path(record, one.file)
        kept = register.kept.get(path)
        sound = kept is not None and kept.sha256 == one.sha256
        if sound and (internal or one.sha256 not in restricted):
            shown.setdefault((one.file, one.sha256), path)
    return Attachments(shown, restricted)


def _attachments(register: Register) -> Iterator[tuple[str, Attachment]]:
    for view in register.records:
        yield from ((view.record.id, one) for one in attachments_in_record(view.record))
