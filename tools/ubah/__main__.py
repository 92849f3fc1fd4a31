"""``python -m ubah``."""

from ubah.cli import main

main()
