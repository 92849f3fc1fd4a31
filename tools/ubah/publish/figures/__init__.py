"""Figures counted from the register; they know no page and no language."""
