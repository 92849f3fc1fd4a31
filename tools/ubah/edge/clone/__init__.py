"""The clone in which somebody works: files, drafts, free numbers, what the server has."""
