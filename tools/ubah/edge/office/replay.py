"""Replaying the sample register as a real office: keys, a guarded server, a signed history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from ubah.core.attachments import attachments_in
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import (
    OFFICE,
    READ_AS_AUTHORITY,
    ROLES,
    asset_path,
    attachment_path,
    record_id,
    split_register,
)
from ubah.core.people.signers import address_of, allowed_signers, signers_of
from ubah.core.reading.journal import advance, begin, declared_assets
from ubah.core.reading.records import build_record, read_file
from ubah.core.reading.writing import append_entry, dump, entry_data, versions, with_status
from ubah.edge.clone.workspace import authority_on_disk
from ubah.edge.git import WorkingRepository, make_repository, require_git
from ubah.edge.git.keys import make_key
from ubah.edge.office.git_files import FOR_GIT
from ubah.edge.office.hooks import install_pre_receive
from ubah.edge.office.signers import show_good_signatures
from ubah.edge.system import disk

FOUNDED = "2026-01-05T08:00:00+08:00"
LANDER = "pengelola-1"
TO_SIGN = timedelta(minutes=1)
TO_LAND = timedelta(minutes=2)


@dataclass(frozen=True)
class ReplayStep:
    """One step of the sample, as the files that it leaves behind."""

    record: str
    entry: Entry
    files: Mapping[str, bytes]


@dataclass
class DemoOffice:
    """The office in ``folder``: ``origin.git``, ``repo`` and ``keys``."""

    folder: Path
    authority: Authority
    repository: WorkingRepository
    server: WorkingRepository
    root: str
    tip: str
    landed: int = 0
    landings: list[datetime] = field(default_factory=list)

    def key(self, person: str) -> Path:
        """Return a person's private key."""
        return self.folder / "keys" / person

    def dated(self, person: str, moment: datetime) -> dict[str, str]:
        """Return git's variables for a commit by ``person`` at ``moment``."""
        name = self.authority.roles.name(person)
        date = f"{int(moment.timestamp())} +0800"
        mail = address_of(person)
        return {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
            "GIT_COMMITTER_DATE": date,
        }

    def commit(
        self, person: str, moment: datetime, base: tuple[str, ...], tree: str, message: str
    ) -> str:
        """Make a commit signed by ``person`` at ``moment``."""
        return self.repository.commit_tree(
            tree, base, message, self.key(person), self.dated(person, moment)
        )


def found_office(folder: Path) -> DemoOffice:
    """Make the office's keys, server, clone and trust root.

    Raises:
        CannotRun: if ``folder`` holds something already, or git is not installed.
    """
    disk.refuse_full_folder(folder)
    require_git()
    disk.make_folder(folder)
    template = disk.template_root()
    files = _root_files(folder, template)
    authority, findings = build_authority(
        {path: files[path] for path in READ_AS_AUTHORITY if path in files}
    )
    if authority is None:
        raise CannotRun(
            msg("the sample office cannot be used: {problem}", problem=findings[0].message)
        )
    make_repository(folder / "origin.git", bare=True, branch=MAIN)
    make_repository(folder / "repo", bare=False, branch=MAIN)
    server, repository = (
        WorkingRepository(folder / "origin.git"),
        WorkingRepository(folder / "repo"),
    )
    office = DemoOffice(folder, authority, repository, server, "", "")
    _set_up_clone(office)
    tree = repository.write_tree("", files)
    founded = datetime.fromisoformat(FOUNDED)
    office.root = office.commit("kepala", founded, (), tree, "Dirikan kantor / Found the office\n")
    office.tip = office.root
    repository.set_branch(MAIN, office.root)
    server.set_config("ubah.root", office.root)
    install_pre_receive(server.git_dir)
    _push(office, founded)
    return office


def _set_up_clone(office: DemoOffice) -> None:
    """Let git in the clone sign, show whose signatures are good, push and pull without a word more."""
    repository, roles = office.repository, office.authority.roles
    known = allowed_signers(signers_of(roles), office.authority.office.zone)
    show_good_signatures(repository, known)
    repository.add_remote("origin", "../origin.git")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingKey", str(office.key(LANDER).resolve())),
        ("user.name", roles.name(LANDER)),
        ("user.email", address_of(LANDER)),
        ("branch.main.remote", "origin"),
        ("branch.main.merge", "refs/heads/main"),
        ("pull.rebase", "false"),  # a rebase would make every draft a landing
    ):
        repository.set_config(name, value)


