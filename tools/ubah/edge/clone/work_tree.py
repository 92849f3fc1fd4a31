"""What only the work tree itself can tell: strays, links, a schema that fell behind, a broken SOP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.judge.tree_rules import BELONGS_THERE, REGISTER
from ubah.core.office.authority import Authority
from ubah.core.office.schema_files import read_schema_file
from ubah.core.office.sop_names import further_name_findings
from ubah.core.paths import OFFICE, ROLES, SCHEMA_FILES, asset_id, kind_of, record_id
from ubah.core.rules.contents import SCHEMA_BEHIND_SOP
from ubah.core.rules.references import NOT_REGULAR_FILE, STRAY_FILE
from ubah.core.sop_proof.laws import sop_findings
from ubah.core.strict_yaml.cut_texts import cut_texts
from ubah.edge.clone.work_files import WorkFiles


def work_tree_findings(work: WorkFiles, authority: Authority | None) -> Iterator[Finding]:
    """Yield what is wrong with the files of the work tree as files."""
    root = work.root
    for folder in ("changes", "assets"):
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if work.is_passed_over(relative):
                continue
            if path.is_symlink():
                hint = msg("replace the link by the file itself")
                yield error(NOT_REGULAR_FILE, Place(relative), msg("this is a symbolic link"), hint)
            elif path.is_file() and kind_of(relative) not in REGISTER:
                message = msg("no such file belongs here")
                yield error(STRAY_FILE, Place(relative), message, BELONGS_THERE)
            elif path.is_dir() and (record_id(relative) or asset_id(relative)):
                hint = msg("move the folder out of the way")
                yield error(
                    NOT_REGULAR_FILE, Place(relative), msg("this is a folder, not a file"), hint
                )
    files = work.authority()
    for name in (ROLES, OFFICE):
        yield from cut_texts(files.get(name, b""), name)
    if authority is not None:
        yield from _derived_schema(files, authority)
        sop, schema = authority.sop, authority.change_schema
        yield from further_name_findings(sop, authority.roles_schema, schema)
        yield from sop_findings(sop, schema)


def _derived_schema(files: Mapping[str, bytes], authority: Authority) -> Iterator[Finding]:
    path = SCHEMA_FILES["change"]
    document, _ = read_schema_file(files.get(path, b""), path)
    if document is not None and document.value != authority.change_schema:
        message = msg("the schema does not say what sop.yaml says; editors would mislead people")
        yield error(SCHEMA_BEHIND_SOP, Place(path), message, msg("type: ubah schemas"))
