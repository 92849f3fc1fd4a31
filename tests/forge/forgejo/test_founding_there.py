"""Founding an office on a Forgejo, and its server's own hook as the gate; real processes, real git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from support.processes import LOCALE, program
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.other_forge

DELEGATE = """#!/usr/bin/env bash
# As Forgejo and Gitea write it: each hook of the folder is given what the push brings.
data=$(cat)
hookname=$(basename $0)
GIT_DIR=${GIT_DIR:-$(dirname $0)/..}
exitcodes=""
for hook in ${GIT_DIR}/hooks/${hookname}.d/*; do
  test -x "${hook}" && test -f "${hook}" || continue
  echo "${data}" | "${hook}"
  exitcodes="${exitcodes} $?"
done
for i in ${exitcodes}; do [ ${i} -eq 0 ] || exit ${i}; done
"""
ANSWERS = {
    "name": "LPSE Contoh",
    "head": {"name": "Ani Kepala", "title": "Kepala LPSE", "account": {"login": "ani", "id": 5301}},
    "superior": {"name": "Budi Atasan", "title": "Sekretaris Daerah"},
    "change_manager": {"name": "Cici Pengelola", "title": "Pengelola Perubahan"},
    "requester": {"name": "Dedi Pemohon", "title": "Staf"},
}
HOST, PATH = "git.lpse.example", "pencatat/perubahan"


def ran(*words: str, cwd: Path, code: int = 0) -> str:
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    own |= LOCALE
    done = subprocess.run(words, cwd=cwd, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def founded(tmp_path: Path) -> Path:
    """An office that was founded with `--forge forgejo`."""
    answers = {**ANSWERS, "repository": f"https://{HOST}/{PATH}"}
    (tmp_path / "jawaban.yaml").write_text(dump(answers))
    words = ("init", "kantor", "--forge", "forgejo", "--answers", "jawaban.yaml", "--make-keys")
    said = ran(str(program()), *words, "--lang", "en", cwd=tmp_path)
    for part in (f"on {HOST}, make an account for the recorder alone", "docs/guides/forgejo.md"):
        assert part in " ".join(said.split())
    assert f"git remote add origin git@{HOST}:{PATH}.git" in said
    key = tmp_path / "kantor-keys/pencatat"
    assert f"GIT_SSH_COMMAND='ssh -i {key} -o IdentitiesOnly=yes' git push -u origin main" in said
    return tmp_path / "kantor"


def test_an_office_founded_there_is_sound_and_its_gate_holds(founded: Path, tmp_path: Path) -> None:
    settings = yaml.load((founded / "office.yaml").read_text(), yaml.CSafeLoader)
    assert settings["forge"] == {"kind": "forgejo", "host": HOST, "repository": PATH}
    roles = yaml.load((founded / "roles.yaml").read_text(), yaml.CSafeLoader)
    assert roles["persons"]["kepala"]["accounts"][0]["forge"] == HOST
    there = sorted(p.relative_to(founded).as_posix() for p in (founded / ".gitea").rglob("*.*"))
    assert {".gitea/workflows/check.yml", ".gitea/scripts/install.sh", ".gitea/ubah/tool.txt"} <= {
        *there
    }
    forms = [path for path in there if path.startswith(".gitea/issue_template/")]
    assert len(forms) > 20
    owners = (founded / ".gitea/CODEOWNERS").read_text().splitlines()
    assert [line.rpartition(" ")[2] for line in owners if line[0] != "#"] == ["@ani", "@ani"]
    assert not (founded / ".github").exists()
    for words in (("check",), ("audit",), ("forge", "files", "--check")):
        ran(str(program()), *words, cwd=founded)
    (founded / forms[3]).write_text("x: 1\n")
    ran(str(program()), "forge", "files", "--check", cwd=founded, code=1)
    ran(str(program()), "forge", "files", cwd=founded)
    ran("git", "diff", "--exit-code", cwd=founded)

    root = ran("git", "rev-parse", "HEAD", cwd=founded).strip()
    server = tmp_path / "perubahan.git"
    ran("git", "init", "-q", "--bare", "-b", "main", str(server), cwd=tmp_path)
    own = server / "hooks/pre-receive"
    own.write_text(DELEGATE)
    own.chmod(0o755)
    place = ("--root", root, "--hook", "hooks/pre-receive.d/ubah")
    for _ in range(2):
        ran(str(program()), "hook", "install", str(server), *place, cwd=tmp_path)
    assert own.read_text() == DELEGATE
    ran("git", "remote", "add", "origin", str(server), cwd=founded)
    ran("git", "push", "-q", "origin", "main", cwd=founded)

    (founded / "roles.yaml").write_text((founded / "roles.yaml").read_text() + "# x\n")
    identity = ("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgSign=false")
    ran("git", *identity, "commit", "-qam", "x", cwd=founded)
    said = ran("git", "push", "origin", "main", cwd=founded, code=1)
    assert "pre-receive hook declined" in said
    assert ran("git", "rev-parse", "main", cwd=server).strip() == root
    ran("git", "push", "-q", "origin", "main:usulan", cwd=founded)  # a branch is not judged


def test_an_account_added_later_is_known_as_those_of_the_founding(
    founded: Path, tmp_path: Path
) -> None:
    key = str(tmp_path / "kantor-keys/kepala")
    words = ("account", "add", "pemohon-1", "--number", "77", "--login", "dedi")
    said = ran(str(program()), *words, "--key", key, "--lang", "en", cwd=founded)
    roles = yaml.load((founded / "roles.yaml").read_text(), yaml.CSafeLoader)
    assert roles["persons"]["pemohon-1"]["accounts"][0]["forge"] == HOST
    assert "1. push the branch roles-pemohon-1 to your own fork" in said
    assert "git push" not in said


def test_a_forge_that_answers_at_a_port_of_its_own(tmp_path: Path) -> None:
    answers = {**ANSWERS, "repository": f"https://{HOST}:3000/{PATH}"}
    (tmp_path / "jawaban.yaml").write_text(dump(answers))
    words = ("init", "kantor", "--forge", "forgejo", "--answers", "jawaban.yaml", "--make-keys")
    said = ran(str(program()), *words, cwd=tmp_path)
    assert f"git@{HOST}:{PATH}.git" in said
    office = tmp_path / "kantor"
    roles = yaml.load((office / "roles.yaml").read_text(), yaml.CSafeLoader)
    assert roles["persons"]["kepala"]["accounts"][0]["forge"] == f"{HOST}:3000"
    for command in ("check", "audit"):
        ran(str(program()), command, cwd=office)


def test_the_gate_stays_inside_the_repository(tmp_path: Path) -> None:
    words = ("hook", "install", "perubahan.git", "--root", "a" * 40, "--hook", "../ubah")
    said = ran(str(program()), *words, "--lang", "en", cwd=tmp_path, code=2)
    assert "lies outside the repository" in said
    assert not (tmp_path / "ubah").exists()
