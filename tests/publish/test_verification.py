"""What a page prints under "Verify it yourself", typed by a stranger into an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from mkdocs.utils import get_build_datetime
from site_support import NOW, both, context

from support.office import Office
from ubah import __version__
from ubah.cli.publication.site import load_judged_register
from ubah.core.diagnostics import CannotRun
from ubah.core.people.signers import good_signature
from ubah.core.register.views import Register
from ubah.edge.system import catalogues, clock
from ubah.publish.output.linkcheck import read
from ubah.publish.output.run import build_site
from ubah.publish.pages.audit import audit_body
from ubah.publish.show.verification import audit_verification

NOBODY = 65534
ADDRESS = "https://lpse.contoh.go.id/perubahan/"
TOOL = ("python3 -m venv ../tool", ". ../tool/bin/activate", f"pip install ubah=={__version__}")
MARK = "\x01"


@dataclass
class Typed:
    """A step as it stands on a page: its commands, and the lines that it says will come."""

    commands: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Takes from a page the steps below the heading "verifikasi", placeholders between marks."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Typed] = []
        self.there = False
        self.into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.there = self.there or dict(attrs).get("id") == "verifikasi"
        if not self.there:
            return
        if tag == "li":
            self.steps.append(Typed())
        elif tag in ("code", "samp"):
            self.into = self.steps[-1].commands if tag == "code" else self.steps[-1].expected
            self.into.append("")
        elif tag == "mark" and self.into:
            self.into[-1] += MARK

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.there = False
        elif tag == "mark" and self.into:
            self.into[-1] += MARK
        elif tag in ("code", "samp"):
            self.into = None

    def handle_data(self, data: str) -> None:
        if self.into:
            self.into[-1] += data


def steps_on(html: str) -> list[Typed]:
    reader = Reader()
    reader.feed(html)
    return reader.steps


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that speaks Indonesian, tells no address to clone from, and has signed a few steps."""
    office = Office.found(tmp_path_factory.mktemp("kantor"), {"site_url": ADDRESS})
    office.walk(
        ("submit", "pemohon-1"),
        ("accept", "pengelola-1"),
        ("escalate", "pengelola-1"),
        ("approve", "kepala"),
    )
    return office


@pytest.fixture(scope="module")
def real(office: Office) -> Register:
    return load_judged_register(office.repo, "id")


@pytest.fixture(scope="module")
def site(real: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("situs") / "out"
    build_site(real, NOW, False, both(catalogues.load("id")), out)
    return out


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user of the machine reaches, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="ubah-uji-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(folder: Path) -> list[str]:
    """Return what runs a command as a user who owns nothing but ``folder``; nothing unless root runs the tests.

    The capability lets that user start a Python that stands in root's own home; git looks at who
    owns what, and at what that user may reach without it.
    """
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return []
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    capability = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *capability]


def typed(steps: list[Typed], office: Office, place: Path) -> list[list[str]]:
    """Type all commands but those that get the tool in one shell; return what each step printed."""
    work, home, repository = (place / name for name in ("kosong", "rumah", "repo.git"))
    work.mkdir()
    home.mkdir()
    shutil.copytree(office.repo / ".git", repository)
    script = ["set -e"]
    for step in steps:
        script.append(f"printf '{MARK}'")
        script += [
            re.sub(f"{MARK}[^{MARK}]*{MARK}", str(repository), command)
            for command in step.commands
            if command not in TOOL
        ]
    done = subprocess.run(
        [*as_nobody(place), "sh", "-c", "\n".join(script)],
        cwd=work,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "LC_ALL": "C",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stderr, done.stdout[-500:])
    assert not any(home.iterdir())
    return [part.splitlines() for part in done.stdout.split(MARK)[1:]]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("page", ["audit/index.html", "rfc/RFC-2026-0001/index.html"])
def test_what_a_page_prints_ends_in_good_output(
    site: Path, office: Office, place: Path, page: str, language: str
) -> None:
    html = (site / ("en" if language == "en" else ".") / page).read_text("utf-8")
    steps = steps_on(html)
    commands = [command for step in steps for command in step.commands]
    assert {command for command in commands if "venv" in command or "pip" in command} | {
        TOOL[1]
    } == set(TOOL)
    assert commands[0].startswith(
        f"git clone {MARK}"
    )  # no address is told: it is marked as missing

    said = typed(steps, office, place)
    assert len(said) == len(steps) > 5
    for step, lines in zip(steps, said, strict=True):
        assert all(any(line.endswith(own) for line in lines) for own in step.expected), (
            step,
            lines,
        )
    expected = [line for step in steps for line in step.expected]
    assert any(
        line.startswith("Sesuai – " if language == "id" else "Conforms – ") for line in expected
    )
    audit = next(n for n, step in enumerate(steps) if "ubah audit" in step.commands[0])
    assert said[audit][-1] == steps[audit].expected[0]
    signed = [line for line in expected if line.startswith('Good "git" signature for ')]
    people = {"pemohon-1", "pengelola-1", "kepala"} if "rfc" in page else {"kepala"}
    assert {re.split("[ @]", line)[4] for line in signed} == people
    assert all(re.search(r"with ED25519 key SHA256:[A-Za-z0-9+/]{43}$", line) for line in signed)
    assert not any("No signature" in line for lines in said for line in lines)


