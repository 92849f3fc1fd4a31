"""The office's own desk: who stands at it, what is shown there, what may be done (decision 42)."""
