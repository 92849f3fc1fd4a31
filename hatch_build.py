"""Build hook: what an adopting office gets from the top of this repository, as ubah/template.

`ubah init` and `ubah demo` copy from there. An editable install reads the checkout instead, so the
hook adds nothing to it: a copy in the environment would go stale at the first edit.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEMPLATE = (
    "schemas",
    "site",
    "changes",
    "assets",
    "mkdocs.yml",
    "roles.yaml",
    "office.yaml",
    ".github",
    ".gitea",
    ".gitlab-ci.yml",
    "requirements/runtime.txt",
    "requirements/recorder.txt",
    "requirements/installer.txt",
)


class TemplateHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        missing = [name for name in TEMPLATE if not (root / name).exists()]
        if missing:
            raise FileNotFoundError(f"the wheel needs {', '.join(missing)} beside pyproject.toml")
        for name in TEMPLATE:
            build_data["force_include"][str(root / name)] = f"ubah/template/{name}"
