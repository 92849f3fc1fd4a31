"""How fast the tool is at size, and beside what one would use instead: `make bench`."""
