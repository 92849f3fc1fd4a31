"""Help, refusals and the system's own complaints come in the user's language, without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from clerk import MODULE, Kantor, environment, run

from support.processes import SCRIPT, program
from ubah.cli import COMMANDS, commands
from ubah.cli.helping import help_texts
from ubah.edge.system import catalogues

ENGLISH_OF_CLICK = ("Usage:", "Options:", "Commands:", "Show this", "[default", "[OPTIONS]")


def commands_below(name: str) -> list[list[str]]:
    command = commands.get_command(click.Context(commands), name)
    inner = list(command.commands) if isinstance(command, click.Group) else []
    return [[name], *([name, each] for each in inner)]


@pytest.mark.parametrize("words", [[], *(w for name in COMMANDS for w in commands_below(name))])
def test_help_is_indonesian(tmp_path: Path, words: list[str]) -> None:
    said = run(tmp_path, *words, "--help").out
    assert "Cara pakai: " in said
    assert not [word for word in ENGLISH_OF_CLICK if word in said], said
    english = run(tmp_path, "--lang", "en", *words, "--help").out if len(words) < 2 else "Usage:"
    assert "Usage:" in english


def test_every_sentence_of_the_help_has_a_translation() -> None:
    for name in COMMANDS:
        command = commands.get_command(click.Context(commands), name)
        assert command is not None
        for text in help_texts(command):
            assert catalogues.translates("id", text), text


def test_help_follows_the_office(kantor: Kantor) -> None:
    assert "Tulis permintaan perubahan baru" in kantor.ubah("new", "--help").out
    assert "Write and commit a new request" in kantor.ubah("new", "--help", "--lang", "en").out
    settings = kantor.repo / "office.yaml"
    settings.write_text(settings.read_text().replace("language: id", "language: en"))
    assert "Usage: ubah new [OPTIONS]" in kantor.ubah("new", "--help").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("site", "--out"), "--out memerlukan nilai di belakangnya"),
        (("list", "--open=3"), "--open tidak memakai nilai"),
        (("list", "x", "y"), "ini berlebih: x y"),
        (("new", "--key", ".."), "--key: .. adalah folder, bukan berkas"),
        (("roles", "--within", "banyak"), "--within"),
        (("new", "--from", "tiada.yaml"), "tiada.yaml tidak dapat dibaca: berkas atau folder itu"),
        (("new", "--from", "."), "itu folder, bukan berkas"),
    ],
)
def test_refusals_hold_no_english(kantor: Kantor, words: tuple[str, ...], says: str) -> None:
    ran = kantor.ubah(*words, code=2, by="pemohon-1" if words[:2] == ("new", "--from") else "")
    assert says in ran.err
    for english in ("Error", "Invalid", "argument", "directory", "integer", "No such", "expected"):
        assert english not in ran.err


BROKEN_YAML = (
    "a: [", "a: 'x", "a: b: c", "a:\n- b\n c: d", "a: }", "a: !x", "- a\nb: c", "a: |\n x\n\ty", "a: \"\\q\"",
    "? a\n? b\n - :", "a: @x", "a: `x", "%YAML 9.9\n---\na: 1", "a: {b", "a\nb: c", "{a: b",
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN_YAML)
def test_what_is_wrong_with_yaml_is_told_in_indonesian(kantor: Kantor, text: str) -> None:
    source = kantor.folder / "rusak.yaml"
    source.write_text(text + "\n")
    ran = kantor.ubah("new", "--from", source, by="pemohon-1", code=None)
    assert ran.code in (1, 2)
    for english in ("found", "expected", "mapping", "while", "could not", "did not", "Error"):
        assert english not in ran.said, ran
    assert "baris 0" not in ran.said


@pytest.mark.parametrize("word", ["list", "audit", "roles", "explain"])
def test_a_full_disk_and_a_closed_pipe_end_in_a_fitting_code(kantor: Kantor, word: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$0" {word} >/dev/full', str(program())],
        cwd=kantor.repo,
        env=environment(kantor.repo),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "ruang disk sudah habis" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    closed = subprocess.run(
        ["bash", "-c", f'"$0" {word} | true; echo "${{PIPESTATUS[0]}}"', str(program())],
        cwd=kantor.repo,
        env=environment(kantor.repo),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (closed.stdout.strip(), closed.stderr) == ("141", "")


@pytest.mark.parametrize("moment", range(8))
def test_ctrl_c_never_shows_the_insides(kantor: Kantor, moment: int) -> None:
    """From the first import on: the interpreter itself needs some time before that."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", ""], env=environment(kantor.repo), check=True)
    interpreter = time.monotonic() - begun
    started = [*MODULE] if moment % 2 else [str(SCRIPT)]
    child = subprocess.Popen(
        [*started, "audit"],
        cwd=kantor.repo,
        env=environment(kantor.repo),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(3 * interpreter + 0.08 * (1 + moment))
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert b"Traceback" not in said, said
    assert child.returncode in (0, 130, -signal.SIGINT)  # the last: before Python was up


def test_what_a_killed_command_left_is_removed_by_the_next(kantor: Kantor, tmp_path: Path) -> None:
    place = tmp_path / "sementara"
    place.mkdir()
    (place / "ubah-milik-orang").mkdir()
    (place / "ubah-milik-orang/berharga").write_text("x")
    env = environment(kantor.repo, TMPDIR=str(place))
    code = (
        "import os, signal; from ubah.edge.system.scratch import Scratch; kept = Scratch();"
        "(kept.path / 'isi').write_text('x'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], env=env, check=False)
    assert len(list(place.iterdir())) == 2
    run(kantor.repo, "audit", env=env)
    assert [path.name for path in place.iterdir()] == ["ubah-milik-orang"]
    assert (place / "ubah-milik-orang/berharga").read_text() == "x"


def test_a_running_command_keeps_its_scratch_folder(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from ubah.edge.system import scratch; home = Path(%r);"
        "mine = scratch.Scratch(home); scratch.remove_orphans(home, 'ubah-');"
        "assert mine.path.is_dir(); mine.remove(); assert not mine.path.exists()"
    )
    subprocess.run([sys.executable, "-c", code % str(tmp_path)], check=True)


def test_no_ssh_keygen_is_told_with_how_to_install_it(kantor: Kantor) -> None:
    tools = kantor.folder / "alat"
    tools.mkdir()
    git = next(
        Path(folder) / "git"
        for folder in os.environ["PATH"].split(":")
        if (Path(folder) / "git").is_file()
    )
    (tools / "git").symlink_to(git)
    env = environment(kantor.repo, PATH=str(tools))
    ran = kantor.ubah("new", by="pemohon-1", code=2, env=env)
    assert "openssh-client" in ran.err


def test_a_key_that_is_not_there_is_told_with_where_it_was_looked_for(kantor: Kantor) -> None:
    ran = kantor.ubah("new", "--key", "nosuch", code=2)
    assert str(kantor.repo / "nosuch") in ran.err
    assert "ls ~/.ssh" in ran.err
    assert "ssh-keygen -y" not in ran.err


def test_seen_of_an_unknown_commit_says_what_to_type(kantor: Kantor) -> None:
    said = kantor.ubah("audit", "--seen", "1" * 40, code=1).out
    assert "git fetch" in said


def test_help_lists_the_states_and_categories_of_the_office(kantor: Kantor) -> None:
    said = " ".join(kantor.ubah("list", "--help").out.split())
    assert "submitted: Diajukan" in said
    assert "withdrawn: Ditarik)." in said
    assert "security: Keamanan" in said
    outside = run(kantor.folder, "list", "--help").out
    assert "submitted" not in outside
    assert "--state STATUS" in outside
