"""Figures counted from the register: shares, lengths of time, backlog, by month and year."""
