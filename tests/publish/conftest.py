from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from site_support import CATALOGUE, ROOT

from ubah.core.attachments import kept_file
from ubah.core.diagnostics import Place, indeterminate, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.paths import asset_id, attachment_of, record_id
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.core.rules import BY_ID, RULES


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    found = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("changes", "assets", "schemas")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    found |= {name: (ROOT / name).read_bytes() for name in ("roles.yaml", "office.yaml")}
    return found


@pytest.fixture(scope="session")
def register(files: dict[str, bytes]) -> Register:
    authority, problems = build_authority(files)
    assert authority, problems
    records = {path: data for path, data in files.items() if record_id(path)}
    assets = {path: data for path, data in files.items() if asset_id(path)}
    judgement = judge_contents(records, assets, authority)
    nothing = indeterminate(
        BY_ID["UB701"], Place(), msg("there is no history to audit"), msg("ubah demo")
    )
    summary = AuditSummary((nothing,))
    kept = {path: kept_file(data) for path, data in files.items() if attachment_of(path)[0]}
    register = build_register(files, authority, judgement.steps, summary, rules=RULES)
    return replace(register, kept=kept)


@pytest.fixture(scope="session")
def audited(register: Register) -> Register:
    """The register as if its history had been judged whole, and passed."""
    return replace(register, audit=AuditSummary((), "0" * 40, "1" * 40, 40, 260))


@pytest.fixture(scope="session")
def indonesian() -> Callable[[str], str]:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="id", domain="site")
    words = {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}
    return lambda text: words.get(text, text)
