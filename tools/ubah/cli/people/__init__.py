"""Commands about staff: people, their keys and accounts, and who is appointed to which office."""
