"""What a browser sends with a form: fields and files, read in full or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from ubah.core.desk.handed_in import MOST_FILES, HandedIn
from ubah.edge.desk.door import FORM_WITH_FILES, LARGEST, kind_of

FIELDS = 200
"""So many fields a form may have."""
STEPS = 4
"""So many steps one form may take: a few files for each."""
_FILE = re.compile(r"u-(?P<field>[a-z][a-z_-]*)-(?P<row>[0-9])\Z")


@dataclass(frozen=True)
class Sent:
    """The fields of a form by name, and its files."""

    said: Mapping[str, str] = field(default_factory=dict)
    files: tuple[HandedIn, ...] = ()


NOTHING_SENT = Sent()


async def sent_form(request: Request) -> Sent | None:
    """Return what a form says, None for what no form of ours sends."""
    try:
        if kind_of(request.headers) == FORM_WITH_FILES:
            return await _with_files(request)
        body = await request.body()
        rows = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=FIELDS,
        )
    except (ClientDisconnect, HTTPException, ValueError):
        return None
    said = _once(rows)
    return None if said is None else Sent(said)


async def _with_files(request: Request) -> Sent | None:
    """Read a form with files (RFC 7578); a field in which none was chosen comes with an empty name."""
    most = {"max_files": MOST_FILES * STEPS, "max_fields": FIELDS, "max_part_size": LARGEST}
    async with request.form(**most) as form:
        rows = form.multi_items()
        said = _once((name, value) for name, value in rows if isinstance(value, str))
        if said is None:
            return None
        files = []
        chosen = [(name, value) for name, value in rows if isinstance(value, UploadFile)]
        for name, file in chosen:
            found = _FILE.match(name)
            if found is None or len(dict(chosen)) < len(chosen):
                return None
            data = await file.read()
            if file.filename or data:
                own = (file.filename or "").replace("\\", "/").rpartition("/")[2]
                secret = f"r{name[1:]}" in said
                files.append(HandedIn(found["field"], own, data, secret))
    return Sent(said, tuple(files))


def _once(rows: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """Return fields by name, None where one came twice."""
    listed = list(rows)
    return dict(listed) if len(dict(listed)) == len(listed) else None
