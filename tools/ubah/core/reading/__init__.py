"""Files as they are written: strict YAML, schemas, records, journals, assets."""
