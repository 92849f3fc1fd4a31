"""What the tests of the site share besides fixtures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "tools/ubah/locale/id/LC_MESSAGES/site.po"
NOW = datetime.fromisoformat("2026-07-03T09:00:00+08:00")
