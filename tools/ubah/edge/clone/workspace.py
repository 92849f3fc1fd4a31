"""Where a command works: the office's files, its repository, and who is typing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ubah.core.diagnostics import CannotRun, msg, told_at
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import READ_AS_AUTHORITY, record_id, record_path
from ubah.core.people.roles import Person, plain_key
from ubah.core.proof.binding import blob_id
from ubah.core.reading.handed_in import handed_in_text
from ubah.edge.clone.work_files import work_files
from ubah.edge.git import (
    ObjectStore,
    WorkingRepository,
    require_signing_tools,
)
from ubah.edge.system import disk

if TYPE_CHECKING:
    from ubah.edge.history.landings import LandingReader

_RFC = re.compile(r"RFC-(\d{4})-(\d{4})\Z")


def authority_on_disk(root: Path) -> Authority:
    """Return the authority that the work tree holds.

    Raises:
        CannotRun: if it cannot be used.
    """
    return authority_of(work_files(root).authority())


def authority_of(files: Mapping[str, bytes]) -> Authority:
    """Return the authority that these files are.

    Raises:
        CannotRun: if it cannot be used.
    """
    authority, findings = build_authority(files)
    if authority is None:
        first = findings[0]
        raise CannotRun(
            told_at(first.place, first.message),
            first.hint or msg("type: ubah check"),
        )
    return authority


@dataclass(frozen=True)
class SigningPerson:
    """Who is typing, as their key says, and the key to sign with (None: as git is configured).

    ``borrows`` says that git here is set up for somebody else's key; ``fingerprint`` is the key's.
    """

    person: Person
    key: Path | None
    borrows: bool = False
    fingerprint: str = ""


def find_signer(
    authority: Authority, repository: WorkingRepository, key: Path | None, person: str
) -> SigningPerson:
    """Find out who is typing from the key that commits will be signed with.

    Raises:
        CannotRun: if there is no key, or it is nobody's in roles.yaml.
    """
    require_signing_tools()
    hint = msg("name a key: --key FILE, or once: git config user.signingKey FILE")
    public = public_line(key, repository.config("user.signingkey"))
    if public is None:
        raise CannotRun(msg("no key to sign with was found"), hint)
    owner = authority.roles.owner_of_key(plain_key(public))
    if owner is None:
        if authority.office.sample:
            hint = msg(
                "this is the sample office, which has no keys; for one that has, type: ubah demo DIR"
            )
        raise CannotRun(
            msg("this key is nobody's in roles.yaml: {key}", key=plain_key(public)), hint
        )
    if person and owner[0].id != person:
        message = msg("this key is {owner}'s, not {person}'s", owner=owner[0].id, person=person)
        raise CannotRun(message, hint)
    borrows = key is not None and _is_anothers(repository, owner[0], authority)
    return SigningPerson(owner[0], key, borrows, owner[1].fingerprint)


def _is_anothers(repository: WorkingRepository, person: Person, authority: Authority) -> bool:
    try:
        usual = public_line(None, repository.config("user.signingkey"))
    except CannotRun:  # the key that git is set up for is not here
        return False
    owner = authority.roles.owner_of_key(plain_key(usual)) if usual else None
    return owner is not None and owner[0].id != person.id


def public_line(key: Path | None, configured: str) -> str | None:
    """Return the public line of ``key``, or of the key that git is ``configured`` to sign with.

    Raises:
        CannotRun: if there is no such file, or no public half beside it.
    """
    if key is None and configured.startswith(("key::", "ssh-", "ecdsa-", "sk-")):
        return configured.removeprefix("key::")
    path = key or (Path(configured).expanduser() if configured else None)
    if path is None:
        return None
    public = path if path.suffix == ".pub" else path.with_name(f"{path.name}.pub")
    if not public.is_file() and not path.is_file():
        raise CannotRun(
            msg("there is no key {path}", path=str(path.absolute())),
            msg(
                "a key is a file, named with its folder, such as --key ~/.ssh/id_ed25519; to see yours, type: ls ~/.ssh"
            ),
        )
    if not public.is_file():
        message = msg(
            "{path} does not exist; the public key belongs beside the private one", path=str(public)
        )
        raise CannotRun(
            message, msg("type: ssh-keygen -y -f {key} > {path}", key=str(path), path=str(public))
        )
    return handed_in_text(disk.read(public), str(public)).strip()


def next_number(repository: WorkingRepository, reader: LandingReader, year: int) -> str:
    """Return the next RFC number of ``year`` that no branch uses, here or on a remote."""
    taken = [0]
    for tip in repository.branch_tips():
        tree = reader.commit(tip).tree
        for path, _ in reader.store.files(tree):
            match = _RFC.match(record_id(path))
            if match and int(match[1]) == year:
                taken.append(int(match[2]))
    folder = repository.work_tree / f"changes/{year}"
    for file in folder.glob("RFC-*.yaml"):
        match = _RFC.match(file.stem)
        if match:
            taken.append(int(match[2]))
    return f"RFC-{year}-{max(taken) + 1:04d}"


def read_record(root: Path, number: str) -> tuple[str, bytes]:
    """Return the path and the bytes of a record in the work tree.

    Raises:
        CannotRun: if there is no such record.
    """
    path = record_path(number) if _RFC.match(number) else ""
    if path and disk.is_there(root / path) and not (root / path).is_file():
        raise CannotRun(
            msg("{record} cannot be read", record=number), msg("type: ubah check {path}", path=path)
        )
    data = work_files(root).record(path) if path else None
    if data is None:
        raise CannotRun(
            msg("there is no record {number}", number=number),
            msg("type: ubah list, to see which there are"),
        )
    return path, data


def main_commit(repository: WorkingRepository) -> str | None:
    """Return the commit of main, here or else as the office's server last had it; None for neither."""
    names = (f"refs/heads/{repository.main}", f"refs/remotes/origin/{repository.main}")
    return next((found for name in names if (found := repository.find(name))), None)


