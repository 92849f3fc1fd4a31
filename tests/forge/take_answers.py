"""Take the answers that GitHub's own OpenAPI description gives as examples, for the fake to fill in.

Run after `make node_modules` (see the Makefile's test-forge): python tests/forge/take_answers.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DESCRIPTION = HERE / "node_modules/@octokit/openapi/generated/api.github.com.json"
REPO = "/repos/{owner}/{repo}"
WANTED = {
    "pull": (f"{REPO}/pulls/{{pull_number}}", "get"),
    "pull_row": (f"{REPO}/pulls", "get"),
    "review": (f"{REPO}/pulls/{{pull_number}}/reviews", "get"),
    "commit": (f"{REPO}/pulls/{{pull_number}}/commits", "get"),
    "issue": (f"{REPO}/issues/{{issue_number}}", "get"),
    "comment": (f"{REPO}/issues/{{issue_number}}/comments", "get"),
}


def example(description: dict[str, Any], path: str, method: str) -> Any:
    """Return the example of a successful answer, of a list its first row."""
    answers = description["paths"][path][method]["responses"]
    content = answers["200"]["content"]["application/json"]
    found = content["examples"]["default"]
    value = found.get("value", found)
    while isinstance(value, dict) and "$ref" in value:
        found = description["components"]["examples"][value["$ref"].rpartition("/")[2]]
        value = found.get("value", found)
    return value[0] if isinstance(value, list) else value


def main() -> None:
    """Write one file an answer."""
    description = json.loads(DESCRIPTION.read_text())
    for name, (path, method) in WANTED.items():
        text = json.dumps(example(description, path, method), indent=1)
        (HERE / "answers" / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
