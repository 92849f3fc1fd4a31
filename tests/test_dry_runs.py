"""The ways to add to the project that CONTRIBUTING describes, each followed in a copy of it, and run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("tools", "schemas", "changes", "assets", "site", "roles.yaml", "office.yaml", "mkdocs.yml")
ACTION = """
  note_risk:
    steps: []
    label: {id: "Catat Risiko", en: "Note a risk"}
    done: {id: "Risiko Dicatat", en: "Risk noted"}
    basis: local
    from: [authorised]
    to: same
    by: [change_manager]
    guards: []
    evidence:
      risk: {required: true, basis: local, label: {id: "Risiko", en: "Risk"}, schema: {$ref: "#/$defs/text"}}
"""
RULE = """
SHORT_TITLE = Rule(
    "UB999",
    "short-title",
    Basis.LOCAL,
    title=Label("Judul terlalu pendek", "The title is short"),
    what=Label("Judulnya kurang dari seratus huruf.", "The title has fewer than a hundred letters."),
    why=Label("Aturan alat: contoh.", "A rule of the tool: an example."),
    mend=Label("Tulis judul yang lebih panjang.", "Write a longer title."),
    since=2,
)
"""
PAGE = '''"""A page that greets."""

from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

GREETING = "salam/index.html"


def greeting_body(ctx: Context) -> str:
    """Return the HTML of the page."""
    return render_template("greeting.html", GREETING, ctx, {"count": len(ctx.register.records)})
'''
EXPORT = '''"""The titles of all requests, one a line."""

from ubah.publish.gathered.context import Context


def to_titles(ctx: Context) -> bytes:
    """Return the titles."""
    return "".join(f"{view.record.title}\\n" for view in ctx.register.records).encode()
'''
FORGE = '''"""A forge that is GitHub by another name."""

from dataclasses import replace

from ubah.edge.forges.github import GITHUB

ANOTHER = replace(GITHUB, name="another", title="Another", public_host="another.example")
'''
PAGES = FORGE.replace("edge", "publish").replace(
    ', title="Another", public_host="another.example"', ', folder=".another"'
)


class Copy:
    """A copy of the project, changed as a developer would, and the tool that runs from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                skip = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, folder / part, ignore=skip)
            else:
                shutil.copy2(source, folder / part)
        git = (
            "git",
            "-C",
            str(folder),
            "-c",
            "user.name=Contoh",
            "-c",
            "user.email=contoh@localhost",
        )
        subprocess.run([*git, "init", "--quiet"], check=True)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "salinan"], check=True)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(exist_ok=True)
        (self.folder / path).write_text(text)

    def append(self, path: str, text: str) -> None:
        (self.folder / path).write_text((self.folder / path).read_text().rstrip("\n") + "\n" + text)

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text()
        assert text.count(old) == 1, (path, old)
        (self.folder / path).write_text(text.replace(old, new))

    def ubah(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "ubah", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "tools"), "UBAH_DEBUG": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def rules_found(self) -> set[str]:
        report = json.loads(self.ubah("check", "--format", "json"))
        return {finding["rule"] for finding in report["findings"]}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


@pytest.mark.slow
def test_a_new_action_is_one_file(copy: Copy) -> None:
    copy.append("schemas/sop.yaml", ACTION)
    copy.ubah("schemas")
    copy.ubah("check")
    assert "note_risk" in copy.ubah("next")


@pytest.mark.slow
def test_a_new_guard_is_two_more(copy: Copy) -> None:
    guarded = "guards:\n      - {name: risk_is_told, basis: local}"
    copy.append("schemas/sop.yaml", ACTION.replace("guards: []", guarded))
    copy.append("tools/ubah/core/rules/guards_work.py", RULE.replace(",\n    since=2", ""))
    copy.replace(
        "tools/ubah/core/guards/work.py",
        "from ubah.core.rules.guards_work import (",
        "from ubah.core.rules.guards_work import (\n    SHORT_TITLE,",
    )
    copy.append(
        "tools/ubah/core/guards/work.py",
        '\n\n@guard(SHORT_TITLE, demands=msg("the risk is told"), reads=("risk",))\n'
        "def risk_is_told(step: StepContext) -> Iterator[Complaint]:\n"
        '    """A risk has more than a word."""\n'
        '    if len(step.evidence["risk"]) < 9:\n'
        '        yield msg("the risk is told in a word"), msg("tell it in a sentence")\n',
    )
    copy.ubah("schemas")
    copy.ubah("check")
    assert "UB999" in copy.ubah("explain")


