"""The workflows' steps, run as they are, against a local bare repository."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ubah.edge.git.keys import make_key

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / ".github/scripts"
TOKEN = "ghs_rahasia0123456789"  # noqa: S105 - made up, to be looked for in the output


def run(
    script: str, cwd: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GITHUB_SERVER_URL": "https://github.com",
        **environment,
    }
    return subprocess.run(
        [str(SCRIPTS / script), *words],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def git(cwd: Path, *words: str) -> str:
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ("-c", "user.name=Contoh", "-c", "user.email=contoh@lpse.example")
    done = subprocess.run(
        ["git", *identity, *words], cwd=cwd, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a forge's repository with a pull request 7, whose head would do harm if run."""
    bare, work, clone = tmp_path / "forge.git", tmp_path / "work", tmp_path / "clone"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(bare))
    git(tmp_path, "init", "-q", "-b", "main", str(work))
    (work / "office.yaml").write_text("name: LPSE Contoh\n")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "Dirikan kantor")
    git(work, "push", "-q", str(bare), "main")
    (work / "office.yaml").write_text("name: diubah\n")
    (work / ".gitattributes").write_text("* filter=jahat\n")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "Permintaan")
    git(work, "push", "-q", str(bare), "HEAD:refs/pull/7/head")
    git(tmp_path, "clone", "-q", str(bare), str(clone))
    return clone


def holds(folder: Path, secret: str) -> list[Path]:
    """Return the files below ``folder`` in which a secret stands, as it is or in base64."""
    encoded = base64.b64encode(f"x-access-token:{secret}".encode())
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and (secret.encode() in (data := path.read_bytes()) or encoded in data)
    ]


def test_the_clone_talks_with_the_token_until_it_is_forgotten(clone: Path) -> None:
    temp = clone.parent / "temp"
    temp.mkdir()
    before = (clone / ".git/config").read_text()
    done = run("connect.sh", clone, "token", TOKEN=TOKEN, RUNNER_TEMP=str(temp))
    assert done.returncode == 0, done.stderr
    sent = git(clone, "config", "--get-urlmatch", "http.extraheader", "https://github.com/a/b.git")
    assert base64.b64decode(sent.rpartition(" ")[2]).decode() == f"x-access-token:{TOKEN}"
    assert TOKEN not in done.stdout + done.stderr
    again = run("connect.sh", clone, "token", TOKEN=TOKEN, RUNNER_TEMP=str(temp))
    assert again.returncode == 0
    assert (clone / ".git/config").read_text().count("extraheader") == 1
    assert run("connect.sh", clone, "off", RUNNER_TEMP=str(temp)).returncode == 0
    assert holds(clone, TOKEN) == []
    assert git(clone, "config", "--list") is not None
    assert "extraheader" not in (clone / ".git/config").read_text()
    assert before in (clone / ".git/config").read_text()


