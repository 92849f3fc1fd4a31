"""The pure core: the SOP, records, authority, and the one judge."""
