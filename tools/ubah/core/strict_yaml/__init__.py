"""Strict YAML: JSON's data model, one document, a position for every value (rule 12)."""