def test_the_clone_talks_as_the_recorder_until_the_key_is_forgotten(clone: Path) -> None:
    temp = clone.parent / "temp"
    temp.mkdir()
    make_key(clone.parent / "pencatat", "pencatat")
    secret = (clone.parent / "pencatat").read_text()
    where = {"RUNNER_TEMP": str(temp), "GITHUB_REPOSITORY": "lpse-contoh/perubahan"}
    crlf = secret.replace("\n", "\r\n")  # as it comes out of a browser's text field
    done = run("connect.sh", clone, "key", UBAH_RECORDER_KEY=crlf, **where)
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == ""
    key = temp / "ubah-connection/key"
    assert key.stat().st_mode & 0o077 == 0
    assert git(clone, "remote", "get-url", "origin") == "git@github.com:lpse-contoh/perubahan.git"
    command = git(clone, "config", "core.sshCommand")
    shown = subprocess.run(
        ["sh", "-c", f"{command} -G git@github.com"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert f"identityfile {key}" in shown
    assert "stricthostkeychecking true" in shown
    assert f"userknownhostsfile {temp}/ubah-connection/known_hosts" in shown
    assert run("connect.sh", clone, "off", **where).returncode == 0
    assert list(temp.iterdir()) == []
    assert "sshCommand" not in (clone / ".git/config").read_text()


def test_what_is_no_key_is_refused_and_not_kept(clone: Path) -> None:
    temp = clone.parent / "temp"
    temp.mkdir()
    where = {"RUNNER_TEMP": str(temp), "GITHUB_REPOSITORY": "a/b"}
    done = run("connect.sh", clone, "key", UBAH_RECORDER_KEY="bukan kunci", **where)
    assert done.returncode == 2
    assert "bukan kunci" not in done.stdout + done.stderr
    assert list(temp.iterdir()) == []
    assert run("connect.sh", clone, "entah", **where).returncode == 2


GH = """#!{python}
import json, pathlib, sys
words = sys.argv[1:]
log = pathlib.Path({log!r})
calls = json.loads(log.read_text()) if log.exists() else []
body = words[words.index("--body-file") + 1] if "--body-file" in words else ""
calls.append({{"words": words, "body": pathlib.Path(body).read_text() if body else ""}})
log.write_text(json.dumps(calls))
if words[:2] == ["issue", "list"]:
    print({number!r})
"""


def audit(
    clone: Path, report: str, code: int, number: str = ""
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]:
    """Run the script with an audit that says ``report``, where issue ``number`` is open."""
    import json

    ubah, gh, log = clone.parent / "ubah", clone.parent / "gh", clone.parent / "calls.json"
    (clone.parent / "report").write_text(report)
    ubah.write_text(f"#!/bin/sh\ncat {clone.parent / 'report'}\nexit {code}\n")
    gh.write_text(GH.format(python=sys.executable, log=str(log), number=number))
    for path in (ubah, gh):
        path.chmod(0o755)
    done = run("audit.sh", clone, UBAH=str(ubah), GH=str(gh))
    return done, json.loads(log.read_text()) if log.exists() else []


def test_a_finding_opens_one_issue_and_later_brings_it_up_to_date(clone: Path) -> None:
    done, calls = audit(clone, "UB401 sesuatu\n", 1)
    looked_for = calls[0]["words"]
    assert isinstance(looked_for, list)
    at = looked_for.index("--app")  # anybody may open an issue with this title, and close it later
    assert looked_for[at + 1] == "github-actions"
    assert done.returncode == 1
    assert [call["words"][:2] for call in calls] == [["issue", "list"], ["issue", "create"]]  # type: ignore[index]
    assert "UB401 sesuatu" in str(calls[-1]["body"])
    done, calls = audit(clone, "UB402 lain\n", 3, number="12")
    assert done.returncode == 3
    assert calls[-1]["words"][:3] == ["issue", "edit", "12"]  # type: ignore[index]
    assert "UB402 lain" in str(calls[-1]["body"])


def test_a_clean_audit_closes_the_issue_and_opens_none(clone: Path) -> None:
    done, calls = audit(clone, "sesuai\n", 0)
    assert (done.returncode, len(calls)) == (0, 1)
    done, calls = audit(clone, "sesuai\n", 0, number="12")
    assert done.returncode == 0
    assert calls[-1]["words"][:3] == ["issue", "close", "12"]  # type: ignore[index]


def test_what_people_wrote_stays_inside_its_fence(clone: Path) -> None:
    hostile = "````\n@kepala <img src=x>\n`````\n# judul\n"
    _, calls = audit(clone, hostile, 1)
    body = str(calls[-1]["body"])
    assert body.count("``````") == 2
    assert body.index("``````") < body.index("@kepala") < body.rindex("``````")


def test_the_sample_office_has_nothing_to_audit(clone: Path) -> None:
    (clone / "office.yaml").write_text("name: x\nsample: true\n")
    done, calls = audit(clone, "", 3)
    assert (done.returncode, calls) == (0, [])


def _wheel(folder: Path) -> Path:
    """Write a wheel named ubah whose command says which version it is."""
    path = folder / "ubah-9.9.9-py3-none-any.whl"
    info = "ubah-9.9.9.dist-info"
    files = {
        "ubah_pinned.py": "def main():\n    print('ubah, version 9.9.9')\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: ubah\nVersion: 9.9.9\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nubah = ubah_pinned:main\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.slow
def test_an_office_installs_the_release_that_it_pins_and_no_other(tmp_path: Path) -> None:
    wheel = _wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    office = tmp_path / "kantor"
    (office / ".github/ubah").mkdir(parents=True)
    (office / ".github/ubah/requirements.txt").write_text("# nothing more\n")
    pin = office / ".github/ubah/tool.txt"
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    pin.write_text(f"ubah==9.9.9 --hash=sha256:{digest}\n")
    done = run("install.sh", tmp_path, str(office), str(tmp_path / "venv"), **offline)
    assert done.returncode == 0, done.stderr
    assert "ubah, version 9.9.9" in done.stdout
    for wrong in (f"ubah==9.9.9 --hash=sha256:{'0' * 64}\n", "ubah==9.9.9\n"):
        pin.write_text(wrong)
        done = run("install.sh", tmp_path, str(office), str(tmp_path / "lain"), **offline)
        assert done.returncode != 0
        assert not (tmp_path / "lain/bin/ubah").exists()


def _pinned(tmp_path: Path) -> Path:
    """Return a checkout that pins the made-up release, with files that wait to be taken for others."""
    office = tmp_path / "kantor"
    (office / ".github/ubah").mkdir(parents=True)
    (office / ".github/ubah/requirements.txt").write_text("# nothing more\n")
    wheel = _wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (office / ".github/ubah/tool.txt").write_text(f"ubah==9.9.9 --hash=sha256:{digest}\n")
    for name in ("venv", "pip", "subprocess", "sysconfig", "packaging"):
        (office / f"{name}.py").write_text("raise SystemExit('taken over')\n")
    (office / "uv.toml").write_text('no-index = true\nfind-links = ["nowhere"]\n')
    (office / "pyproject.toml").write_text("[tool.uv]\nno-binary = true\n")
    (office / ".python-version").write_text("2.7\n")
    return office


@pytest.mark.slow
def test_nothing_of_the_checkout_runs_in_place_of_what_installs(tmp_path: Path) -> None:
    """``python -m`` looks where it stands first: a file at the top is not to hold the keys."""
    office = _pinned(tmp_path)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    done = run("install.sh", office, ".", str(tmp_path / "lingkungan"), **offline)
    assert done.returncode == 0, done.stderr
    assert "ubah, version 9.9.9" in done.stdout


@pytest.mark.slow
def test_uv_installs_what_is_pinned_and_reads_nothing_of_the_checkout(tmp_path: Path) -> None:
    office = _pinned(tmp_path)
    shutil.copy(ROOT / "requirements/installer.txt", office / ".github/ubah/installer.txt")
    offline = {"UV_FIND_LINKS": str(tmp_path), "UV_NO_INDEX": "1"}
    known = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    done = run("install.sh", office, ".", str(tmp_path / "lingkungan"), **known, **offline)
    assert done.returncode == 0, done.stderr
    assert "ubah, version 9.9.9" in done.stdout
    assert "taken over" not in done.stdout + done.stderr
    for wrong in (f"ubah==9.9.9 --hash=sha256:{'0' * 64}\n", "ubah==9.9.9\n"):
        (office / ".github/ubah/tool.txt").write_text(wrong)
        done = run("install.sh", office, ".", str(tmp_path / "lain"), **known, **offline)
        assert done.returncode != 0
        assert not (tmp_path / "lain/bin/ubah").exists()


@pytest.mark.slow
def test_what_judges_and_lands_needs_neither_site_nor_exports(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    known = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    done = run("install.sh", ROOT, str(ROOT), str(venv), "recorder", **known)
    assert done.returncode == 0, done.stderr

    def ubah(*words: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        command = [str(venv / "bin/ubah"), *words]
        return subprocess.run(
            command, cwd=ROOT, env=own, capture_output=True, text=True, check=False
        )

    installed = {path.name.split("-")[0] for path in venv.glob("lib/*/site-packages/*.dist-info")}
    assert {"PyGithub", "pygithub"} & installed
    assert not {"mkdocs", "mkdocs_material", "openpyxl", "jinja2", "icalendar"} & installed
    for words in (("check",), ("list",), ("show", "RFC-2026-0001"), ("github", "--check")):
        assert ubah(*words).returncode == 0, ubah(*words).stderr
    for name in ("check", "land", "attest", "remind", "request", "board"):
        assert ubah("forge", name, "--help").returncode == 0
    for words, extra in (
        (("site",), "site"),
        (("export", "json"), "export"),
        (("demo", str(tmp_path / "demo")), "site"),
    ):
        done = ubah(*words)
        assert done.returncode == 2
        assert f"pip install 'ubah[{extra}]'" in done.stderr
    assert not (tmp_path / "demo").exists()
