"""An office's own tables, such as spreadsheets: found in a file, mapped to fields, read row by row."""
