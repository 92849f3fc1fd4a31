"""What a forge tells, as values."""