def _root_files(folder: Path, template: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in ("schemas", "site"):
        for path in sorted((template / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(template).as_posix()] = disk.read(path)
    files["mkdocs.yml"] = disk.read(template / "mkdocs.yml")
    files |= FOR_GIT
    for path in sorted((disk.demo_baseline() / "assets").glob("*.yaml")):
        files[f"assets/{path.name}"] = disk.read(path)
    office = disk.read(template / OFFICE)
    files[OFFICE] = office.replace(b"sample: true\n", b"")
    files[ROLES] = _roles_with_keys(disk.read(template / ROLES), folder)
    return files


def _roles_with_keys(data: bytes, folder: Path) -> bytes:
    roles: dict[str, Any] = yaml.safe_load(data)
    for person, row in roles["persons"].items():
        public = make_key(folder / "keys" / person, person)
        row["keys"] = [{"key": public, "from": "2026-01-01"}]
    header = data.split(b"\n", 1)[0] + b"\n"
    return header + dump(roles).encode()


def replay_steps(authority: Authority) -> list[ReplayStep]:
    """Return every step of the sample register, in the order in which they were taken."""
    template = disk.template_root()
    kept = disk.register_files(template)
    records, _ = split_register(kept)
    steps = []
    for path, data in records.items():
        record, findings = build_record(read_file(data, path), authority.records)
        if record is None:
            raise CannotRun(
                msg("the sample office cannot be used: {problem}", problem=findings[0].message)
            )
        steps += list(_steps_of(path, data, record, authority, kept))
    return sorted(steps, key=lambda step: (step.entry.at, step.record, step.entry.number))


def _steps_of(
    path: str, data: bytes, record: Record, authority: Authority, kept: Mapping[str, bytes]
) -> Iterator[ReplayStep]:
    folder = disk.demo_baseline() / "requests"
    requests = [disk.read(file) for file in sorted(folder.glob(f"{record.id}-*.yaml"))]
    progress: Progress = begin(record)
    found = versions(data, path, requests, authority.sop.names(Meaning.REVISES))
    for entry, version in zip(record.journal, found, strict=True):
        part = record.request if entry.number == 1 else entry.evidence
        named = [attachment_path(record.id, a.file) for a in attachments_in(part, ()) if a.file]
        files = {where: kept[where] for where in named}
        if authority.sop.means(entry.action, Meaning.UPDATES_ASSETS):
            files |= {asset_path(a): kept[asset_path(a)] for a in declared_assets(progress)}
        progress = advance(progress, entry, entry.at, authority.sop)
        files[path] = with_status(version, progress.state)
        yield ReplayStep(record.id, entry, files)


def replay(
    office: DemoOffice, steps: list[ReplayStep], progress: Callable[[int, int], None]
) -> None:
    """Take each step on a branch of its own, land it by a signed merge, push day by day."""
    for _, day in groupby(steps, key=lambda step: step.entry.at.date()):
        for step in day:
            _take(office, step)
            progress(office.landed, len(steps))
        _push(office, office.landings[-1])


def _take(office: DemoOffice, step: ReplayStep) -> None:
    repository, at = office.repository, step.entry.at
    if office.landings:
        at = max(at, office.landings[-1] - TO_SIGN)  # git's clock never runs back on main
    tree = repository.write_tree(office.tip, step.files)
    title = f"{step.record}: {step.entry.action}\n"
    commit = office.commit(step.entry.by, at + TO_SIGN, (office.tip,), tree, title)
    branch = f"{step.record}-{step.entry.number:02d}-{step.entry.action}"
    repository.set_branch(branch, commit)
    message = f"Gabungkan {branch} / Land {branch}\n"
    office.tip = office.commit(LANDER, at + TO_LAND, (office.tip, commit), tree, message)
    repository.set_branch(MAIN, office.tip)
    repository.delete_branch(branch)
    office.landings.append(at + TO_LAND)
    office.landed += 1


def _push(office: DemoOffice, moment: datetime) -> None:
    office.server.set_config("ubah.clock", str(int(moment.timestamp())))
    accepted, said = office.repository.push("origin", MAIN)
    if not accepted:
        raise CannotRun(msg("the hook refused an honest step: {said}", said=said))


def forge_approval(office: DemoOffice) -> tuple[str, bool, str]:
    """Let a change manager approve an emergency in the head's name; return record, outcome, answer."""
    moment = office.landings[-1] + timedelta(hours=1)
    for path, data in _open_records(office):
        record, _ = build_record(read_file(data, path), office.authority.records)
        approval = next(iter(office.authority.sop.taking(Meaning.APPROVES)), None)
        if record is None or approval is None or not approval.leads_from(record.status):
            continue
        entry = entry_data(approval.name, "kepala", moment, {"analysis": "Setuju, laksanakan."})
        forged = append_entry(data, path, entry, approval.target)
        tree = office.repository.write_tree(office.tip, {path: forged})
        commit = office.commit(
            LANDER, moment + TO_SIGN, (office.tip,), tree, f"{record.id}: {approval.name}\n"
        )
        merge = office.commit(
            LANDER, moment + TO_LAND, (office.tip, commit), tree, "Gabungkan persetujuan\n"
        )
        office.server.set_config("ubah.clock", str(int((moment + TO_LAND).timestamp())))
        office.repository.set_branch("persetujuan-palsu", merge)
        accepted, said = office.repository.push("origin", "persetujuan-palsu:main")
        office.repository.delete_branch("persetujuan-palsu")
        return record.id, accepted, said
    raise CannotRun(msg("the sample has no emergency that waits for the head"))


def _open_records(office: DemoOffice) -> Iterator[tuple[str, bytes]]:
    root = disk.template_root()
    for path, data in disk.register_files(root).items():
        if record_id(path):
            yield path, data


def finish_office(office: DemoOffice) -> list[str]:
    """Check the clone out, let the server's clock run again; return records unlike the sample's."""
    office.server.unset_config("ubah.clock")
    office.repository.check_out_afresh(MAIN)
    template = disk.template_root()
    work_tree = office.repository.work_tree
    authority_on_disk(work_tree)
    ours, theirs = disk.register_files(work_tree), disk.register_files(template)
    return sorted(path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path))
