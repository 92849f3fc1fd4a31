"""A rehearsal on a real forge: who plays whom in an office to be thrown away, and what comes next."""
