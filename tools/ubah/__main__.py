"""Where ``ubah`` and ``python -m ubah`` start.

Nothing is imported before Ctrl-C is understood, and nothing that reads the environment before it is
clean.
"""

import gc
import sys

INTERRUPTED = 130  # what shells say of a program that Ctrl-C has ended
FEW_COLLECTIONS = 100_000
"""How many new objects start a search for garbage: what is loaded and read here stays in use."""


def main() -> None:
    """Load the command line and run it."""
    gc.set_threshold(FEW_COLLECTIONS, 20, 20)
    try:
        from ubah.edge.system.environment import (
            clean_process_environment,
            start_without_python_variables,
        )

        start_without_python_variables()
        quarantine = clean_process_environment()
        from ubah.cli import main as run

        run(quarantine)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
