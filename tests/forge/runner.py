"""Runs the workflows of .github/ as the forge would: their own steps, as scripts, on real clones.

An action is played by what it does: checking out is cloning, publishing is copying. What the steps say
is run by bash as it stands, with the environment that the workflow names and nothing else of ours. Only
the installing step is put in place of (tests/ci runs that one): the tool of this checkout is what runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from forge.expressions import holds
from forge.fake import REPOSITORY, FakeGitHub

UBAH = Path(sysconfig.get_path("scripts")) / "ubah"
SERVER = "https://github.com"
INSTALLS = 'bash .github/scripts/install.sh . "$RUNNER_TEMP/ubah"'
TOKEN = "ghs_sangatrahasia0123456789"  # noqa: S105 - made up, to be looked for in what is printed
EVENTS = {
    path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "events").iterdir()
}
GH = """#!{python}
import json, pathlib, sys
words = sys.argv[1:]
log = pathlib.Path({log!r})
body = words[words.index("--body-file") + 1] if "--body-file" in words else ""
with log.open("a") as stream:
    stream.write(json.dumps([words, pathlib.Path(body).read_text() if body else ""]) + "\\n")
"""


@dataclass
class Done:
    """What became of a run: "success", "failure" or "skipped", and everything that it printed."""

    conclusion: str
    log: str


@dataclass
class Runner:
    """``secrets`` are the environment's; ``pages`` is what was published last."""

    bare: Path
    fake: FakeGitHub
    folder: Path
    secrets: dict[str, str]
    logs: list[str] = field(default_factory=list)
    conclusions: list[tuple[str, str, str]] = field(default_factory=list)  # workflow, event, how
    runs: int = 0
    process: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        """Guard the hosted repository by the rulesets that are in it, as an office imports them."""
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
    def pages(self) -> Path:
        return self.folder / "pages"

    def run(self, name: str, event_name: str, event: dict[str, Any]) -> Done:
        """Run a workflow's jobs, one after the other, for an event."""
        workflow = yaml.safe_load(
            self.fake.git("show", f"refs/heads/main:.github/workflows/{name}.yml")
        )
        done = Done("skipped", "")
        for job in workflow["jobs"].values():
            self.runs += 1
            context = self._context(event_name, event)
            if holds(job.get("if", "true"), context, succeeded=done.conclusion != "failure"):
                self.fake.rights = job["permissions"]
                done = self._job(job, context, self.folder / f"run-{self.runs}")
                self.fake.rights = None
                assert TOKEN not in done.log
                assert "PRIVATE KEY" not in done.log
                self.logs.append(done.log)
        self.conclusions.append((name, event_name, done.conclusion))
        return done

    def script(self, text: str, connection: str, rights: dict[str, str]) -> Done:
        """Run a script as a job that is connected as the scripts of .github/ connect it."""
        self.runs += 1
        environment = {
            "TOKEN": "${{ github.token }}",
            "UBAH_RECORDER_KEY": "${{ secrets.UBAH_RECORDER_KEY }}",
        }
        steps = [
            {"uses": "actions/checkout@x"},
            {"run": f"bash .github/scripts/connect.sh {connection}", "env": environment},
            {"run": text},
        ]
        self.fake.rights = rights
        context = self._context("workflow_dispatch", {})
        done = self._job({"steps": steps}, context, self.folder / f"run-{self.runs}")
        self.fake.rights = None
        return done

    def kill(self) -> None:
        """Kill the step that is running, and all its children, with no chance to clean up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)

    def _context(self, event_name: str, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "github": {
                "event_name": event_name,
                "event": event,
                "token": TOKEN,
                "ref": "refs/heads/main",
                "repository": REPOSITORY,
            },
            "secrets": self.secrets,
            "vars": {},
            "steps": {},
            "runner": {},
        }

    def _job(self, job: dict[str, Any], context: dict[str, Any], folder: Path) -> Done:
        work, temp = folder / "work", folder / "temp"
        temp.mkdir(parents=True)
        work.mkdir()
        context["runner"]["temp"] = str(temp)
        done = Done("success", "")
        for number, step in enumerate(job["steps"]):
            succeeded = done.conclusion == "success"
            if not holds(step.get("if", "success()"), context, succeeded=succeeded):
                continue
            if "uses" in step:
                self._uses(step, work, temp)
                continue
            output = temp / f"output-{number}"
            code, said = self._bash(step, context, work, temp, output)
            done.log += said
            if code:
                done.conclusion = "failure"
            if "id" in step and output.exists():
                pairs = (line.partition("=") for line in output.read_text().splitlines())
                context["steps"][step["id"]] = {"outputs": {k: v for k, _, v in pairs}}
        return done

    def _uses(self, step: dict[str, Any], work: Path, temp: Path) -> None:
        action = step["uses"].partition("@")[0]
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

    def _bash(
        self, step: dict[str, Any], context: dict[str, Any], work: Path, temp: Path, output: Path
    ) -> tuple[int, str]:
        if step["run"].strip() == INSTALLS:
            (temp / "ubah/bin").mkdir(parents=True)
            (temp / "ubah/bin/ubah").symlink_to(UBAH)
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
            "GITHUB_API_URL": self.fake.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
            "GITHUB_OUTPUT": str(output),
            "RUNNER_TEMP": str(temp),
            "RUNNER_WORKSPACE": str(work.parent),
            "RULESETS": str(self.rulesets),
            "RIGHTS": json.dumps(self.fake.rights or {}),
            **{name: _filled(str(text), context) for name, text in step.get("env", {}).items()},
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


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)


def _looked_up(path: str, context: dict[str, Any]) -> Any:
    value: Any = context
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return value


def _filled(text: str, context: dict[str, Any]) -> str:
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda match: str(_looked_up(match[1], context)), text)
