"""`ubah desk`: the office's own desk, where people decide without git (decision 42)."""
