"""Every command that README, the guides or an office's own README show is typed, in the demonstration.

The blocks of README, the tutorial and the roles' guides are typed in test_demo.py, the guide of what an office
brings along in test_guide_of_import.py.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

import click
import pytest
from clerk import CHECKOUT
from demonstration import blocks_of, copied, typed

from ubah.cli import commands

PAGES = sorted(
    [
        *CHECKOUT.glob("README*.md"),
        *(CHECKOUT / "docs").glob("*.md"),
        *(CHECKOUT / "docs/guides").glob("*.md"),
        *(CHECKOUT / "tools/ubah/edge/office/folder").glob("README.*.md"),
    ]
)
SHOWN = re.compile(r"`([^`\n]*\bubah [a-z][^`\n]*)`")
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ENDS_A_COMMAND = {"|", "||", "&&", ">", ";"}
FILLED = {
    **dict.fromkeys(("PERSON", "MY-ID", "ID-SAYA"), "pemohon-1"),
    **dict.fromkeys(("COMMIT", "KOMIT", "BRANCH", "CABANG"), "main"),
    **dict.fromkeys(("FILE", "BERKAS"), "../kib-b.csv"),
    **dict.fromkeys(("STEP", "LANGKAH"), "accept"),
    "DIR": "kantor-baru",
    **{"ID": "kepala", "NAME": "ani"},
    "ROLE": "requester",
    "RFC": "RFC-2026-0031",
}
"""What stands for a value in the pages, and a value of the demonstration for it."""

A_SERVER = "needs a server's repository; typed in test_server.py and test_gitolite.py"
A_FORGE = "needs a forge; played in tests/forge"
MAIL = "sends mail; sent in test_notify.py to a server of the test's own"
ELSEWHERE: dict[str, str] = {
    "ubah hook": A_SERVER,
    "ubah notify": MAIL,
    "ubah forge": A_FORGE,
    "ubah desk": "serves, and sends mail; run in tests/desk and in test_desk_letters.py",
    "ubah init": "founds an office of its own; walked through in test_walk_founding.py and test_init_whole.py",
    "ubah demo": "what all of this is typed in",
}
"""Commands that are only parsed here, and where they run."""

ASKS = "asks at a terminal what nobody answers here, or for what is left out"
LEGAL = "the demonstration is in another state, which the tool says"
ENDS_OTHERWISE: dict[str, str] = {
    **dict.fromkeys(
        (
            *("ubah account", "ubah account add PERSON", "ubah account end", "ubah account rename"),
            *("ubah appoint", "ubah appoint PERSON acting_head", "ubah import", "ubah settings"),
            *("ubah advance", "ubah advance RFC accept", "ubah advance RFC-2026-0001 STEP"),
            *("ubah asset", "ubah asset add", "ubah asset update", "ubah asset retire"),
            *("ubah asset update SRV-0001", "ubah asset retire SRV-0001"),
            *("ubah advance RFC-2026-0026 return_report", "ubah advance RFC-2026-0028 fail_test"),
            *("ubah advance RFC-2026-0029 return", "ubah advance RFC-2026-0031 escalate"),
            *("ubah advance RFC-2026-0031 reject", "ubah advance RFC-2026-0031 revise"),
            *("ubah advance RFC-2026-0031 withdraw", "ubah new", "ubah export"),
            *("ubah import assets FILE", "ubah import changes FILE", "ubah key", "ubah key add"),
            *("ubah key add PERSON", "ubah key end", "ubah key lost"),
            *("ubah person", "ubah person add", "ubah person change PERSON"),
            *("ubah show", "ubah renumber", "ubah settings matrix"),
        ),
        ASKS,
    ),
    **dict.fromkeys(
        (
            *("ubah land", "ubah land BRANCH", "ubah assent", "ubah undo", "ubah doctor"),
            "ubah advance RFC-2026-0001 STEP --attach FILE",
            "ubah advance RFC-2026-0001 approve",
            "ubah account add ID --desk --login NAME",
        ),
        LEGAL,
    ),
}


def shown() -> Iterator[tuple[str, str]]:
    """Yield (page, command as it stands there), without what stands before it and behind it."""
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line for block in BLOCK.findall(text) for line in _lines(block)]
        for said in (*SHOWN.findall(BLOCK.sub("", text)), *lines):
            words = [word.lstrip("$(") for word in shlex.split(said, comments=True)]
            for at, word in enumerate(words[:-1]):
                if word == "ubah" or word.endswith("/bin/ubah"):
                    rest = takewhile(lambda each: each not in ENDS_A_COMMAND, words[at + 1 :])
                    yield page.name, shlex.join(["ubah", *(each.rstrip(");") for each in rest)])


def _lines(block: str) -> Iterator[str]:
    """Yield the lines of a block as a shell takes them: quoted line ends and backslashes go on."""
    taken = ""
    for line in block.replace("\\\n", " ").splitlines():
        taken += line
        try:
            shlex.split(taken, comments=True)
        except ValueError:
            taken += "\n"
            continue
        yield taken
        taken = ""


EVERY = sorted({command for _, command in shown() if not command.startswith("ubah periksa")})


@pytest.mark.parametrize("command", EVERY)
def test_the_tool_takes_what_is_shown(command: str) -> None:
    """All options exist, have the values that they need, and nothing is left over."""
    taker, words = _taker(shlex.split(command)[1:])
    context = click.Context(taker, **commands.context_settings)
    _, rest, _ = taker.make_parser(context).parse_args([FILLED.get(word, word) for word in words])
    assert rest == []


def _taker(words: Sequence[str]) -> tuple[click.Command, list[str]]:
    found: click.Command = commands
    left = list(words)
    while isinstance(found, click.Group) and left and not left[0].startswith("-"):
        inner = found.get_command(click.Context(found), left[0])
        assert inner is not None, (found.name, left[0])
        found, left = inner, left[1:]
    return found, left


def inline() -> dict[str, str]:
    """Return what stands in running text, English names of values put for Indonesian ones, as typed here."""
    found: dict[str, str] = {}
    for page in PAGES:
        for said in SHOWN.findall(BLOCK.sub("", page.read_text("utf-8"))):
            if said.startswith("ubah ") and not any(said.startswith(f"{one} ") or said == one for one in ELSEWHERE):  # fmt: skip
                own = " ".join(ENGLISH.get(word, word) for word in said.split())
                found[own] = " ".join(FILLED.get(word, word) for word in own.split())
    return found


ENGLISH = {
    **{"ID-SAYA": "MY-ID", "KOMIT": "COMMIT", "CABANG": "BRANCH"},
    **{"BERKAS": "FILE", "LANGKAH": "STEP", "NAMA": "NAME"},
}


@pytest.mark.slow
def test_what_stands_in_running_text_is_typed(built: tuple[Path, str], tmp_path: Path) -> None:
    place = copied(built, tmp_path)
    repo = place / "build/demo/repo"
    (repo.parent / "kib-b.csv").write_text("Nama Barang;Kode Barang\nPeladen;1.3.2.10\n")
    every = inline()
    assert len(every) > 50
    ended: dict[str, tuple[int, str]] = {}
    for own, command in every.items():
        ended[own] = typed(command, repo, home=place)
        code, out = typed("git reset -q --hard && git clean -fdq && git switch -q main", repo, home=place)  # fmt: skip
        assert code == 0, (own, out)
    assert not {own: out for own, (_, out) in ended.items() if "Traceback" in out}
    assert not {own: out for own, (_, out) in ended.items() if "tidak ada opsi" in out}
    otherwise = {own: out for own, (code, out) in ended.items() if code}
    assert otherwise.keys() == {own for own in ENDS_OTHERWISE if own in every}, {
        own: otherwise.get(own) for own in otherwise.keys() ^ ENDS_OTHERWISE.keys()
    }
    for own, out in otherwise.items():
        assert "→" in out or "✗" in out or "Cara pakai" in out, (own, out)


@pytest.mark.parametrize(
    "page", ["papers", "backup", "own-web-server", "attachments", "role-auditor"]
)
def test_both_languages_have_people_type_the_same(page: str) -> None:
    """So it is typed once, out of the English page."""
    said = []
    for language in ("", ".id"):
        text = (CHECKOUT / f"docs/guides/{page}{language}.md").read_text("utf-8")
        lines = [*BLOCK.findall(text), *re.findall(r"`(git [^`]+)`", text)]
        bare = re.sub(r"(^|\s+)#.*", "", "\n".join(lines), flags=re.MULTILINE)
        for own, english in (*ENGLISH.items(), *PLACES.items()):
            bare = re.sub(rf"\b{own}\b", english, bare)
        said.append(bare)
    assert said[0] == said[1]
    assert len(said[0].splitlines()) > 2


PLACES = {"REPOSITORI": "REPOSITORY", "TANGGAL": "DATE"}


@pytest.mark.slow
def test_papers_are_made_as_the_guide_says(built: tuple[Path, str], tmp_path: Path) -> None:
    place = copied(built, tmp_path)
    repo = place / "build/demo/repo"
    said = blocks_of("guides/papers.md").replace("COMMIT", "main")
    code, out = typed(said, repo, home=place)
    assert code == 0, out
    assert (repo / "izin.pdf").is_file()
    assert (repo / "recap.xlsx").is_file()
    assert list((repo / "build/papers").glob("*2026-0010*.pdf"))


@pytest.mark.slow
def test_a_copy_is_tried_as_the_guide_says(built: tuple[Path, str], tmp_path: Path) -> None:
    place = copied(built, tmp_path)
    repo = place / "build/demo/repo"
    guide = (CHECKOUT / "docs/guides/backup.md").read_text("utf-8")
    (bundle,) = re.findall(r"`(git bundle create [^`]+)`", guide)
    root = typed("git rev-list --max-parents=0 main", repo, home=place)[1].strip()
    seen = typed("git rev-parse main", repo, home=place)[1].strip()
    trial = blocks_of("guides/backup.md")
    trial = trial.replace("--trust-root COMMIT --seen COMMIT", f"--trust-root {root} --seen {seen}")
    code, out = typed(f"{bundle}\n{trial}", repo, home=place)
    assert code == 0, out
    assert out.count('Good "git" signature for') > 100
    assert (repo / "uji/build/site/index.html").is_file()


@pytest.mark.slow
def test_a_web_server_publishes_as_the_guide_says(built: tuple[Path, str], tmp_path: Path) -> None:
    """The guide's folders in /srv lie elsewhere here; the script for the timer runs twice."""
    place = copied(built, tmp_path)
    text = (CHECKOUT / "docs/guides/own-web-server.md").read_text("utf-8")
    once, script = BLOCK.findall(text)
    server = place / "build/demo/origin.git"
    srv = tmp_path / "srv"
    (srv / "ubah").mkdir(parents=True)
    (srv / "www").mkdir()

    def here(said: str) -> str:
        return said.replace("REPOSITORY", shlex.quote(str(server))).replace("/srv/", f"{srv}/")

    code, out = typed(f"set -e\n{here(once)}", tmp_path, home=place)
    assert code == 0, out
    (srv / "ubah/seen").write_text(typed("git rev-parse main", srv / "ubah/repo", home=place)[1].strip())  # fmt: skip
    for _ in range(2):
        code, out = typed(here(script), tmp_path, home=place)
        assert code == 0, out
    assert (srv / "www/perubahan/index.html").is_file()


