"""Write docs/reference: commands, schemas and rules, in both languages, from the code that has them.

The commands are told by their own help, the schemas by their titles and descriptions, the rules by the rule
book. A rule's examples stand in rule_examples.yaml, or in rule_stories.yaml where no file alone can show it; what
is found of a bad one is what the judge prints. What is tried of a rule in tests/attacks is read there.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import click
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from support.examples_of_rules import MANY, SENTENCE, examples, findings_of
from support.stories import Told, masked, stories, story_offices
from ubah.cli import COMMANDS, commands
from ubah.cli.helping import HelpContext
from ubah.core.diagnostics import Basis, Finding, Label
from ubah.core.explain.rule_words import named_as_in
from ubah.core.forms.fields import label_of
from ubah.core.json_schema.parts import DEFINITION, dereference
from ubah.core.rules import RULES
from ubah.edge.system import catalogues
from ubah.report.text import finding_lines

FOLDER = ROOT / "docs/reference"
LANGUAGES = ("en", "id")
WIDTH = 100
TESTS_NAMED = 3
"""So many tests are named at most of those that try a rule on real histories."""
SCHEMAS = ("change", "asset", "roles", "office", "sop", "archived-change", "report", "explanation")
Words = Mapping[str, Label]
WORDS: Words = {
    "commands": Label("Perintah", "Commands"),
    "commands_intro": Label(
        "Bantuan setiap perintah, sebagaimana dicetak oleh `ubah PERINTAH --help`.",
        "The help of each command, as `ubah COMMAND --help` prints it.",
    ),
    "schemas": Label("Skema berkas", "Schemas of the files"),
    "schemas_intro": Label(
        "Isian setiap berkas, dari `schemas/`. Tanda [] berarti daftar, * di depan nama berarti nama bebas, dan isian wajib bertanda ✓ (bila bagian yang memuatnya ada).",
        "The fields of each file, from `schemas/`. A [] stands for a list, a * for names of one's own; ✓ marks what is required (where the part that holds it is there).",
    ),
    "rules": Label("Aturan", "Rules"),
    "rules_intro": Label(
        "Setiap temuan menyebutkan kode aturan. Di sini: arti, alasan, dan cara memperbaikinya; contoh benar dan salah beserta temuannya, semuanya dinilai oleh alat itu sendiri. Yang tidak tampak dari satu berkas saja diceritakan sebagai komit demi komit dalam riwayat git sungguhan; di bawahnya tercantum uji yang mencobanya. Tanda … menggantikan kunci, id komit, dan baris yang dilewatkan.",
        "Each finding names a rule by its code. Here: what it means, why, and how to mend it; a good and a bad example with what is found, all judged by the tool itself. What no file alone can show is told commit by commit, as it was played in a real git history; below it stand the tests that try it. A … stands for keys, ids of commits and lines left out.",
    ),
    "made": Label(
        "Dibuat oleh `scripts/update_reference.py`; sebuah uji menjaganya tetap mutakhir.",
        "Made by `scripts/update_reference.py`; a test holds it up to date.",
    ),
    "field": Label("isian", "field"),
    "title": Label("nama", "title"),
    "required": Label("wajib", "required"),
    "values": Label("isi", "values"),
    "note": Label("keterangan", "note"),
    "restricted": Label("tidak diterbitkan", "not published"),
    "why": Label("Mengapa", "Why"),
    "mend": Label("Cara memperbaiki", "How to mend it"),
    "good": Label("Benar", "Good"),
    "bad": Label("Salah", "Bad"),
    "without": Label("(tanpa bagian itu)", "(without that part)"),
    "settings": Label("dengan, dalam office.yaml", "with, in office.yaml"),
    "found": Label("Temuannya", "What is found"),
    "form": Label("formulir", "form"),
    "many": Label("kali", "times"),
    "twin": Label(
        "RFC kedua, di samping RFC yang dirilis 2026-02-03 pukul 09.20 sampai 11.20 pada aset yang sama:",
        "a second request, beside one that is released on 2026-02-03 from 09:20 to 11:20 on the same asset:",
    ),
    "tried": Label("Dicoba oleh", "Tried by"),
    "basis": Label("dasar", "basis"),
}
KINDS = {
    "string": Label("teks", "text"),
    "boolean": Label("true/false", "true/false"),
    "integer": Label("bilangan bulat", "whole number"),
    "number": Label("bilangan", "number"),
    "array": Label("daftar", "list"),
    "object": Label("kelompok", "group"),
    "date": Label("tanggal", "date"),
    "date-time": Label("waktu", "time"),
}
PLAIN = ("text", "line")
"""Definitions whose description says of each field the same."""
BASES = {
    Basis.SOP: Label("SOP", "SOP"),
    Basis.READING: Label("penafsiran SOP", "a reading of the SOP"),
    Basis.LOCAL: Label("ketentuan tambahan", "local rule"),
    Basis.FORMAT: Label("bentuk berkas", "format"),
}


def pages() -> Mapping[Path, str]:
    """Return path → content of all pages."""
    makers = {"commands": _commands, "schemas": _schemas, "rules": _rules}
    return {
        FOLDER / file_of(name, language): "\n".join(_page(name, maker(language), language))
        for name, maker in makers.items()
        for language in LANGUAGES
    }


def file_of(name: str, language: str) -> str:
    """Return the name of a page's file in one language."""
    return f"{name}.md" if language == "en" else f"{name}.{language}.md"


