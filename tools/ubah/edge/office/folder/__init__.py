"""What a new office's folder says of itself: to people, to editors, to pre-commit."""
