"""The commands as a CI job runs them: environment, comment, annotations, summary, exit code."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from attacks.kit import RECORD, RFC
from forge.filing import ACCEPT, ESCALATE, REQUEST, form
from forge.job import proposed, run
from forge.notices import Notice
from forge.scene import HEAD, MANAGER, OTHER, STRANGER, Place, approved
from forge.standin import Account
from support.office import verdict
from ubah.cli import commands
from ubah.core.diagnostics import CannotRun, Verdict
from ubah.report.pull_request import MARKER


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_check_says_what_is_missing_and_who_can_give_it(job: Place, tmp_path: Path) -> None:
    number = proposed(job)
    job.fake.approve(number, STRANGER)
    result = run(job, "check", "--pull", str(number), "--format", "github", key="")
    assert result.exit_code == 1, result.output  # rule 10: the command itself passes nothing
    assert f"::error file={RECORD}" in result.output
    [comment] = job.fake.comments[number]
    text = comment.body
    assert text.startswith(MARKER)
    for part in (
        "Menunggu Persetujuan",
        "Setujui Permintaan",
        "Persetujuan yang belum ada",
        "Setujui Permintaan: Pengelola-1 Contoh",
    ):
        assert part.replace("\\", "") in text.replace("\\", ""), text
    assert "orang\\-luar" in text
    assert "Menunggu" in text or "Disetujui Pengelola Perubahan" in text
    assert (tmp_path / "summary.md").read_text().startswith("## ")
    again = run(job, "check", "--pull", str(number))
    assert again.exit_code == 1
    assert len(job.fake.comments[number]) == 1
    job.fake.approve(number, MANAGER)
    job.at = 21
    assert run(job, "check", "--pull", str(number), "--lang", "en").exit_code == 0
    [comment] = job.fake.comments[number]
    assert "Conforms" in comment.body


@pytest.mark.state("submitted")
def test_check_leaves_a_strangers_comment_alone(job: Place) -> None:
    number = proposed(job)
    job.fake.comment(number, STRANGER, f"{MARKER}\npalsu")
    run(job, "check", "--pull", str(number))
    first, second = job.fake.comments[number]
    assert first.body.endswith("palsu")
    assert second.who[0] == job.fake.robot[0]


@pytest.mark.state("submitted")
def test_check_with_a_token_that_may_not_write(job: Place) -> None:
    number = proposed(job)
    forbidden = (403, {"message": "Resource not accessible by integration"}, {})
    job.fake.fault = lambda verb, target: (
        forbidden if verb == "POST" and job.kind.ends["comments"] in target else None
    )
    result = run(job, "check", "--pull", str(number))
    assert result.exit_code == 1
    assert number not in job.fake.comments


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_land_all_that_is_ready_and_nothing_else(job: Place) -> None:
    waiting = proposed(job)
    job.write(STRANGER, "HALO.md", b"# Halo\n", "halo")
    prose = job.fake.open("halo", STRANGER, "Halo")
    job.fake.approve(prose, MANAGER)
    job.at = 21
    result = run(job, "land")
    assert result.exit_code == 0, result.output
    assert f"{job.kind.mark}{prose}" in result.output
    job.fake.follow(prose)
    assert not job.fake.pulls[prose].open
    assert job.fake.pulls[waiting].open
    [comment] = job.fake.comments[prose]
    assert "✅" in comment.body
    assert run(job, "land", "--pull", str(waiting)).exit_code == 1
    assert run(job, "land", "--pull", str(prose)).exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
def test_decide_from_the_question_to_the_landed_step(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    pull = job.fake.pulls[number]
    assert RFC in pull.title
    assert "Request changes" in pull.body
    assert "Celah terbuka" in pull.body
    job.at = 31
    review = job.fake.review(number, HEAD, "CHANGES_REQUESTED", "")
    assert run(job, "decide").exit_code == 0
    [comment] = job.fake.comments[number]
    assert "alasan" in comment.body
    job.fake.dismiss(number, review)
    job.at = 32
    job.fake.approve(number, HEAD, "Setuju")
    job.at = 33
    result = run(job, "decide")
    assert result.exit_code == 0, result.output
    assert not pull.open
    assert verdict(job.audit()) is Verdict.PASS
    first, handed_over = job.fake.comments[number]
    assert "keputusan telah tercatat" in first.body
    assert "07-implement--pass-test.yml&" in first.body
    assert "@pengelola-1" in handed_over.body


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_attest_a_landing_by_hand(job: Place) -> None:
    from forge.test_attacks import pressed

    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.at = 22
    landing = pressed(job, number)
    job.at = 23
    result = run(job, "attest", landing)
    assert result.exit_code == 0, result.output
    assert run(job, "attest", landing).exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
@pytest.mark.parametrize(
    ("key", "said"), [("", "recorder's key is missing"), ("kepala", "not the key of the recorder")]
)
def test_land_without_the_recorders_key(job: Place, key: str, said: str) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.at = 21
    before = job.main()
    result = run(job, "land", "--pull", str(number), key=key)
    assert isinstance(result.exception, CannotRun)
    assert said in result.exception.message.text
    assert job.main() == before


@pytest.mark.state("submitted")
def test_the_forge_is_away(job: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(job.kind.asks.__init__, "__defaults__", (waited.append,))
    number = proposed(job)
    job.fake.fault = lambda _verb, _target: (503, {"message": "x"}, {})
    result = run(job, "check", "--pull", str(number))
    assert isinstance(result.exception, CannotRun)
    assert result.exception.indeterminate
    assert waited == sorted(waited)
    assert sum(waited) >= 3  # seconds, for a forge that is away for a moment


@pytest.mark.state("submitted")
def test_foreign_text_is_shown_as_text(job: Place) -> None:
    job.at = 20
    job.main()
    evil = "Ganti <img src=x onerror=1> @kepala #1 [klik](http://jahat.example) ::error::x"
    request = job.office.submitted(20, "RFC-2026-0002", title=evil)
    job.write(OTHER, "changes/2026/RFC-2026-0002.yaml", request, "jahat$(x);%0A#1")
    number = job.fake.open("jahat$(x);%0A#1", OTHER, evil)
    where = approved(job, number, (101, "ani"))
    result = run(job, "check", "--pull", str(where), "--format", "github")
    assert result.exit_code == 0, result.output
    assert not [line for line in result.output.splitlines() if line.startswith("::error")]
    job.at = 21
    assert run(job, "land", "--pull", str(where)).exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS


def test_request_answers_on_the_issue(
    job: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(job.kind.variables.output, str(tmp_path / "output"))
    job.at = 10
    body = form(job, "submit", **REQUEST)
    broken = job.fake.issue((101, "ani"), "Permintaan", body.replace("2026-02-20", "besok"))
    assert run(job, "request", "--issue", str(broken), key="").exit_code == 1
    assert "Formulir" in job.fake.comments[broken][0].body
    number = job.fake.issue((101, "ani"), "Permintaan", body)
    result = run(job, "request", "--issue", str(number), key="")
    assert result.exit_code == 0, result.output
    [pull] = job.fake.pulls
    assert (tmp_path / "output").read_text() == f"pull={pull}\n"
    assert number not in job.fake.comments, "what lands by itself is told by its closing"
    job.fake.edit(broken, 101, body)
    assert run(job, "request", "--issue", str(broken), key="").exit_code == 0
    [mended] = job.fake.comments[broken]
    assert f"{job.kind.mark}{max(job.fake.pulls)}" in mended.body


def told_of_a_form(job: Place, who: Account, action: str, **values: str) -> list[Notice]:
    """File a form, let the jobs run over it twice; return who was told what, and whether on its pull request."""
    job.at = 30
    number = job.fake.issue(who, action, form(job, action, **values))
    before = len(job.fake.notified)
    assert run(job, "request", "--issue", str(number), key="").exit_code == 0
    for _ in range(2):
        run(job, "check", "--pull", str(max(job.fake.pulls)), "--patient", key="")
        assert run(job, "land").exit_code == 0
    return [
        (login, why, int(at in job.fake.pulls)) for login, why, at in job.fake.notified[before:]
    ]


@pytest.mark.state("awaiting_head")
def test_whose_form_wants_a_review_is_asked_for_it_on_its_pull_request_alone(job: Place) -> None:
    told = told_of_a_form(job, (HEAD[0], "kepala"), "approve", analysis="Segera.")
    assert told == [("kepala", "review requested", 1), ("kepala", "comment", 1)]


@pytest.mark.proves("commits")
@pytest.mark.state("awaiting_head")
def test_whose_form_cannot_be_judged_in_full_is_told_where_it_waits(job: Place) -> None:
    """The forge may list a review without its commit; should that last, its form is not left silent."""
    job.at = 30
    number = job.fake.issue(HEAD, "Setujui", form(job, "approve", analysis="Segera."))
    assert run(job, "request", "--issue", str(number), key="").exit_code == 0
    pull = max(job.fake.pulls)
    job.fake.approve(pull, HEAD, commit=None)
    for _ in range(2):
        assert run(job, "check", "--pull", str(pull), "--patient", key="").exit_code == 0
    assert number not in job.fake.comments
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    [note] = job.fake.comments[number]
    assert f"{job.kind.mark}{pull}" in note.body


@pytest.mark.state("submitted")
def test_whose_form_cannot_land_is_told_so_once(job: Place) -> None:
    assert told_of_a_form(job, MANAGER, "escalate", **ESCALATE) == [("pengelola-1", "comment", 0)]
    [note] = job.fake.comments[min(job.fake.issues)]
    assert f"{job.kind.mark}{max(job.fake.pulls)}" in note.body


def test_a_filed_step_lands_by_itself_and_its_comment_leads_on(job: Place) -> None:
    """From the form to the next form there is nothing to press but what the comment says."""
    job.at = 10
    number = job.fake.issue((101, "ani"), "Permintaan", form(job, "submit", **REQUEST))
    assert run(job, "request", "--issue", str(number), key="").exit_code == 0
    [pull] = job.fake.pulls
    assert run(job, "check", "--pull", str(pull), key="").exit_code == 0
    assert job.fake.pulls[pull].reviewers == []
    job.at = 11
    assert run(job, "land").exit_code == 0
    said = job.fake.comments[pull][-1].body
    assert job.kind.leads_to("01-accept--classify-normal") in said
    assert RFC in said
    [handed_over] = job.fake.comments[number]
    assert f"terdaftar sebagai {RFC}" in handed_over.body.replace("\\", "")
    assert "@pengelola-1" in handed_over.body
    assert job.kind.leads_to("01-accept--classify-normal") in handed_over.body
    job.at = 20
    job.fake.reopen(number, (101, "ani"))
    result = run(job, "request", "--issue", str(number), key="")
    assert result.exit_code == 0, result.output
    assert "ajukan formulir baru" in job.fake.comments[number][-1].body
    none = job.fake.issue(MANAGER, "Setujui", form(job, "accept", "RFC-2026-0009", **ACCEPT))
    assert run(job, "request", "--issue", str(none), key="").exit_code == 1
    job.at = 5
    late = job.fake.issue(MANAGER, "Setujui", form(job, "accept", **ACCEPT))
    job.at = 21
    assert run(job, "request", "--issue", str(late), key="").exit_code == 1
    said = job.fake.comments[late][-1].body
    assert "sudah berlanjut" in said
    assert job.kind.leads_to("01-accept--classify-normal") in said
    assert "@pengelola-1" not in said
    assert len(job.fake.pulls) == 1


@pytest.mark.state("submitted")
def test_remind_keeps_one_issue(job: Place) -> None:
    job.at = 60 * 24 * 3
    for _ in range(2):
        result = run(job, "remind", key="")
        assert result.exit_code == 0, result.output
    [issue] = job.fake.issues.values()
    assert RFC in issue.body
    assert job.kind.leads_to("01-accept") in issue.body
    assert "@pengelola-1" in job.fake.comments[issue.number][0].body
    assert issue.labels == ["ubah-pengingat"]
    job.at = 20
    assert run(job, "remind", key="").exit_code == 0
    assert issue.state == "closed"


def test_the_sample_office_is_judged_by_its_contents_and_never_landed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in this project's own repository: nobody's proof could be asked for, so nobody's is."""
    root = Path(__file__).resolve().parents[2]
    work, bare, clone = tmp_path / "work", tmp_path / "forge.git", tmp_path / "clone"
    work.mkdir()
    for name in ("roles.yaml", "office.yaml", "schemas", "changes", "assets"):
        subprocess.run(["cp", "-r", str(root / name), str(work)], check=True)
    identity = ("-c", "user.name=x", "-c", "user.email=x@contoh.example")

    def git(folder: Path, *words: str) -> None:
        subprocess.run(["git", "-C", str(folder), *identity, *words], check=True)

    git(work, "init", "-q", "-b", "main")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "Contoh")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    git(bare, "update-ref", "refs/pull/7/head", "main")
    subprocess.run(["git", "clone", "-q", str(bare), str(clone)], check=True)
    monkeypatch.chdir(clone)
    result = CliRunner().invoke(commands, ["forge", "check", "--pull", "7"])
    assert result.exit_code == 0, result.output
    assert "kantor contoh" in result.output
    for name in ("land", "decide", "remind", "attest"):
        done = CliRunner().invoke(commands, ["forge", name])
        assert done.exit_code == 0, done.output
        assert "kantor contoh" in done.output
    [record, *_] = (work / "changes").rglob("RFC-*.yaml")
    record.write_text(record.read_text().replace("status: ", "status: x", 1))
    git(work, "commit", "-q", "-a", "-m", "Rusak")
    git(work, "push", "-q", str(bare), "HEAD:refs/pull/8/head")
    assert CliRunner().invoke(commands, ["forge", "check", "--pull", "8"]).exit_code == 1


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_55_a_landing_that_cannot_be_completed_holds_up_no_other(job: Place) -> None:
    """The comment was lost; the next run writes it, and what it cannot write stops nothing."""
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.at = 21
    lost = (502, {"message": "x"}, {})
    job.fake.fault = lambda verb, target: (
        lost if verb == "POST" and target.endswith(f"/{number}/comments") else None
    )
    assert run(job, "land").exit_code == 3
    landing = job.main()
    assert number not in job.fake.comments
    job.write(STRANGER, "HALO.md", b"# Halo\n", "halo")
    prose = job.fake.open("halo", STRANGER, "Halo")
    job.fake.approve(prose, MANAGER)
    job.at = 22
    assert run(job, "land").exit_code == 3
    assert not job.fake.pulls[prose].open or job.main() != landing
    job.fake.fault = None
    job.at = 23
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    [comment] = job.fake.comments[number]
    assert landing[:12] in comment.body
    assert verdict(job.audit()) is Verdict.PASS