def _page(name: str, body: Iterator[str], language: str) -> Iterator[str]:
    other = "id" if language == "en" else "en"
    called = {"en": "English", "id": "Bahasa Indonesia"}[other]
    twin = file_of(name, other)
    yield from (f"# {_said(name, language)}", "", f"*({called}: [{twin}]({twin}))*", "")
    yield f"{_said(f'{name}_intro', language)} {_said('made', language)}"
    yield from body
    yield ""


def _said(word: str, language: str) -> str:
    return WORDS[word].in_language(language)


def _commands(language: str) -> Iterator[str]:
    for name in COMMANDS:
        command = commands.get_command(click.Context(commands), name)
        assert command is not None  # noqa: S101 - it stands in the table
        yield from ("", f"## ubah {name}")
        yield from _help(command, f"ubah {name}", language)


def _help(command: click.Command, typed: str, language: str) -> Iterator[str]:
    yield from ("", "```text", _help_text(command, typed, language), "```")
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            if not inner.hidden:
                yield from ("", f"### {typed} {name}")
                yield from _help(inner, f"{typed} {name}", language)


def _help_text(command: click.Command, typed: str, language: str) -> str:
    """Return a command's help; it translates the command for good, so the English is put back."""
    every = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    told = [item for each in every for item in (each, *each.params) if hasattr(item, "help")]
    kept, arguments = [item.help for item in told], sys.argv
    sys.argv = ["ubah", "--lang", language]
    try:
        names = ["-h", "--help"]
        context = HelpContext(
            command, info_name=typed, terminal_width=WIDTH, help_option_names=names
        )
        return context.get_help().rstrip()
    finally:
        sys.argv = arguments
        for item, text in zip(told, kept, strict=True):
            item.help = text


