"""The desk's server: who is let in, what is read from main, what lands (decision 42)."""
