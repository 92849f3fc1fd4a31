"""Data for the pages' scripts."""

from __future__ import annotations

import json
from typing import Any


def script_json(data: Any) -> str:
    """Return JSON that is safe wherever a script may stand."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
