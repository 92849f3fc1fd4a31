"""What the writing commands do: append steps, sign them, have them judged, move the branch.

Everything that can fail comes before anything is moved: the commit is made beside the branch and
judged by the one judge; only then files and branch follow, each atomically.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ubah.core.attachments import with_earlier_attachments
from ubah.core.guards.asked import StepToCome
from ubah.core.model import Progress
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, record_path
from ubah.core.reading.handed_in import handed_in_text
from ubah.core.reading.journal import replay
from ubah.core.reading.records import landed_record, read_file
from ubah.core.register.appending import append_step
from ubah.edge.clone.workspace import SigningPerson, read_record
from ubah.edge.git import WorkingRepository
from ubah.edge.history.audit import HistoryResult
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.system import disk


@dataclass(frozen=True)
class Drafting:
    """What a writing command works with."""

    repository: WorkingRepository
    reader: LandingReader
    authority: Authority
    signer: SigningPerson
    now: datetime

    @property
    def root(self) -> Path:
        """The work tree."""
        return self.repository.work_tree

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str:
        """Make a signed commit on ``base`` with ``files`` replaced; nothing moves yet."""
        tree = self.repository.write_tree(base, files)
        return self.commit_tree(tree, (base,) if base else (), message)

    def commit_tree(self, tree: str, parents: tuple[str, ...], message: str) -> str:
        """Make a commit signed by whoever is typing; nothing moves yet.

        The author is the person whose key signs, by the name in roles.yaml, since people read git
        log; the committer is whoever git is set up for here. Names and addresses prove nothing.
        """
        config, me = self.repository.config, self.signer.person
        name, mail = config("user.name") or me.name, config("user.email") or f"{me.id}@localhost"
        environment = {
            "GIT_AUTHOR_NAME": me.name,
            "GIT_AUTHOR_EMAIL": f"{me.id}@localhost" if self.signer.borrows else mail,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
        }
        return self.repository.commit_tree(tree, parents, message, self.signer.key, environment)

    def judge(self, commit: str) -> HistoryResult | None:
        """Judge what merging ``commit`` into main would land; None where there is no main."""
        main = self.repository.find(f"refs/heads/{self.repository.main}")
        return judge_proposed(self.reader, main, commit, self.now) if main else None


def append_steps(
    drafting: Drafting,
    number: str,
    actions: tuple[str, ...],
    evidence: Mapping[str, Mapping[str, Any]],
    revised: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the record with one step after another appended, by whoever is typing.

    ``evidence`` is by action; ``revised`` is the request part that a ``revise`` among the actions puts in place.

    Raises:
        CannotRun: if the record cannot be read, or an action is unknown.
    """
    path = record_path(number)
    data = read_record(drafting.root, number)[1]
    for action in actions:
        part = evidence.get(action, {})
        data = append_step(
            data,
            path,
            action,
            drafting.signer.person.id,
            drafting.now,
            part,
            drafting.authority,
            revised,
        )
    return data


def changed_assets(drafting: Drafting) -> dict[str, bytes]:
    """Return the asset files that are changed in the work tree but not committed."""
    paths = [path for path in drafting.repository.dirty_paths() if asset_id(path)]
    there = (path for path in paths if (drafting.root / path).is_file())
    return {path: handed_in_text(disk.read(drafting.root / path), path).encode() for path in there}


def kept_names(root: Path, number: str) -> tuple[str, ...]:
    """Return the names of the attachments in a record's folder."""
    folder = root / record_path(number).removesuffix(".yaml")
    found = disk.below(folder, (".",)) if folder.is_dir() else ()
    return tuple(name.removeprefix("./") for name, _ in found)


def with_landed_attachments(
    revised: Mapping[str, Any], root: Path, number: str
) -> Mapping[str, Any]:
    """Return a revised request with the attachments of the one that stands, which never go (rule 2)."""
    path, data = read_record(root, number)
    return with_earlier_attachments(revised, read_file(data, path).request)


def step_to_come(drafting: Drafting, path: str, data: bytes) -> StepToCome:
    """Return where a record of the work tree stands before whoever is typing takes a step."""
    record = landed_record(read_file(data, path))
    progress = progress_of(drafting.authority, path, data)
    request = record.request if record else {}
    return StepToCome(request, progress, drafting.signer.person.id, drafting.authority.sop)


def progress_of(authority: Authority, path: str, data: bytes) -> Progress:
    """Return how far a record of the work tree is; an unreadable one has no progress."""
    record = landed_record(read_file(data, path))
    if record is None:
        return Progress()
    return replay(record, [entry.at for entry in record.journal], authority.sop)
