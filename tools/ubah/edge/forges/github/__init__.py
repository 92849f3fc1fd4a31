"""GitHub, and GitHub Enterprise Server, behind the interface of a forge."""
