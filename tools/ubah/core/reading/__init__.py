"""Files as they are written: schemas, records, journals, assets."""
