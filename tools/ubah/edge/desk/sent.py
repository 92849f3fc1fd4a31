"""What a browser sends with a form: fields and files, read in full or not at all."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from ubah.core.desk.handed_in import MOST_FILES, HandedIn
from ubah.edge.desk.door import FORM_WITH_FILES, LARGEST, kind_of

FIELDS = 200
"""So many fields a form may have."""
STEPS = 4
"""So many steps one form may take: a few files for each."""
LONGEST_SENDING = 120
"""Seconds in which a form has to be here; the web server in front gathers it before it passes it on."""
_FILE = re.compile(rf"u-(?P<field>[a-z][a-z_-]*)-(?P<row>[0-{MOST_FILES - 1}])\Z")
_PLAIN_KIND = re.compile(
    rf"{FORM_WITH_FILES}; *boundary=\"?[a-z0-9'()+_,./:=?-]{{1,70}}\"?", re.IGNORECASE
)
"""As browsers say it (RFC 2046, 5.1.1): no charset, since some of Python's take minutes, or make no text."""


@dataclass(frozen=True)
class Sent:
    """The fields of a form by name, and its files."""

    said: Mapping[str, str] = field(default_factory=dict)
    files: tuple[HandedIn, ...] = ()


NOTHING_SENT = Sent()


async def sent_form(request: Request) -> Sent | None:
    """Return what a form says, None for what no form of ours sends."""
    try:
        async with asyncio.timeout(LONGEST_SENDING):
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
    except (ClientDisconnect, MultiPartException, TimeoutError, ValueError):
        return None
    said = _once(rows)
    return None if said is None else Sent(said)


class _Parts(MultiPartParser):
    """Reads a form to its end: without one a part that was cut off would be left out in silence."""

    def __init__(self, request: Request) -> None:
        super().__init__(
            request.headers,
            self._whole(request),
            max_files=MOST_FILES * STEPS,
            max_fields=FIELDS,
            max_part_size=LARGEST,
        )
        self._ended = False

    def on_end(self) -> None:
        """Note that the end has come."""
        self._ended = True

    async def _whole(self, request: Request) -> AsyncGenerator[bytes, None]:
        async for piece in request.stream():
            yield piece
        if not self._ended:  # said while it is still read, so that every file is closed
            raise MultiPartException("the end is missing")


async def _with_files(request: Request) -> Sent | None:
    """Read a form with files (RFC 7578); a field in which none was chosen comes with an empty name."""
    if not _PLAIN_KIND.fullmatch(request.headers["content-type"]):
        return None
    form = await _Parts(request).parse()
    try:
        return await _read(form)
    finally:
        await form.close()


async def _read(form: FormData) -> Sent | None:
    rows = form.multi_items()
    said = _once((name, value) for name, value in rows if isinstance(value, str))
    chosen = [(name, value) for name, value in rows if isinstance(value, UploadFile)]
    if said is None or len(dict(chosen)) < len(chosen) or any(map(_FILE.match, said)):
        return None
    files = []
    for name, file in chosen:
        found = _FILE.match(name)
        if found is None:
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
