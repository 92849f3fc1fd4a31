"""The contents of a commit, judged without asking who took the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ubah.core.diagnostics import Finding, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.model import JudgedStep
from ubah.core.paths import split_register
from ubah.edge.history.tree_files import attachments_in_tree

if TYPE_CHECKING:
    from ubah.edge.history.landings import LandingReader

CONTENT_ONLY = msg(
    "only content and transitions are judged here, not who took the steps (for that: ubah audit)"
)


SAMPLE = msg(
    "this is the sample office, which has no keys; for one that proves its steps, type: ubah demo DIR"
)


def contents_at(
    reader: LandingReader, commit: str
) -> tuple[tuple[Finding, ...], tuple[JudgedStep, ...]]:
    """Return what judging the contents of a commit alone finds."""
    tree = reader.commit(commit).tree
    authority, findings = reader.authority(tree)
    if authority is None:
        return findings, ()
    kept = attachments_in_tree(reader.store, tree)
    files = reader.register_files(tree)
    judged = judge_contents(*split_register(files), authority, attachments=kept)
    return (*findings, *judged.findings), judged.steps
