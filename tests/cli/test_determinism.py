"""The same history gets the same bytes, whoever asks, wherever, with whatever settings."""

import json
from pathlib import Path

import jsonschema
import pytest
from clerk import ACCEPT, CHECKOUT, TIMEOUT, Kantor, copy_of, environment, git, run

from support import processes

HOSTILE = """
[core]
	quotepath = true
	abbrev = 4
	attributesFile = {home}/attributes
	hooksPath = {home}/hooks
[log]
	showSignature = true
	date = relative
	mailmap = true
	follow = true
[diff]
	renames = copies
	noprefix = true
	external = /bin/false
[merge]
	renames = true
	conflictStyle = diff3
[i18n]
	logOutputEncoding = latin1
	commitEncoding = latin1
[color]
	ui = always
[gpg]
	format = x509
	program = /bin/false
[gpg "ssh"]
	program = /bin/false
	allowedSignersFile = /dev/null
[ubah]
	main = lain
	root = 0000000000000000000000000000000000000000
[alias]
	cat-file = !false
"""


@pytest.fixture(scope="module")
def kantor(with_record: tuple[Kantor, str], tmp_path_factory: pytest.TempPathFactory) -> Kantor:
    """An office with an honest step, a step that nobody proved, and a path that is not ASCII."""
    office = copy_of(with_record[0], tmp_path_factory.mktemp("sama"))
    number = with_record[1]
    office.step(number, "accept", by="pengelola-1", **ACCEPT)
    (office.repo / "catatan-é.txt").write_text("x\n")
    path = office.repo / f"changes/{number[4:8]}/{number}.yaml"
    path.write_text(path.read_text().replace("Galat unggah.", "Alasan lain – “baru”."))
    git(office.repo, "add", "--all")
    git(office.repo, "commit", "--quiet", "--no-gpg-sign", "-m", "Tanpa bukti")
    return office


def answer(cwd: Path, *words: str, env: dict[str, str]) -> tuple[int, bytes]:
    done = processes.run(words, cwd=cwd, env=env, timeout=TIMEOUT)
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout


def surroundings(folder: Path, repo: Path) -> dict[str, dict[str, str]]:
    """Return environments by name; each would change what a careless tool says."""
    home = folder / "rumah"
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(HOSTILE.format(home=home))
    (home / "attributes").write_text("* -diff\n*.yaml binary\n")
    (home / ".mailmap").write_text("Lain <lain@example.org> <contoh@lpse.example>\n")
    plain = environment(folder)
    git_variables = {
        "GIT_DIR": str(folder / "tidak-ada"),
        "GIT_WORK_TREE": str(folder),
        "GIT_INDEX_FILE": str(folder / "index"),
        "GIT_OBJECT_DIRECTORY": str(folder / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(folder / "objects"),
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_GRAFT_FILE": str(folder / "grafts"),
        "GIT_SHALLOW_FILE": str(folder / "shallow"),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.quotepath",
        "GIT_CONFIG_VALUE_0": "false",
        "GIT_CONFIG_PARAMETERS": "'diff.renames'='copies'",
        "GIT_NAMESPACE": "lain",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_TRACE": "0",
        "GIT_AUTHOR_DATE": "1 +0000",
    }
    return {
        "posix": {**plain, "LC_ALL": "C", "LANG": "C"},
        "ascii": {**plain, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        "latin": {**plain, "PYTHONIOENCODING": "latin-1"},
        "turkish": {**plain, "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        "zone": {**plain, "TZ": "America/St_Johns"},
        "hash seed": {**plain, "PYTHONHASHSEED": "7", "COLUMNS": "20", "FORCE_COLOR": "1"},
        "home": {**plain, "HOME": str(home), "XDG_CONFIG_HOME": str(home)},
        "git": {**plain, **git_variables},
        "all": {
            **plain,
            **git_variables,
            "HOME": str(home),
            "LC_ALL": "C",
            "TZ": "Pacific/Kiritimati",
            "PYTHONHASHSEED": "99",
        },
    }


COMMANDS = (
    ("audit", "--format", "json"),
    ("audit", "--conformance", "--format", "json"),
    ("audit", "--conformance"),
    ("audit", "--format", "sarif"),
)


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_same_bytes_in_any_surroundings(
    kantor: Kantor, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, wanted = answer(kantor.repo, *words, env=environment(tmp_path))
    assert code == 1
    assert b"UB704" in wanted
    wanted.decode("utf-8")
    for name, env in surroundings(tmp_path, kantor.repo).items():
        assert answer(kantor.repo, *words, env=env) == (code, wanted), name


def test_same_bytes_from_anywhere(kantor: Kantor, tmp_path: Path) -> None:
    """From a folder below, a clone, a bare clone, a repacked clone, a work tree edited meanwhile."""
    words, env = ("audit", "--conformance", "--format", "json"), environment(tmp_path)
    wanted = answer(kantor.repo, *words, env=env)
    assert answer(kantor.repo / "changes", *words, env=env) == wanted
    git(tmp_path, "clone", "--quiet", "--no-local", str(kantor.repo), "klon")
    git(tmp_path, "clone", "--quiet", "--bare", str(kantor.repo), "telanjang.git")
    git(tmp_path / "klon", "gc", "--quiet", "--aggressive")
    git(tmp_path / "klon", "config", "core.autocrlf", "true")
    inside = tmp_path / "klon/.git"
    with (inside / "config").open("a") as settings:
        settings.write(HOSTILE.format(home=tmp_path))
    (inside / "info/attributes").write_text("* -diff -text\n*.yaml binary export-ignore\n")
    (inside / "info/grafts").write_text(f"{git(kantor.repo, 'rev-parse', 'main')}\n")
    assert answer(tmp_path / "klon", *words, env=env) == wanted
    assert answer(tmp_path / "telanjang.git", *words, env=env) == wanted
    office = tmp_path / "klon/office.yaml"
    office.write_text(office.read_text().replace("language: id", "language: en"))
    assert answer(tmp_path / "klon", *words, env=env) == wanted


def test_language_is_the_audited_historys(kantor: Kantor, tmp_path: Path) -> None:
    words = ("audit", "--format", "json")
    _, said = answer(kantor.repo, *words, env=environment(tmp_path))
    assert json.loads(said)["language"] == "id"
    _, said = answer(kantor.repo, *words, "--lang", "en", env=environment(tmp_path))
    assert json.loads(said)["language"] == "en"


def test_conformance_report_fits_its_schema(kantor: Kantor) -> None:
    schema = json.loads((CHECKOUT / "schemas/report.schema.json").read_text())
    report = json.loads(run(kantor.repo, "audit", "--conformance", "--format", "json", code=1).out)
    jsonschema.validate(report, schema, format_checker=jsonschema.FormatChecker())
    (record,) = report["conformance"]
    assert record["verdict"] == "fail"
    assert "UB704" in record["rules"]
    assert [(s["action"], s["from"], s["to"], s["verdict"]) for s in record["steps"]] == [
        ("submit", None, "submitted", "pass"),
        ("accept", "submitted", "accepted", "pass"),
    ]
    step = record["steps"][1]
    assert (step["sop_steps"], step["basis"], step["by"]) == ([3], "sop", "pengelola-1")
    assert step["proof"]["person"] == "pengelola-1"
    assert {rule["rule"]: rule["met"] for rule in step["rules"]}["UB503"] is True
    text = run(kantor.repo, "audit", "--conformance", code=1).out
    assert "1. [2] Permintaan Diajukan (SOP) — Dedi Pemohon (pemohon-1)" in text
    assert "2. [3] Permintaan Disetujui (SOP) — Cici Pengelola (pengelola-1)" in text
    plain = json.loads(run(kantor.repo, "audit", "--format", "json", code=1).out)
    assert "conformance" not in plain
    assert {key: report[key] for key in plain} == plain


@pytest.mark.parametrize("format_", ["sarif", "junit", "github"])
def test_conformance_only_in_formats_that_have_it(kantor: Kantor, format_: str) -> None:
    said = run(
        kantor.repo, "audit", "--conformance", "--format", format_, "--lang", "en", code=2
    ).err
    assert "comes as text or json" in said
