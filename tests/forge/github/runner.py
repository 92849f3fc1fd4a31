"""Runs the workflows of .github/ as the forge would: their own steps, as scripts, on real clones.

GitHub's own packages read the workflows and work out what stands in them (actions.py), its documents
say what is started and what waits (runs.py); here each job gets a token with the rights that it asks
for, the secrets of its environment, and a folder. An action is played by what it does: checking out is
cloning, publishing is copying. What the steps say is run by bash as it stands, with the environment that
the workflow names and nothing else of ours. Only the installing step is put in place of (tests/ci runs
that one): the tool of this checkout is what runs.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forge.github.actions import Actions
from forge.github.fake import ROBOT, FakeGitHub
from forge.github.runs import MAIN, Run, Schedule
from forge.github.unkind import rights_of
from forge.standin import REPOSITORY, Account, Token, stamp
from support.processes import program

SERVER = "https://github.com"
INSTALLS = 'bash .github/scripts/install.sh . "$RUNNER_TEMP/ubah"'
TOKEN = "ghs_sangatrahasia"  # noqa: S105 - made up, to be looked for in what is printed
OWNER: Account = (5300, "pemilik")
"""Whoever added the deploy key: its pushes count as theirs."""
NEEDED = {
    "actions/checkout": {"contents": ("read", "write")},
    "actions/deploy-pages": {"pages": ("write",), "id-token": ("write",)},
}
"""What each action needs of the job's token, as its README says."""
GH = """#!{python}
import json, pathlib, sys
words = sys.argv[1:]
log = pathlib.Path({log!r})
body = words[words.index("--body-file") + 1] if "--body-file" in words else ""
with log.open("a") as stream:
    stream.write(json.dumps([words, pathlib.Path(body).read_text() if body else ""]) + "\\n")
"""


@dataclass(frozen=True)
class Environment:
    """An environment of the repository: which branches' jobs may use it, and its secrets."""

    branches: tuple[str, ...]
    secrets: dict[str, str]


@dataclass
class Done:
    """What became of a job: "success", "failure" or "skipped", and everything that it printed."""

    conclusion: str
    log: str


