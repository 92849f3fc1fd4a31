"""What a path of the repository is: record, attachment, asset, authority file, machinery or prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from ubah.core.attachments import FILE_NAME
from ubah.core.blobs import REGULAR_FILE, Blob
from ubah.core.diagnostics import Label

ROLES = "roles.yaml"
OFFICE = "office.yaml"
SCHEMAS = "schemas/"
SOP = "schemas/sop.yaml"
SCHEMA_FILES = {
    name: f"schemas/{name}.schema.json" for name in ("change", "asset", "roles", "office", "sop")
}
AUTHORITY_FILES = (ROLES, OFFICE, SOP, *SCHEMA_FILES.values())
"""The authority files that the judge reads; all of schemas/ is protected as one unit."""
ARCHIVE = "archive"
ARCHIVE_SCHEMA = "schemas/archived-change.schema.json"
READ_AS_AUTHORITY = (*AUTHORITY_FILES, ARCHIVE_SCHEMA)
"""With the schema that an office may do without: where it has it, its archive is judged by it."""

_RECORD = re.compile(r"changes/(?P<year>[0-9]{4})/(?P<id>RFC-(?P<of>[0-9]{4})-[0-9]{4})\.yaml\Z")
_ASSET = re.compile(r"assets/(?P<id>[A-Z]{2,6}-[0-9]{4})\.yaml\Z")
_ARCHIVED = re.compile(
    rf"{ARCHIVE}/(?P<year>[0-9]{{4}})/(?P<id>ARSIP-(?P<of>[0-9]{{4}})-[0-9]{{4}})\.yaml\Z"
)
_ATTACHMENT = re.compile(
    rf"changes/(?P<year>[0-9]{{4}})/(?P<id>RFC-(?P<of>[0-9]{{4}})-[0-9]{{4}})/(?P<file>{FILE_NAME})\Z"
)
_PROTECTED = ("changes", "assets", "schemas", ROLES, OFFICE)
_PUBLICATION = ("mkdocs.yml", "mkdocs.yaml", "site")
_RUN_THERE = ("makefile", "gnumakefile", "requirements", "pyproject.toml", "scripts", "tools")
_BUILD_SETTINGS = ("hatch.toml", "setup.cfg")
_RUN_ELSEWHERE = ("jenkinsfile", "action.yml", "action.yaml", "ci", "package.json")
_MODULE = re.compile(r"[^/]+\.(py|pyc|so)\Z|[^/]+/__init__\.[^/]+\Z")
_IGNORABLE = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff]")


class PathKind(StrEnum):
    """The kinds of paths that design and rules tell apart."""

    RECORD = "record"
    ATTACHMENT = "attachment"
    ASSET = "asset"
    AUTHORITY = "authority"
    MACHINERY = "machinery"
    PROSE = "prose"
    ARCHIVED = "archived"
    STRAY = "stray"


KIND_LABELS: Mapping[PathKind, Label] = {
    PathKind.RECORD: Label("berkas RFC", "a record"),
    PathKind.ATTACHMENT: Label("lampiran", "an attachment"),
    PathKind.ASSET: Label("aset", "an asset"),
    PathKind.MACHINERY: Label("perangkat kerja", "machinery"),
    PathKind.PROSE: Label("naskah", "prose"),
    PathKind.ARCHIVED: Label("arsip", "an archived request"),
    PathKind.STRAY: Label("berkas asing", "a stray file"),
    PathKind.AUTHORITY: Label("berkas wewenang", "an authority file"),
}


def record_id(path: str) -> str:
    """Return the RFC number that ``path`` stands for, or "" if it is no record's path."""
    match = _RECORD.match(path)
    return match["id"] if match and match["year"] == match["of"] else ""


def record_path(record: str) -> str:
    """Return where the record ``RFC-YYYY-NNNN`` is kept."""
    return f"changes/{record[4:8]}/{record}.yaml"


def attachment_of(path: str) -> tuple[str, str]:
    """Return the record that keeps the attachment at ``path``, and its name; "" if it is none."""
    match = _ATTACHMENT.match(path)
    return (match["id"], match["file"]) if match and match["year"] == match["of"] else ("", "")


def attachment_path(record: str, file: str) -> str:
    """Return where the record ``RFC-YYYY-NNNN`` keeps an attachment."""
    return f"changes/{record[4:8]}/{record}/{file}"


def under_number(path: str, record: str) -> str:
    """Return where ``path``, a record's or one of its attachments', is kept under another number."""
    _, file = attachment_of(path)
    return attachment_path(record, file) if file else record_path(record)


def asset_id(path: str) -> str:
    """Return the id of the asset kept at ``path``, or ""."""
    match = _ASSET.match(path)
    return match["id"] if match else ""


def asset_path(asset: str) -> str:
    """Return where the asset is kept."""
    return f"assets/{asset}.yaml"


def archived_id(path: str) -> str:
    """Return the id of the archived request that ``path`` stands for, or "" if it is none's path."""
    match = _ARCHIVED.match(path)
    return match["id"] if match and match["year"] == match["of"] else ""


def archived_path(archived: str) -> str:
    """Return where the archived request ``ARSIP-YYYY-NNNN`` is kept."""
    return f"{ARCHIVE}/{archived[6:10]}/{archived}.yaml"


def is_read(path: str) -> bool:
    """Whether judging reads what a landing makes of a path, beside the authority."""
    return bool(record_id(path) or asset_id(path) or archived_id(path))


def in_archive(path: str) -> bool:
    """Whether a path lies in the archive, or in what some file system takes for it."""
    return _folded(path.split("/", 1)[0]) == ARCHIVE


def split_register(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the records and the assets among ``files``."""
    records = {path: data for path, data in files.items() if record_id(path)}
    assets = {path: data for path, data in files.items() if asset_id(path)}
    return records, assets


def kind_of(path: str, *blobs: Blob | None) -> PathKind:
    """Return what ``path`` is; ``blobs`` (before, after) decide whether a .md file is prose."""
    first = path.split("/", 1)[0]
    if first == "changes":
        if attachment_of(path)[0]:
            return PathKind.ATTACHMENT
        return PathKind.RECORD if record_id(path) else PathKind.STRAY
    if first == "assets":
        return PathKind.ASSET if asset_id(path) else PathKind.STRAY
    if path in (ROLES, OFFICE) or first == "schemas":
        return PathKind.AUTHORITY
    if _folded(first) in _PROTECTED:
        return PathKind.STRAY
    if archived_id(path):
        return PathKind.ARCHIVED
    regular = all(blob is None or blob.mode == REGULAR_FILE for blob in blobs)
    if path.endswith(".md") and regular and not _in_dot_folder(path):
        return PathKind.PROSE
    return PathKind.MACHINERY


def runs_recorder_or_publication(path: str) -> bool:
    """Whether only the head or the superior may change this machinery (rule 6).

    CI files (whatever starts with a dot at the top, and what other forges' CI reads), the site's
    settings, templates and hooks, and all that the workflows install and run: the tool itself, what
    its build reads beside pyproject.toml, and modules at the top, which ``python -m`` finds first.
    """
    first = _folded(path.split("/", 1)[0])
    return (
        path.startswith(".")
        or first.startswith(".")
        or first in (*_PUBLICATION, *_RUN_THERE, *_BUILD_SETTINGS, *_RUN_ELSEWHERE)
        or first.startswith("requirements")
        or _MODULE.match(path) is not None
    )


def _in_dot_folder(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _folded(name: str) -> str:
    """Fold ``name`` as case-insensitive and look-alike-tolerant file systems do."""
    plain = _IGNORABLE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return plain.rstrip(". ")
