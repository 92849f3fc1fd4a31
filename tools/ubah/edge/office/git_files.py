"""What a new office tells git itself: line ends as committed, and what is nobody's to commit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ATTRIBUTES = b"""\
# Every file as it is committed, on Windows too: with line feeds.
* text=auto eol=lf
# Attachments: byte for byte, since their digests stand in the records.
changes/*/*/* -text
"""
IGNORED = b"""\
build/

# What file managers and editors leave behind
.DS_Store
._*
Thumbs.db
ehthumbs.db
[Dd]esktop.ini
.directory
*~
.*.sw?
.sw?
\\#*#
.#*
~$*
*.bak
*.orig
*.tmp
.idea/
.vscode/*
!.vscode/settings.json
!.vscode/extensions.json
"""

FOR_GIT: Mapping[str, bytes] = MappingProxyType(
    {".gitattributes": ATTRIBUTES, ".gitignore": IGNORED}
)
"""Path → content."""