@pytest.mark.slow
def test_files_are_attached_as_the_guide_says(built: tuple[Path, str], tmp_path: Path) -> None:
    """Nobody is at a terminal, so what else is asked for comes from files."""
    place = copied(built, tmp_path)
    repo = place / "build/demo/repo"
    for name in re.findall(r'"([^"]+\.\w{3})"|(\w+\.mp4)', blocks_of("guides/attachments.md")):  # fmt: skip
        _content(repo / "".join(name))
    (repo / "uji.yaml").write_text(
        "documentation: Tersimpan.\ntests:\n  - {scenario: Masuk, expected: Berhasil, "
        "result: Berhasil, passed: true, tester: Cici}\n"
    )
    (repo / "baru.yaml").write_text(
        "title: Contoh\naddressee: pengelola-1\ndescription: Contoh.\nreason: Contoh.\n"
        "services: [SPSE]\nproposed_urgency: normal\nwanted_by: '2099-12-31'\n"
        "impact_if_not_done: Contoh.\n"
    )
    text = (CHECKOUT / "docs/guides/attachments.md").read_text("utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    assert len(lines) == 4
    for line in lines:
        code, out = typed("git switch -q main", repo, home=place)
        assert code == 0, out
        more = (
            "--from baru.yaml --key ../keys/pemohon-1" if " new " in line else "--evidence uji.yaml"
        )
        code, out = typed(f"{re.sub(r'  *#.*', '', line)} {more}", repo, home=place)
        assert code == 0, (line, out)
        typed("git switch -q main; git branch -D RFC-2026-0027", repo, home=place)


def _content(path: Path) -> None:
    """Write a file that is what its name says, as far as the tool looks."""
    begins = {".pdf": b"%PDF-1.7\n", ".png": b"\x89PNG\r\n\x1a\n"}
    path.write_bytes(begins.get(path.suffix, b"") + b"Contoh\n" * 20)