@pytest.mark.slow
def test_a_new_rule_is_two_files(copy: Copy) -> None:
    copy.append("tools/ubah/core/rules/seen.py", RULE)
    finder = "tools/ubah/core/judge/deviations.py"
    copy.replace(
        finder,
        "from ubah.core.rules.seen import (",
        "from ubah.core.rules.seen import (\n    SHORT_TITLE,",
    )
    copy.replace(
        finder,
        '    if evidence.get("deviations"):',
        "    if means(Meaning.SUBMITS) and len(step.record.title) < 100:\n"
        '        yield deviation(SHORT_TITLE, place, msg("the title is short"))\n'
        '    if evidence.get("deviations"):',
    )
    copy.replace("office.yaml", "rules: 1\n", "rules: 2\n")
    assert "UB999" in copy.rules_found()
    copy.replace("office.yaml", "rules: 2\n", "rules: 1\n")
    assert "UB999" not in copy.rules_found()
    assert "Judul terlalu pendek" in copy.ubah("explain", "UB999")
    assert "UB999" in copy.ubah("explain")


@pytest.mark.slow
def test_a_new_page_is_a_module_a_template_and_a_line(copy: Copy) -> None:
    copy.write("tools/ubah/publish/pages/greeting.py", PAGE)
    template = "tools/ubah/publish/markup/templates/greeting.html"
    copy.write(template, "<h1>{{ _('Greeting') }}</h1><p>{{ count }}</p>\n")
    table, more = "tools/ubah/publish/site/table.py", '    Section(MORE, msg("More"), '
    line = '    Section(GREETING, msg("Greeting"), greeting_body, LAST_TAB, msg("A greeting")),\n'
    copy.replace(table, more, line + more)
    copy.replace(
        table,
        "from ubah.publish.pages.more import",
        "from ubah.publish.pages.greeting import GREETING, greeting_body\n"
        "from ubah.publish.pages.more import",
    )
    catalogue = "tools/ubah/locale/id/LC_MESSAGES/site.po"
    copy.append(catalogue, '\nmsgid "Greeting"\nmsgstr "Salam"\n')
    out = copy.folder.parent / "out"
    copy.ubah("site", "--out", str(out), "--lang", "id")
    page = (out / "salam/index.html").read_text()
    assert "<h1>Salam</h1><p>31</p>" in page
    assert 'href="salam/index.html"' in (out / "index.html").read_text()


@pytest.mark.slow
def test_a_new_export_is_a_file_and_a_line(copy: Copy) -> None:
    copy.write("tools/ubah/publish/exports/titles.py", EXPORT)
    command = "tools/ubah/cli/publication/export.py"
    copy.replace(
        command,
        '    "json": (to_json,',
        '    "txt": (to_titles, "Write the titles."),\n    "json": (to_json,',
    )
    copy.replace(
        command,
        "from ubah.publish.exports.tables import",
        "from ubah.publish.exports.titles import to_titles\nfrom ubah.publish.exports.tables import",
    )
    assert len(copy.ubah("export", "txt").splitlines()) == 31


@pytest.mark.slow
def test_a_new_forge_is_a_package_its_twin_and_a_line_each(copy: Copy) -> None:
    for room, text in (("edge", FORGE), ("publish", PAGES)):
        copy.write(f"tools/ubah/{room}/forges/another/__init__.py", text)
        table = f"tools/ubah/{room}/forges/table.py"
        copy.replace(table, "(GITHUB, FORGEJO, GITLAB)", "(GITHUB, FORGEJO, GITLAB, ANOTHER)")
        copy.replace(
            table,
            f"from ubah.{room}.forges.github import GITHUB",
            f"from ubah.{room}.forges.another import ANOTHER\n"
            f"from ubah.{room}.forges.github import GITHUB",
        )
    copy.replace("schemas/office.schema.json", '"github"', '"github",\n            "another"')
    office = (copy.folder / "office.yaml").read_text()
    assert "\nforge:" not in office
    copy.append("office.yaml", "forge: {kind: another, host: another.example, repository: a/b}\n")
    copy.ubah("check")
    out = copy.folder.parent / "out"
    copy.ubah("site", "--out", str(out), "--lang", "id")
    pages = [page.read_text() for page in out.glob("rfc/*/index.html")]
    assert any("https://another.example/a/b/issues/new" in page for page in pages)