@dataclass(frozen=True)
class LandedFiles:
    """The records and assets of main that the work tree goes on from; ``source`` names the commit."""

    files: Mapping[str, bytes]
    source: str = ""


def landed_files(root: Path) -> LandedFiles:
    """Return the records and assets that main holds, nothing where there is no office's main.

    On a branch it is what main held where the branch began: what landed since is not the branch's.
    """
    try:
        with WorkingRepository(root) as repository:
            main = main_commit(repository)
            if main is None:
                return LandedFiles({})
            head = repository.find("HEAD")
            base = (repository.merge_base(main, head) if head else "") or main
            reader = object_reader(repository)
            with reader.store:
                tree = reader.commit(base).tree
                files = reader.register_files(tree) if reader.has_office(base) else {}
            return LandedFiles(files, repository.main if base == main else base[:12])
    except CannotRun:
        return LandedFiles({})


def uncommitted(repository: WorkingRepository, reader: LandingReader) -> tuple[str, ...]:
    """Return the records, assets and authority files that are not as the checked-out commit has them.

    The files are compared here and not by git, which would run filters that the clone sets up.
    """
    head = repository.find("HEAD")
    if head is None or not repository.has_work_tree:
        return ()
    root = repository.work_tree
    try:
        tree = reader.commit(head).tree
        work = work_files(root)
        here = {path: blob_id(data) for path, data in work.every_file()}
        there = {path: blob for path, blob in reader.store.files(tree) if _judged(path)}
    except CannotRun:
        return ()
    different = [
        path
        for path in {*here, *there}
        if not work.is_unwatched(path)
        if path not in here or path not in there or here[path] != there[path].oid
    ]
    return tuple(sorted(different))


def _judged(path: str) -> bool:
    return path in READ_AS_AUTHORITY or path.startswith(("changes/", "assets/"))


def object_reader(repository: WorkingRepository) -> LandingReader:
    """Return a reader for judging what is in ``repository``; close its store when done."""
    from ubah.edge.history.landings import LandingReader  # only here: signatures are slow to load

    return LandingReader(ObjectStore(repository.git_dir))
