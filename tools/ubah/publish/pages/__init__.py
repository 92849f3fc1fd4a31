"""The pages, each a function from what was gathered to HTML; none knows another."""
