#!/usr/bin/env python3
"""What GitHub's rulesets make of a push, as the hosted repository's pre-receive hook.

It is told by the runner's environment with what right a job pushes; a push of the tests' own, made
outside any job, stands for what happened before. The rulesets are those that an office imports. What
is pushed with the deploy key is noted, since it starts runs; a job's token starts none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

NONE = "0" * 40


def main() -> int:
    """Refuse the whole push for one ref that the rulesets, or the token's rights, do not allow."""
    workspace = os.environ.get("RUNNER_WORKSPACE")
    if not workspace:
        return 0
    config = (Path(workspace) / "work/.git/config").read_text()
    by_key = "sshCommand" in config
    rulesets = json.loads(Path(os.environ["RULESETS"]).read_text())
    rights = json.loads(os.environ["RIGHTS"])
    lines = [line.split() for line in sys.stdin]
    for old, new, ref in lines:
        refusal = _refusal(old, new, ref, rulesets, by_key=by_key)
        if not refusal and not by_key and rights.get("contents") != "write":
            refusal = "Permission to the repository denied to github-actions[bot]."
        if refusal:
            print(f"error: GH013: Repository rule violations found for {ref}. {refusal}")
            return 1
    if by_key:
        with Path(os.environ["PUSHES"]).open("a") as stream:
            stream.writelines(json.dumps([ref, new]) + "\n" for _, new, ref in lines if new != NONE)
    return 0


def _refusal(old: str, new: str, ref: str, rulesets: list[object], *, by_key: bool) -> str:
    if ref != "refs/heads/main":
        return ""
    for ruleset in rulesets:
        assert isinstance(ruleset, dict)
        actors = {actor["actor_type"] for actor in ruleset["bypass_actors"]}
        if by_key and "DeployKey" in actors:
            continue
        for rule in ruleset["rules"]:
            if rule["type"] in ("update", "pull_request") and old != NONE:
                return "Changes must be made through a pull request."
            if rule["type"] == "deletion" and new == NONE:
                return "Cannot delete this branch"
            if rule["type"] == "non_fast_forward" and not _goes_on(old, new):
                return "Cannot force-push to this branch"
    return ""


def _goes_on(old: str, new: str) -> bool:
    if NONE in (old, new):
        return True
    words = ["git", "merge-base", "--is-ancestor", old, new]
    return subprocess.run(words, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
