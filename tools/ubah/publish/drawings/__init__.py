"""Drawings as inline SVG, each with a name and a description for those who do not see it."""
