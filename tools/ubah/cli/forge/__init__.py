"""`ubah forge`: the recorder's commands, run by a forge's jobs."""
