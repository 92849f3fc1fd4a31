"""What the answers of GitLab's stand-in have in common: what is not there, and how lists are narrowed down."""

from __future__ import annotations

from typing import Any

from forge.gitlab.project import GitLabProject

Asked = Any
Given = tuple[int, Any]

MISSING: Given = (404, {"message": "404 Not found"})


def updated_since(rows: list[dict[str, Any]], wanted: Asked) -> list[dict[str, Any]]:
    """Return what was updated since ``updated_after``; all times there are in whole seconds of UTC."""
    since = wanted.get("updated_after", "")
    return [row for row in rows if row["updated_at"] >= since]


def label(there: GitLabProject, number: int, text: str) -> None:
    """Give an issue or a merge request these labels alone; they are told apart by commas."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    assert all(len(name) <= 255 for name in names)
    there.labels.update(dict.fromkeys(names))
    there.labels_of(number)[:] = names
    there.touch(number, often=True)
