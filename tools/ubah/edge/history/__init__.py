"""Histories read and judged: landings, their lineage, the audit, a branch, a push."""