def _schemas(language: str) -> Iterator[str]:
    head = [_said(word, language) for word in ("field", "title", "required", "values", "note")]
    for name in SCHEMAS:
        schema = json.loads((ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
        definitions = schema.get("$defs", {})
        yield from ("", f"## {name}.schema.json: {label_of(schema).in_language(language)}", "")
        yield from _table(head, _rows(schema, definitions, "", (), language))
        for key, part in definitions.items():
            if key.startswith("evidence_") and part.get("properties"):
                title = label_of(part).in_language(language)
                action = key.removeprefix("evidence_")
                yield from ("", f"### {title} (`{action}`)", "")
                yield from _table(head, _rows(part, definitions, "", (), language))


def _table(head: list[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def _rows(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], path: str, within: tuple[str, ...],
    language: str,
) -> Iterator[tuple[str, ...]]:  # fmt: skip
    """Yield a row for each field below a schema; a definition inside itself is not gone into again."""
    parts = dict(schema.get("properties", {}))
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and others:
        parts["*"] = others
    for name, raw in parts.items():
        part = dereference(raw, definitions)
        label = label_of(part).in_language(language) if "title" in part else ""
        mark = "✓" if name in schema.get("required", ()) else ""
        own = f"{path}{name}"
        yield f"`{own}`", label, mark, _values(part, language), _note(part, language)
        yield from _below(part, definitions, own, within, language)


def _below(
    part: Mapping[str, Any], definitions: Mapping[str, Any], own: str, within: tuple[str, ...],
    language: str,
) -> Iterator[tuple[str, ...]]:  # fmt: skip
    definition = part.get(DEFINITION, "")
    if definition and definition in within:
        return
    inside = (*within, definition)
    inner = part
    if isinstance(part.get("items"), dict):
        inner, own = dereference(part["items"], definitions), f"{own}[]"
        named = inner.get(DEFINITION, "")
        if named and named in inside:
            return
        inside = (*inside, named)
    yield from _rows(inner, definitions, f"{own}.", inside, language)


def _values(part: Mapping[str, Any], language: str) -> str:
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "const" in part:
        return f"`{json.dumps(part['const'])}`"
    kind = part.get("format") or part.get("type", "")
    kinds = [kind] if isinstance(kind, str) else kind
    said = "/".join(KINDS[each].in_language(language) for each in kinds if each in KINDS)
    least, most = part.get("minimum"), part.get("maximum")
    span = f" ({least}–{most})" if least is not None and most is not None else ""
    default = f" = {json.dumps(part['default'])}" if "default" in part else ""
    return f"{said}{span}{default}"


def _note(part: Mapping[str, Any], language: str) -> str:
    indonesian, _, english = str(part.get("description", "")).partition(" / ")
    said = indonesian if language == "id" else english or indonesian
    if part.get(DEFINITION) in PLAIN:
        said = ""
    hidden = _said("restricted", language) if part.get("x-restricted") else ""
    return "; ".join(word for word in (said, hidden) if word)


@cache
def played() -> Mapping[tuple[str, str], Told]:
    """Return every story of a rule, good and bad, as it was played."""
    with story_offices() as offices:
        return {
            (rule, which): offices.play(rule, which)
            for rule in stories()
            for which in ("good", "bad")
        }


@cache
def _tries() -> Mapping[str, tuple[str, ...]]:
    """Return rule → the tests in tests/attacks and elsewhere that demand it."""
    attacks = runpy.run_path(str(ROOT / "scripts/update_attacks.py"))
    found: dict[str, list[str]] = {}
    for tried in attacks["collect"]():
        for rule in sorted(tried.rules):
            found.setdefault(rule, []).append(tried.name)
    return {rule: tuple(names) for rule, names in found.items()}


def _rules(language: str) -> Iterator[str]:
    shown = examples()
    for plain in RULES:
        rule = named_as_in(None, plain)
        basis = f"{_said('basis', language)}: {BASES[rule.basis].in_language(language)}"
        yield from ("", f"## {rule.id}: {rule.title.in_language(language)}", "")
        yield f"{rule.what.in_language(language)} *({basis})*"
        yield from ("", f"*{_said('why', language)}*: {rule.why.in_language(language)}")
        yield from ("", f"*{_said('mend', language)}*: {rule.mend.in_language(language)}")
        if rule.id in shown:
            yield from _example(rule.id, shown[rule.id], language)
            continue
        yield from _story(rule.id, language)
        if tests := _tries().get(rule.id, ())[:TESTS_NAMED]:
            named = ", ".join(f"`{test}`" for test in tests)
            yield from ("", f"*{_said('tried', language)}*: {named}")


def _example(rule: str, example: Mapping[str, Any], language: str) -> Iterator[str]:
    if "settings" in example:
        settings = yaml.safe_dump(example["settings"], sort_keys=False, allow_unicode=True)
        yield from (
            "",
            f"*{_said('settings', language)}*:",
            "",
            "```yaml",
            settings.rstrip(),
            "```",
        )
    where = example.get("file", "")
    if where:
        named = f", `{example['action']}`" if "action" in example else ""
        yield from ("", f"`{where}`{named}:")
    if "form" in example:
        yield from ("", f"{_said('form', language)}, `{example['form']}`:")
    if "twin" in example:
        yield from ("", _said("twin", language))
    fence = "text" if "form" in example else "yaml"
    for which in ("good", "bad"):
        text = dedent(str(example[which])).rstrip("\n") or _said("without", language)
        many = f"{SENTENCE}… ({MANY} {_said('many', language)})"
        text = text.replace("{many}", many)
        yield from ("", f"*{_said(which, language)}*:", "", f"```{fence}", text, "```")
    yield from _found(rule, findings_of(example, "bad"), language)


def _story(rule: str, language: str) -> Iterator[str]:
    for which in ("good", "bad"):
        yield from ("", f"*{_said(which, language)}*:", "")
        for number, happening in enumerate(played()[rule, which].happened, 1):
            yield f"{number}. {happening.said.in_language(language)}"
            if happening.lines:
                lines = ("```diff", *happening.lines, "```")
                yield from ("", *(f"   {each}".rstrip() for each in lines), "")
    yield from _found(rule, played()[rule, "bad"].findings, language)


def _found(rule: str, findings: Iterable[Finding], language: str) -> Iterator[str]:
    """Yield the first finding of a rule, in the tool's own words."""
    first = next(finding for finding in findings if finding.rule == rule)
    lines = finding_lines(first, language, catalogues.load(language))
    told = (masked(line) for line in lines)
    yield from ("", f"*{_said('found', language)}*:", "", "```text", *told, "```")


def main() -> None:
    """Write the pages and say how large they are."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {len(text.encode()) // 1024} KB")


if __name__ == "__main__":
    main()
