"""Asking: what is typed at a terminal, comes from a file or an option, and is kept meanwhile."""
