"""Which files of schemas/ this release comes with: they were checked when it was made, and stay as they were.

To check that a schema is one, and that its references end, takes a third of what most commands take.
The digests are written by `scripts/update_shipped.py`; a test checks what they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

SHIPPED: Mapping[str, str] = {
    "schemas/archived-change.schema.json": "f93fc6bae89ac867a1666717995b6ec659256f74670a061796194cc6def4f3c2",
    "schemas/asset.schema.json": "e326adb68f9e0c57017000da5812c95339dd09778a89db45f1a66a3ec526f046",
    "schemas/change.schema.json": "16d2b1ab77634e35515b51a47660ecc508122bfa102f042ca3827d9cf1844a5c",
    "schemas/office.schema.json": "fe882e9100d140cefde516c1c055427b2c96fef49b53bab4f4bf1dd76158bcdc",
    "schemas/roles.schema.json": "930dba5e85349628508020d2aef6eabd6230be088f3b6d7808c5938ed6630a5c",
    "schemas/sop.schema.json": "8523acc11b26aeaf974880049da7e415bfb485962353715e290ae9c6aa7e277b",
    "schemas/sop.yaml": "0ad55ee9b6519d48e68e1fd8374dd989cbd8bbcc9f3c94dcc0e9f8c550b6f1e5",
}
"""Path → SHA-256 of what lies there in a new office."""


def is_shipped(path: str, data: bytes) -> bool:
    """Whether a file is byte for byte the one that came with this release."""
    return SHIPPED.get(path) == sha256(data).hexdigest()
