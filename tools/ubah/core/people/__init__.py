"""Who holds which office, with which keys and accounts, and the office that they hold it in."""
