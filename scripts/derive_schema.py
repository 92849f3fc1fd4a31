"""Write the parts of schemas/change.schema.json that schemas/sop.yaml implies."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ubah.core.schema import derive_change_schema
from ubah.core.sop import build_sop
from ubah.core.source import parse

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


def main() -> None:
    """Derive in place; a second run changes nothing."""
    document, findings = parse((SCHEMAS / "sop.yaml").read_bytes(), "schemas/sop.yaml")
    if document is None:
        sys.exit(f"schemas/sop.yaml: {findings[0].message.text}")
    sop: Any = document.value
    target = SCHEMAS / "change.schema.json"
    schema = derive_change_schema(json.loads(target.read_text(encoding="utf-8")), build_sop(sop))
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
