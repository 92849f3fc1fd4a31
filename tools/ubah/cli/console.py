"""Rich's console as this program needs it."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console


class OutputConsole(Console):
    """Leaves a closed pipe to the one place that knows the exit codes."""

    def on_broken_pipe(self) -> NoReturn:
        """Go on with the exception, where Rich would leave with exit code 1."""
        raise BrokenPipeError
