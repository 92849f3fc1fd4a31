"""`ubah init`: a new office repository."""

from __future__ import annotations

import click


@click.command()
def init() -> None:
    """Make a new office."""
