"""Where ``ubah`` and ``python -m ubah`` start; nothing is imported before Ctrl-C is understood."""

import sys

INTERRUPTED = 130  # what shells say of a program that Ctrl-C has ended


def main() -> None:
    """Load the command line and run it."""
    try:
        from ubah.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
