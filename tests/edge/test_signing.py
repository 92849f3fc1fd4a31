"""Why git could not sign, from what git and ssh-keygen really say (git 2.39, OpenSSH 9.2)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ubah.core.diagnostics import CannotRun
from ubah.core.render import render
from ubah.edge.git import WorkingRepository
from ubah.edge.git.keys import make_key
from ubah.edge.git.signing import cannot_sign
from ubah.edge.system import catalogues

OPEN = """error: @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
Permissions 0777 for '/kunci/ani' are too open.\r
No private key found for "/kunci/ani"\r"""
LOCKED = (
    'error: Enter passphrase: Load key "/kunci/ani": incorrect passphrase supplied to decrypt '
    "private key"
)
CASES = {
    OPEN: ("chmod 600 /kunci/ani", ""),
    LOCKED: ("ssh-add /kunci/ani", ""),
    'error: No private key found for public key "/kunci/ani.pub"': ("ssh-add -l", ""),
    "error: Couldn't load public key /kunci/ani: No such file or directory?": ("ssh-add -l", ""),
    "error: Couldn't get agent socket?": ("eval $(ssh-agent)", ""),
    "Author identity unknown\n\n*** Please tell me who you are.": (
        "git config --global user.name",
        "",
    ),
    "fatal: unable to auto-detect email address (got 'a@b.(none)')": ("user.email", ""),
    "fatal: either user.signingkey or gpg.ssh.defaultKeyCommand needs to be configured": (
        "--key",
        "",
    ),
    'Load key "/kunci/ani": invalid format': ("PuTTYgen", ""),
    'Load key "/kunci/ani": Permission denied': ("ls -l /kunci/ani", ""),
    "error: ssh-keygen -Y sign is needed for ssh signing (available in openssh version 8.2p1+)": (
        "8.2",
        "",
    ),
    "sign_and_send_pubkey: agent refused operation": ("security key", ""),
}


def told(problem: CannotRun, language: str) -> str:
    translate = catalogues.load(language)
    assert problem.hint is not None
    return " → ".join(render(each, translate, language) for each in (problem.message, problem.hint))


@pytest.mark.parametrize(("said", "wanted"), CASES.items())
def test_each_cause_has_its_own_step(said: str, wanted: tuple[str, str]) -> None:
    step, _ = wanted
    english, indonesian = (told(cannot_sign(said, "/kunci/ani"), each) for each in ("en", "id"))
    assert step in english
    assert english != indonesian
    for words in ("@@@", "error:", "fatal:", "\n", "\r"):
        assert words not in english
    if "signingkey" not in said:
        assert "name a key: --key FILE, or once" not in english


def test_what_is_none_of_these_is_told_in_full() -> None:
    said = "error: insufficient permission for adding an object to repository database .git/objects"
    assert said in told(cannot_sign(said, "/kunci/ani"), "en")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkingRepository:
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "SSH_ASKPASS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "never")
    subprocess.run(["git", "init", "-q", str(tmp_path / "repo")], check=True)
    return WorkingRepository(tmp_path / "repo")


def refused(repository: WorkingRepository, key: Path) -> str:
    tree = repository.write_tree("", {"a": b"a\n"})
    who = {f"GIT_{r}_{p}": "a@b" for r in ("AUTHOR", "COMMITTER") for p in ("NAME", "EMAIL")}
    with pytest.raises(CannotRun) as problem, repository:
        repository.commit_tree(tree, (), "x\n", key, who)
    return told(problem.value, "id")


def test_real_keys_that_cannot_sign(repository: WorkingRepository, tmp_path: Path) -> None:
    key = tmp_path / "kunci"
    make_key(key, "x")
    key.chmod(0o644)
    assert f"chmod 600 {key}" in refused(repository, key)
    key.chmod(0o600)
    key.write_bytes(key.read_bytes().replace(b"\n", b"\r\n"))
    assert "PuTTYgen" in refused(repository, key)
    key.unlink()
    assert "eval $(ssh-agent)" in refused(repository, key.with_suffix(".pub"))
