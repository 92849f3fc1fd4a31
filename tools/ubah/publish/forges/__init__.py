"""What the tool writes for a forge to read: forms, owners of files, addresses that open a page there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.core.sop import Sop


@dataclass(frozen=True)
class ForgePages:
    """A kind of forge, as far as files and addresses go; the twin of `ubah.edge.forges.kind`.

    ``folder`` holds the files that the forge reads; those that ``is_derived`` is true of are made by
    ``derived_files`` out of the authority files, in office on a day, and by nobody else. Addresses
    are "" where host or path cannot be those of a repository there.
    """

    name: str  # as office.yaml has it under forge.kind
    folder: str
    derived_files: Callable[[Authority, date, Translate], dict[str, bytes]]
    is_derived: Callable[[str], bool]
    repository_address: Callable[[str, str], str]
    new_file_address: Callable[[str, str], str]
    form_address: Callable[[str, str, Sop, str, str, Mapping[str, str]], str]
    """Host, path, SOP, the form's key, record, values by field id."""
