"""Commands about the asset register: what changes in it, declared and updated by a request's closing step."""