@dataclass
class Runner:
    """``environments`` are the repository's; ``pages`` is what was published last."""

    bare: Path
    fake: FakeGitHub
    folder: Path
    actions: Actions
    environments: dict[str, Environment]
    api: str = ""  # where jobs ask, if not at the stand-in itself
    logs: list[str] = field(default_factory=list)
    jobs: int = 0
    tool: Path = field(default_factory=program)  # what runs as ubah in a job
    process: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        """Guard the hosted repository by the rulesets that are in it, as an office imports them."""
        self.schedule = Schedule(self.fake, self.actions)
        hook = self.bare / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        receiving = (Path(__file__).parent / "receiving.py").read_text().partition("\n")[2]
        hook.write_text(f"#!{sys.executable}\n{receiving}")
        hook.chmod(0o755)
        names = self.fake.git("ls-tree", "--name-only", "main:.github/rulesets").split()
        found = [json.loads(self.fake.git("show", f"main:.github/rulesets/{n}")) for n in names]
        self.rulesets.write_text(json.dumps(found))

    @property
    def rulesets(self) -> Path:
        return self.folder / "rulesets.json"

    @property
    def pushes(self) -> Path:
        """Where the hosted repository notes what jobs pushed with the deploy key."""
        return self.folder / "pushes.jsonl"

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    @property
    def counts(self) -> dict[tuple[str, str, str], int]:
        """Return how often each workflow ran, for which event, and how it ended."""
        rows = [*self.schedule.ended, *self.schedule.gated]
        return dict(Counter((run.name, run.event_name, run.conclusion) for run in rows))

    @property
    def last(self) -> Run:
        return self.schedule.ended[-1]

    # --- runs -------------------------------------------------------------------------------------

    def work(self) -> list[Run]:
        """Carry out all that is to run, and what comes of it; return what ended, in its order."""
        before = len(self.schedule.ended)
        self._notice()
        while self.schedule.active:
            self._carry_out(self.schedule.active[0])
            self._notice()
        return self.schedule.ended[before:]

    def starts(self, name: str, event_name: str = "workflow_dispatch", ref: str = MAIN) -> Run:
        """Press *Run workflow*, or let the clock strike for it (`schedule`); return that run."""
        event = {"repository": {"private": False}}
        self.schedule.happens(event_name, event, OWNER, ref=ref, only=name)
        [run] = [one for one in self.work() if (one.name, one.event_name) == (name, event_name)]
        return run

    def _notice(self) -> None:
        if self.pushes.exists():
            rows = [json.loads(line) for line in self.pushes.read_text().splitlines()]
            self.pushes.unlink()
            for branch, new in rows:
                self.schedule.pushed(branch, new, OWNER)
        for number in list(self.fake.pulls):
            self.fake.follow(number)
        self.schedule.notice()

    def _carry_out(self, run: Run) -> None:
        needs: dict[str, dict[str, Any]] = {}
        for name, job in run.workflow["jobs"].items():
            needed = job.get("needs", [])
            needed = [needed] if isinstance(needed, str) else needed
            results = {needs[one]["result"] for one in needed}
            status = "success" if results <= {"success"} else "failure"
            contexts = {**run.contexts, "needs": {one: needs[one] for one in needed}}
            if not self.actions.holds(job["if"], contexts, status):
                needs[name] = {"result": "skipped", "outputs": {}}
                continue
            rights = rights_of(run.workflow, job, from_fork=run.from_fork)
            done = self._with_token(job, rights, run)
            needs[name] = {"result": done.conclusion, "outputs": {}}
            run.log += done.log
            self.logs.append(done.log)
        ends = {one["result"] for one in needs.values()}
        worst = next((one for one in ("failure", "success") if one in ends), "skipped")
        self.schedule.finish(run, worst)

    def script(self, text: str, connection: str, rights: dict[str, str]) -> Done:
        """Run a script as a job that is connected as the scripts of .github/ connect it."""
        environment = {
            "TOKEN": {"${{": "github.token"},
            "UBAH_RECORDER_KEY": {"${{": "secrets.UBAH_RECORDER_KEY"},
        }
        connects = {"run": f"bash .github/scripts/connect.sh {connection}", "env": environment}
        steps = [{"uses": "actions/checkout@x"}, connects, {"run": text}]
        job = {"steps": [{"if": {"${{": "success()"}, **step} for step in steps]}
        contexts = {"github": {"ref": MAIN, "event": {}}, "vars": {}}
        run = Run(0, "script", {}, "workflow_dispatch", contexts, OWNER, "")
        return self._with_token({**job, "environment": "recorder"}, rights, run)

    def kill(self) -> None:
        """Kill the step that is running, and all its children, with no chance to clean up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)

    # --- a job ------------------------------------------------------------------------------------

    def _with_token(self, job: dict[str, Any], rights: dict[str, str], run: Run) -> Done:
        """Give a job a token of its own, which ends with it, and the secrets of its environment."""
        self.jobs += 1
        token = f"{TOKEN}{self.jobs:010}"
        named = job.get("environment", "")
        named = named if isinstance(named, dict) else {"name": named}
        secrets: dict[str, str] = {}
        if named["name"]:
            environment = self.environments[named["name"]]
            if run.ref.removeprefix("refs/heads/") not in environment.branches:
                said = f"{run.ref} is not allowed to deploy to {named['name']} due to its rules"
                return Done("failure", said)
            secrets = {} if run.from_fork else environment.secrets
            if named.get("deployment", True):
                row = {
                    "id": self.jobs,
                    "environment": named["name"],
                    "created_at": stamp(self.fake.clock()),
                }
                self.fake.deployments.append(row)
        contexts = {**run.contexts, "secrets": secrets, "steps": {}, "runner": {}}
        contexts["github"] = {**contexts["github"], "token": token}
        self.fake.tokens[token] = Token(ROBOT, rights)
        try:
            done = self._steps(job, contexts, self.folder / f"run-{self.jobs}")
        finally:
            del self.fake.tokens[token]
        assert token not in done.log
        assert "PRIVATE KEY" not in done.log
        return done

    def _steps(self, job: dict[str, Any], contexts: dict[str, Any], folder: Path) -> Done:
        work, temp = folder / "work", folder / "temp"
        temp.mkdir(parents=True)
        work.mkdir()
        contexts["runner"]["temp"] = str(temp)
        done = Done("success", "")
        for number, step in enumerate(job["steps"]):
            if not self.actions.holds(step["if"], contexts, done.conclusion):
                continue
            if "uses" in step:
                if not self._uses(step, work, self._rights(contexts)):
                    return Done("failure", f"{done.log}{step['uses']}: not found\n")
                continue
            output = temp / f"output-{number}"
            code, said = self._bash(step, contexts, work, output)
            done.log += said
            if code:
                done.conclusion = "failure"
            if "id" in step and output.exists():
                pairs = (line.partition("=") for line in output.read_text().splitlines())
                contexts["steps"][step["id"]] = {"outputs": {k: v for k, _, v in pairs}}
        return done

    def _uses(self, step: dict[str, Any], work: Path, rights: dict[str, str]) -> bool:
        """Play an action; whether the job's token may do what it does."""
        action = step["uses"].partition("@")[0]
        if any(rights.get(name) not in enough for name, enough in NEEDED.get(action, {}).items()):
            return False
        match action:
            case "actions/checkout":
                _git("clone", "-q", str(self.bare), str(work))
                for address in (f"{SERVER}/", "git@github.com:"):
                    for end in ("", ".git"):
                        _git(
                            *("-C", str(work), "config", "--add"),
                            *(f"url.{self.bare}.insteadOf", f"{address}{REPOSITORY}{end}"),
                        )
                _git("-C", str(work), "remote", "set-url", "origin", f"{SERVER}/{REPOSITORY}.git")
            case "actions/setup-python":
                assert step["with"]["python-version"]
            case "actions/upload-pages-artifact":
                shutil.copytree(work / step["with"]["path"], self.folder / "artifact")
            case "actions/deploy-pages":
                shutil.rmtree(self.pages, ignore_errors=True)
                (self.folder / "artifact").rename(self.pages)
            case _:
                raise AssertionError(action)
        return True

    def _bash(
        self, step: dict[str, Any], contexts: dict[str, Any], work: Path, output: Path
    ) -> tuple[int, str]:
        temp = output.parent
        if step["run"].strip().removesuffix(" recorder") == INSTALLS:
            (temp / "ubah/bin").mkdir(parents=True)
            (temp / "ubah/bin/ubah").symlink_to(self.tool)
            return 0, ""
        programs = self.folder / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "gh").write_text(
            GH.format(python=sys.executable, log=str(self.folder / "gh.jsonl"))
        )
        (programs / "gh").chmod(0o755)
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(temp),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "GITHUB_ACTIONS": "true",
            "GITHUB_SERVER_URL": SERVER,
            "GITHUB_API_URL": self.api or self.fake.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
            "GITHUB_OUTPUT": str(output),
            "RUNNER_TEMP": str(temp),
            "RUNNER_WORKSPACE": str(work.parent),
            "RULESETS": str(self.rulesets),
            "PUSHES": str(self.pushes),
            "RIGHTS": json.dumps(self._rights(contexts)),
            **self.actions.texts(step.get("env", {}), contexts),
        }
        self.process = subprocess.Popen(
            ["bash", "-e", "-c", step["run"]],
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        said, _ = self.process.communicate(timeout=300)
        return self.process.returncode, f"$ {step.get('name', '')}\n{said}"

    def _rights(self, contexts: dict[str, Any]) -> dict[str, str]:
        return self.fake.tokens[contexts["github"]["token"]].rights or {}


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)
