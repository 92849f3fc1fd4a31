"""Variables that git, GitPython, OpenSSL and Python read change nothing, and run nothing (rule 9)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office.found(tmp_path_factory.mktemp("kantor"))
    office.step("submit", "pemohon-1", 0)
    return office


def audited(office: Office, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "ubah", "audit"],
        cwd=office.repo,
        env={"PATH": os.environ["PATH"], "HOME": str(office.repo), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


TRACES = (
    "GIT_TRACE",
    "GIT_TRACE_SETUP",
    "GIT_TRACE_PERFORMANCE",
    "GIT_TRACE_PACK_ACCESS",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_REDIRECT_STDERR",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
)


def test_a_program_that_is_said_to_be_git_is_not_run(office: Office, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    false = tmp_path / "git"
    false.write_text(f'#!/bin/sh\ntouch {ran}\nexec git "$@"\n')
    false.chmod(0o755)
    done = audited(office, GIT_PYTHON_GIT_EXECUTABLE=str(false), GIT_EXEC_PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not ran.exists()


def test_nothing_is_written_where_a_variable_says(office: Office, tmp_path: Path) -> None:
    plain = audited(office)
    done = audited(office, **{name: str(tmp_path / name) for name in TRACES})
    assert (done.returncode, done.stdout) == (0, plain.stdout), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_secrets_of_a_connection_are_written_nowhere(tmp_path: Path) -> None:
    """What PyGithub connects with is asked, once the environment has been cleaned."""
    log = tmp_path / "secrets"
    code = (
        "from ubah.edge.system.environment import clean_process_environment as clean; clean(); "
        "import ssl, urllib3.util.ssl_ as u; "
        "print(u.create_urllib3_context().keylog_filename, ssl.create_default_context().keylog_filename)"
    )
    env = {"PATH": os.environ["PATH"], "SSLKEYLOGFILE": str(log)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None None\n"
    assert not log.exists()


def test_no_module_of_a_folder_that_python_is_told_of(office: Office, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for name in ("yaml", "git", "click"):
        (tmp_path / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')\n")
    done = audited(office, PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not ran.exists()


def test_attributes_of_the_user_do_not_merge(office: Office, tmp_path: Path) -> None:
    """A merge driver of the user's own is not asked what a branch would land."""
    folder = tmp_path / "git"
    folder.mkdir()
    (folder / "attributes").write_text("*.md merge=union\n")
    words = ["--base", "satu", "--head", "dua"]
    for branch in ("satu", "dua"):
        data = {"docs/x.md": f"{branch}\n".encode()}
        commit = office.commit("pengelola-1", 5, data, parents=(office.main,))
        office.git("branch", "-f", branch, commit)
    done = subprocess.run(
        [Path(sys.executable).parent / "ubah", "check", *words],
        cwd=office.repo,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "UB713" in done.stdout
