"""JSON Schema as it is meant here: quick to accept, and exact in what it refuses."""
