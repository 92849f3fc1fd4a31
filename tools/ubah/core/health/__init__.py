"""What the set-up of an office lacks."""
