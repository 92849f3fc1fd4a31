"""Going on from an earlier audit: what it came to, where that is kept, what has landed since."""
