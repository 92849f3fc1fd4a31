"""Founding an office on a GitLab in a group below a group, and its server's own hook as the gate."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from forge.forgejo.test_founding_there import ANSWERS, ran
from support.processes import program
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.other_forge

HOST, PATH = "gitlab.lpse.example", "pemda/lpse/perubahan"
GITALY = """#!/usr/bin/env bash
# As Gitaly runs them: one after the other, each with what the push brings; the first that refuses ends it.
data=$(cat)
for hook in custom_hooks/pre-receive.d/*; do
  [ -x "$hook" ] || continue
  echo "$data" | "$hook" || exit 1
done
"""


def test_an_office_founded_there_is_sound_and_its_gate_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {**ANSWERS, "repository": f"https://{HOST}/{PATH}.git"}
    (tmp_path / "jawaban.yaml").write_text(dump(answers))
    words = ("init", "kantor", "--forge", "gitlab", "--answers", "jawaban.yaml", "--make-keys")
    said = " ".join(ran(str(program()), *words, "--lang", "en", cwd=tmp_path).split())
    for part in (
        f"git@{HOST}:{PATH}.git",
        "decision/*, issue/*, review/*",
        "docs/guides/gitlab.md",
    ):
        assert part in said
    office = tmp_path / "kantor"
    settings = yaml.load((office / "office.yaml").read_text(), yaml.CSafeLoader)
    assert settings["forge"] == {"kind": "gitlab", "host": HOST, "repository": PATH}
    for path in (".gitlab-ci.yml", ".gitlab/scripts/install.sh", ".gitlab/ubah/tool.txt"):
        assert (office / path).is_file()
    assert b".gitlab/ubah" in (office / ".gitlab/scripts/install.sh").read_bytes()
    templates = sorted((office / ".gitlab/issue_templates").glob("*.md"))
    assert len(templates) > 20
    assert not (office / ".github").exists()
    readme = (office / "README.md").read_text()
    assert "in the merge request that asks for the decision" in readme
    assert "Request changes" not in readme
    for command in (("check",), ("audit",), ("forge", "files", "--check")):
        ran(str(program()), *command, cwd=office)
    templates[3].write_text("x\n")
    ran(str(program()), "forge", "files", "--check", cwd=office, code=1)
    ran(str(program()), "forge", "files", cwd=office)
    ran("git", "diff", "--exit-code", cwd=office)
    told = subprocess.run(
        [program(), "doctor", "--lang", "en"],
        cwd=office,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the forge was not asked" in told.stdout + told.stderr

    root = ran("git", "rev-parse", "HEAD", cwd=office).strip()
    server = tmp_path / "perubahan.git"
    ran("git", "init", "-q", "--bare", "-b", "main", str(server), cwd=tmp_path)
    own = server / "hooks/pre-receive"
    own.write_text(GITALY)
    own.chmod(0o755)
    place = ("--root", root, "--hook", "custom_hooks/pre-receive.d/ubah")
    ran(str(program()), "hook", "install", str(server), *place, cwd=tmp_path)
    ran("git", "remote", "add", "origin", str(server), cwd=office)
    ran("git", "push", "-q", "origin", "main", cwd=office)
    (office / "roles.yaml").write_text((office / "roles.yaml").read_text() + "# x\n")
    identity = ("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgSign=false")
    ran("git", *identity, "commit", "-qam", "x", cwd=office)
    said = ran("git", "push", "origin", "main", cwd=office, code=1)
    assert "pre-receive hook declined" in said
    assert "GL-HOOK-ERR" not in said
    monkeypatch.setenv(
        "GL_PROTOCOL", "web"
    )  # a button on a page, which shows the lines that are marked
    said = ran("git", "push", "origin", "main", cwd=office, code=1)
    assert "GL-HOOK-ERR: roles.yaml" in said
    ran("git", "push", "-q", "origin", "main:usulan", cwd=office)  # a branch is not judged
