"""What one would build instead of the register: MkDocs Material, with a page for each record in nav."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import yaml


def make_material_project(folder: Path, records: Iterable[Path]) -> None:
    """Write a project with a plain page for each record: its request as a list, its journal as a table."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Perubahan\n")
    nav: list[dict[str, str]] = []
    for path in records:
        record = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        (docs / f"{path.stem}.md").write_text(_page(record))
        nav.append({f"{path.stem} {record['request']['title']}": f"{path.stem}.md"})
    settings = {
        "site_name": "Perubahan",
        "theme": {"name": "material", "font": False},
        "nav": [{"Awal": "index.md"}, {"Perubahan": nav}],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, width=1000))


def _page(record: dict[str, object]) -> str:
    request, journal = record["request"], record["journal"]
    assert isinstance(request, dict)  # noqa: S101 - as the history makes them
    assert isinstance(journal, list)  # noqa: S101
    lines = [f"# {record['id']} {request['title']}", "", f"Status: {record['status']}", ""]
    lines += [f"- **{name}**: {value}" for name, value in request.items()]
    lines += ["", "| Langkah | Oleh | Waktu | Bukti |", "| --- | --- | --- | --- |"]
    for entry in journal:
        evidence = "; ".join(f"{k}: {v}" for k, v in (entry.get("evidence") or {}).items())
        told = evidence.replace("|", "/").replace("\n", " ")
        lines.append(f"| {entry['action']} | {entry['by']} | {entry['at']} | {told} |")
    return "\n".join((*lines, ""))
