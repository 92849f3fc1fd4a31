"""What the tool writes for a forge to read: forms, owners of files, addresses that open a page there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ubah.core.diagnostics import Label
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.core.sop import Sop


@dataclass(frozen=True)
class NewFilePage:
    """A page of a forge on which a file of the repository is made, with its text filled in.

    ``address`` has ``{path}`` and ``{text}`` where these go, percent-encoded; ``sign_in`` has
    ``{address}`` where a forge puts the whole address for whoever has to sign in first. Neither is
    longer than ``longest`` characters. ``next_steps`` says what to press there.
    """

    address: str
    sign_in: str
    longest: int
    next_steps: Label


@dataclass(frozen=True)
class FormToFill:
    """A form to be opened with what is known filled in.

    ``record`` is the text that the field for its number holds, ``known`` the values by field id.
    """

    form: Form
    sop: Sop
    language: str
    record: str
    known: Mapping[str, str]


@dataclass(frozen=True)
class ForgePages:
    """A kind of forge, as far as files and addresses go; the twin of `ubah.edge.forges.kind`.

    ``title`` is what people call it, ``pin`` the file that pins the release of the tool.
    ``folder`` holds the files that the forge reads; those that ``is_derived`` is true of are made by
    ``derived_files`` out of the authority files, in office on a day, and by nobody else. Addresses
    are "" or None where host or path cannot be those of a repository there.
    """

    name: str  # as office.yaml has it under forge.kind
    title: str
    pin: str
    folder: str
    derived_files: Callable[[Authority, date, Translate], dict[str, bytes]]
    is_derived: Callable[[str], bool]
    repository_address: Callable[[str, str], str]
    forms_page: Callable[[str, str], str]
    new_file: Callable[[str, str], NewFilePage | None]
    form_address: Callable[[str, str, FormToFill], str]
