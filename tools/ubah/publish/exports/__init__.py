"""The register in formats for other programs: CSV, JSON, iCalendar, Atom, plain text."""
