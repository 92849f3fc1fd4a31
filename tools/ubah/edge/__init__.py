"""The edge: git, files, keys and the clock; the only input and output."""
