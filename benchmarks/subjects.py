"""What is measured: our commands, and what one would use instead, on one history."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.history import RECORDER, STAFF, make_history, public_key
from benchmarks.material import make_material_project

BIN = Path(sys.executable).parent
COMMITS_OF_GIT = 1000
"""How many commits git checks the signatures of: it needs as long for each, whatever the history."""


@dataclass(frozen=True)
class Subject:
    """A command to measure, in the history's folder.

    ``most`` is the number of records at which it is still run (0: any), ``commits`` how many commits
    it goes through (0: none, or all), ``before`` what is run before each time and not measured.
    """

    name: str
    argv: tuple[str, ...]
    most: int = 0
    commits: int = 0
    before: tuple[str, ...] = ()


AUDIT, AUDIT_ALONE = "ubah audit", "ubah audit, on one core"
CHECK, SCHEMA_ALONE = "ubah check", "check-jsonschema, the schema alone"
GIT_SIGNATURES = "git log --format=%G?"
FLOOR = "git log --raw, git cat-file --batch"
SITE, MATERIAL = "ubah site, one language", "MkDocs Material, a page a record in nav"


def history_of(folder: Path, records: int) -> Path:
    """Return a repository with so many records, made unless it is there already."""
    place = folder / str(records)
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        made = make_history(place, records)
        git(place, "checkout", "-q", "-f", "main")
        (place / "made").write_text(
            f"{made.commits} {made.landings} {made.vouchers}\ncommits, landings, vouchers\n"
        )
    return place


def commits_of(place: Path) -> int:
    """Return how many commits a history has."""
    return int((place / "made").read_text().split()[0])


def subjects(place: Path) -> list[Subject]:
    """Return what is measured on one history."""
    ubah = str(BIN / "ubah")
    base, head = (git(place, "rev-parse", f"main^{number}") for number in (1, 2))
    newest = sorted(place.glob("changes/*/*.yaml"))[-1].stem
    root = ("--trust-root", git(place, "rev-list", "--max-parents=0", "main"))
    audit = (ubah, "audit", *root)
    found = [
        Subject("ubah --help", (ubah, "--help")),
        Subject(
            "ubah check --base, as the hook judges", (ubah, "check", "--base", base, "--head", head)
        ),
        Subject(
            "ubah list, the first time",
            (ubah, "list"),
            before=("rm", "-f", ".git/ubah/records-at-rest.json"),
        ),
        Subject("ubah next", (ubah, "next")),
        Subject("ubah list", (ubah, "list")),
        Subject("ubah list --state …", (ubah, "list", "--state", "closed", "--kind", "normal")),
        Subject("ubah list --period …", (ubah, "list", "--period", "2016")),
        Subject("ubah show", (ubah, "show", newest)),
        Subject(CHECK, (ubah, "check")),
        Subject(SCHEMA_ALONE, _schema_alone(place)),
        Subject(AUDIT, audit),
        _since_verified(place, ubah),
        Subject(FLOOR, ("sh", "-c", _floor())),
        Subject(GIT_SIGNATURES, _git_signatures(place), commits=COMMITS_OF_GIT),
        Subject(SITE, (ubah, "site", "--lang", "id"), most=1000),
        Subject(MATERIAL, _material(place), most=1000),
    ]
    if shutil.which("taskset"):
        alone = Subject(AUDIT_ALONE, ("taskset", "-c", "0", *audit))
        found.insert(found.index(next(s for s in found if s.name == AUDIT)) + 1, alone)
    return found


def _schema_alone(place: Path) -> tuple[str, ...]:
    listed = place.parent / f"{place.name}.list"
    records = sorted(str(path.relative_to(place)) for path in place.glob("changes/*/*.yaml"))
    listed.write_text("\n".join(records))
    check = f"{BIN / 'check-jsonschema'} --quiet --schemafile schemas/change.schema.json"
    return ("sh", "-c", f"xargs {check} <{listed}")


def _since_verified(place: Path, ubah: str) -> Subject:
    """An audit that goes on by one landing; what it goes on from is put back each time."""
    kept, used = (place.parent / f"{place.name}.{name}" for name in ("verified", "state"))
    if not kept.exists():
        command = [ubah, "audit", "main~1", "--since-verified"]
        own = {**os.environ, "XDG_STATE_HOME": str(kept)}
        subprocess.run(command, cwd=place, check=True, env=own, stdout=subprocess.DEVNULL)  # noqa: S603
    put_back = f"rm -rf {used} && cp -r {kept} {used}"
    return Subject(
        "ubah audit --since-verified, one landing more",
        ("env", f"XDG_STATE_HOME={used}", ubah, "audit", "main", "--since-verified"),
        before=("sh", "-c", put_back),
    )


def _floor() -> str:
    return (
        "git log --raw --format=%H main >/dev/null && git rev-list --objects --no-object-names main "
        "| git cat-file --batch >/dev/null"
    )


def _git_signatures(place: Path) -> tuple[str, ...]:
    signers = place.parent / "allowed_signers"
    people = ["kepala", "sekda", "pengelola-1", "pengelola-2", RECORDER]
    people += [f"pemohon-{number}" for number in range(1, STAFF + 500)]
    signers.write_text("".join(f"{p}@lpse.example {public_key(p)}\n" for p in people))
    settings = ("-c", f"gpg.ssh.allowedSignersFile={signers}")
    return ("git", *settings, "log", "--format=%G?", f"--max-count={COMMITS_OF_GIT}", "main")


def _material(place: Path) -> tuple[str, ...]:
    project = place.parent / f"{place.name}.material"
    make_material_project(project, sorted(place.glob("changes/*/*.yaml")))
    return (str(BIN / "mkdocs"), "build", "--quiet", "--config-file", str(project / "mkdocs.yml"))


def git(place: Path, *words: str) -> str:
    """Run git in a history, and return what it prints."""
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=place,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()
