"""The files by which an office's folder explains itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from ubah.core.diagnostics import Message, msg
from ubah.core.paths import SCHEMA_FILES
from ubah.core.render import Translate, render

EDITORCONFIG = b"""\
# https://editorconfig.org: whatever editor writes, the files stay as ubah writes them.
root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true
indent_style = space
indent_size = 2

# Attachments, byte for byte.
[changes/*/*/*]
charset = unset
end_of_line = unset
insert_final_newline = unset
trim_trailing_whitespace = unset
"""

PRE_COMMIT = b"""\
# https://pre-commit.com: `pre-commit install` lets git judge the work tree before each commit.
repos:
  - repo: local
    hooks:
      - id: ubah-check
        name: ubah check
        entry: ubah check
        language: system
        pass_filenames: false
        files: ^(changes/|assets/|schemas/|roles\\.yaml$|office\\.yaml$)
"""

EDITED_AS = {
    "change": "changes/*/RFC-*.yaml",
    "asset": "assets/*.yaml",
    "roles": "roles.yaml",
    "office": "office.yaml",
    "sop": "schemas/sop.yaml",
}
"""Schema → the files that an editor holds against it."""

EDITOR_SETTINGS: Mapping[str, Any] = {
    "yaml.schemas": {f"./{SCHEMA_FILES[name]}": where for name, where in EDITED_AS.items()},
    "yaml.format.enable": False,
    "files.eol": "\n",
    "files.insertFinalNewline": True,
    "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.formatOnSave": False},
}
EXTENSIONS = {"recommendations": ["redhat.vscode-yaml", "editorconfig.editorconfig"]}


def folder_files(
    name: str,
    language: str,
    translate: Translate,
    site: str = "",
    forms: str = "",
    *,
    refusal: str = "Request changes",
) -> dict[str, bytes]:
    """Return the files for an office called ``name``.

    ``site`` is where its register is published, ``forms`` where they are filed; "" for nowhere.
    ``refusal`` is the forge's button by which the head refuses; "": a form does it.
    """
    return {
        "README.md": _readme(name, language, translate, site, forms, refusal),
        ".editorconfig": EDITORCONFIG,
        ".pre-commit-config.yaml": PRE_COMMIT,
        ".vscode/settings.json": _json(EDITOR_SETTINGS),
        ".vscode/extensions.json": _json(EXTENSIONS),
    }


def _readme(
    name: str, language: str, translate: Translate, site: str, forms: str, refusal: str
) -> bytes:
    def paragraph(message: Message) -> str:
        return f"\n{render(message, translate, language)}\n"

    text = (files(__package__) / f"README.{language}.md").read_text("utf-8")
    published = msg("What is recorded can be read at {address}", address=f"<{site}>")
    filed = _by_forms(forms) if refusal else _by_forms_alone(forms)
    told = {
        "name": name.replace("<", "&lt;"),
        "site": paragraph(published) if site else "",
        "forge": paragraph(filed) if forms else "",
    }
    return Template(text).substitute(told).encode()


def _by_forms(address: str) -> Message:
    return msg(
        "Without git: file a request or a step by the forms at {address}; the head decides in the pull "
        "request, with Approve or Request changes.",
        address=f"<{address}>",
    )


def _by_forms_alone(address: str) -> Message:
    return msg(
        "Without git: file a request or a step at {address}, with the template of the step; the head "
        "presses Approve in the merge request that asks for the decision, or returns it by the form "
        "that is linked there.",
        address=f"<{address}>",
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()
