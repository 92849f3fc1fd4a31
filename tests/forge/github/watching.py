"""Between the client and the stand-in: Prism, which refuses what GitHub's description does not allow.

What Prism lets through is looked at besides: parameters and parts of a body that are not described, and
GraphQL, whose queries and answers GitHub's own schema has to allow.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from forge.github.description import MODULES
from forge.github.fake import FakeGitHub

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Watching:
    """How to watch: the program, and the description that is held against."""

    node: str
    description: Path

    @contextmanager
    def over(self, fake: FakeGitHub, folder: Path) -> Iterator[str]:
        """Yield the address to ask in the stand-in's place; in the end nothing may have been amiss."""
        log = folder / "prism.log"
        words = ("proxy", "--errors", str(self.description), fake.url)
        with prism(self.node, log, *words) as url:
            yield url
        refused = [line for line in log.read_text().splitlines() if "✖  error" in line]
        undeclared, problems = self.undeclared(fake), self.graph_problems(fake.graph)
        assert (refused, undeclared, problems) == ([], set(), []), (refused, undeclared, problems)

    def undeclared(self, fake: FakeGitHub) -> set[tuple[str, str, str]]:
        """Return verb, path and name of what was sent and is not described, such as a parameter."""
        found = set()
        for verb, target, content in fake.asked:
            parts = urlsplit(target)
            path, operation = self._operation(verb, parts.path)
            named = {
                resolved["name"]
                for one in operation.get("parameters", ())
                for resolved in [self._resolved(one)]
                if resolved["in"] == "query"
            }
            sent = set(parse_qs(parts.query)) - named
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if isinstance(content, dict) and path != "/graphql":
                sent |= set(content) - self._properties(body.get("schema", {}))
            found |= {(verb, path, name) for name in sent}
        return found

    def _operation(self, verb: str, path: str) -> tuple[str, dict[str, Any]]:
        paths = self._described()["paths"]
        for template in sorted(
            paths, key=lambda one: one.count("{")
        ):  # /issues/comments is no issue
            methods = paths[template]
            pattern = re.sub(r"\{\w+\}", "[^/]+", template)
            if re.fullmatch(pattern, path) and verb.lower() in methods:
                return template, methods[verb.lower()]
        raise AssertionError(f"not described: {verb} {path}")

    def _described(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.description.read_text())
        return read

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        _, _, kind, name = part["$ref"].split("/", 3)
        found: dict[str, Any] = self._described()["components"][kind][name]
        return found

    def _properties(self, schema: dict[str, Any]) -> set[str]:
        resolved = self._resolved(schema)
        alternatives = (*resolved.get("oneOf", ()), *resolved.get("anyOf", ()))
        return set(resolved.get("properties", ())).union(*map(self._properties, alternatives))

    def graph_problems(self, told: list[tuple[str, Any, Any]]) -> list[str]:
        """Return what GitHub's schema says against queries, their variables and their answers."""
        rows = [{"query": query, "variables": said, "data": data} for query, said, data in told]
        done = subprocess.run(
            [self.node, str(HERE / "validate_queries.js")],
            input=json.dumps(rows).encode(),
            capture_output=True,
            check=True,
        )
        found: list[str] = json.loads(done.stdout)
        return found


@contextmanager
def prism(node: str, log: Path, *words: str) -> Iterator[str]:
    """Run Prism, which notes what it refuses in ``log``; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [node, str(MODULES / "@stoplight/prism-cli/dist/index.js"), *words]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--host", "127.0.0.1"],
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "prism ended by itself"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("prism did not start")