def test_page_and_record_print_the_same_commands(real: Register, site: Path) -> None:
    def lines(html: str) -> list[str]:
        return [command for step in steps_on(html) for command in step.commands]

    audit = lines((site / "audit/index.html").read_text("utf-8"))
    record = lines((site / "rfc/RFC-2026-0001/index.html").read_text("utf-8"))
    common = [line for line in record if line in audit]
    assert len(common) == 7  # two to clone, three for the tool, the audit, the signers' file
    assert f"ubah audit --trust-root {real.audit.trust_root}" in common


@pytest.mark.parametrize(
    ("forge", "address"),
    [
        (
            {"kind": "github", "host": "github.com", "repository": "lpse/ubah"},
            "https://github.com/lpse/ubah.git",
        ),
        (
            {"kind": "gitlab", "host": "git.contoh.go.id", "repository": "a/b/c"},
            "https://git.contoh.go.id/a/b/c.git",
        ),
        ({"kind": "github", "host": "github.com", "repository": "x/y;reboot"}, ""),
        ({"kind": "github", "host": "github.com"}, ""),
    ],
)
def test_the_address_is_the_offices_own_where_it_is_known(
    real: Register, forge: dict[str, str], address: str
) -> None:
    authority = replace(real.authority, raw_office={**real.authority.raw_office, "forge": forge})
    first = audit_verification(context(replace(real, authority=authority)))[0]
    assert first.commands[0] == f"git clone {address or 'REPOSITORY-ADDRESS'} register"
    assert bool(first.placeholder) is not bool(address)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_the_line_is_the_one_that_ssh_keygen_writes(kind: str, tmp_path: Path) -> None:
    def keygen(*words: str, stdin: str = "") -> str:
        done = subprocess.run(
            ["ssh-keygen", *words],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    size = ["-b", "2048"] if kind == "rsa" else []
    keygen("-q", "-t", kind, *size, "-N", "", "-C", "", "-f", "kunci")
    public = (tmp_path / "kunci.pub").read_text().strip()
    fingerprint = keygen("-lf", "kunci.pub").split()[1]
    (tmp_path / "signers").write_text(f"kepala@localhost {public}\n")
    (tmp_path / "isi").write_text("isi\n")
    keygen("-Y", "sign", "-n", "git", "-f", "kunci", "isi")
    verify = (
        "-Y",
        "verify",
        "-n",
        "git",
        "-f",
        "signers",
        "-I",
        "kepala@localhost",
        "-s",
        "isi.sig",
    )
    assert keygen(*verify, stdin="isi\n") == good_signature("kepala", public, fingerprint)


def test_the_sample_office_says_that_it_has_nothing_to_verify(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    steps = steps_on(audit_body(context(register, "id", indonesian)))
    assert "ubah audit" in [command for step in steps for command in step.commands]
    assert not any("Sesuai" in line for step in steps for line in step.expected)


@pytest.mark.parametrize("folder", ["", "en/"])
@pytest.mark.parametrize("asked", ["x", "rfc/RFC-2099-0001/index.html", "a/b/c/"])
def test_a_page_that_is_not_there_leads_on_from_any_depth(
    site: Path, folder: str, asked: str
) -> None:
    found = read((site / folder / "404.html").read_text("utf-8"))
    assert len(found.links) > 10
    assert len(found.resources) > 5
    for url in (*found.links, *found.resources):
        target = urljoin(f"{ADDRESS}{folder}{asked}", url)
        if url.startswith("#") or not target.startswith(urljoin(ADDRESS, "/")):
            continue
        assert target.startswith(f"{ADDRESS}{folder}"), url
        path = site / target.removeprefix(ADDRESS).partition("#")[0]
        assert (path / "index.html" if target.endswith("/") else path).is_file(), url


@pytest.mark.parametrize("value", ["", " ", "1767225600"])
def test_a_time_for_built_files_may_be_set_to_nothing(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    clock.refuse_unusable_date()
    assert get_build_datetime().year >= 2026


@pytest.mark.parametrize("value", ["besok", "1e9", "9" * 30, "2026-01-01"])
def test_a_time_for_built_files_that_is_none_is_told(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(CannotRun, match="no number of seconds"):
        clock.refuse_unusable_date()
