"""GitHub's own reading of workflows: its npm packages, asked by one process of node's.

`@actions/workflow-parser` reads a workflow and `@actions/expressions` works out what stands in it, so that
nothing of ours decides what a condition, a group or a value of the environment comes to. The price is
node: whatever runs workflows is marked `node` and belongs to `make test-forge`. The recorder itself is
tested without it, by commands and functions, in `make test`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Actions:
    """Asks node; ``contexts`` are those that GitHub gives where the expression stands."""

    def __init__(self) -> None:
        program = shutil.which("node")
        assert program, "node is needed for these tests"
        assert (HERE / "node_modules/@actions").is_dir(), "type: make test-forge"
        self._process = subprocess.Popen(
            [program, str(HERE / "actions.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        self._process.communicate(timeout=30)

    def problems(self, name: str, text: str) -> list[str]:
        """Return what GitHub complains of in a workflow."""
        found: list[str] = self._ask("read", name=name, content=text)["errors"]
        return found

    def read(self, name: str, text: str) -> dict[str, Any]:
        """Return a workflow; ``on`` is normalised, and each job and step has its whole condition."""
        answer = self._ask("read", name=name, content=text)
        assert not answer["errors"], answer["errors"]
        workflow: dict[str, Any] = answer["workflow"]
        return workflow

    def holds(self, condition: Any, contexts: Mapping[str, Any], status: str = "success") -> bool:
        """Whether a condition of a job or a step holds; ``status`` is of what came before it."""
        found: bool = self._ask("holds", value=condition, contexts=contexts, status=status)
        return found

    def texts(self, value: Any, contexts: Mapping[str, Any], status: str = "success") -> Any:
        """Return a value, or a mapping's values, as the text that GitHub makes of it."""
        return self._ask("texts", value=value, contexts=contexts, status=status)

    def _ask(self, asked: str, **rest: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        with self._one_at_a_time:
            self._process.stdin.write(json.dumps({"asked": asked, **rest}) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        assert "problem" not in answer, answer
        return answer["value"]
