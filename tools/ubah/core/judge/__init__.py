"""The one judge, and the rules that it applies."""
