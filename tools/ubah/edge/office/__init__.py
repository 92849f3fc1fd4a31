"""An office as a whole: founding it, pinning its tool, its hooks, looking after its health."""
