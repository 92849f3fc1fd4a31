"""Commands about the office itself: founding it, its roles, its files, its health."""
