"""Which rules rejected the mutants, and which never did: so that nobody takes the figures on trust."""

from __future__ import annotations

from collections import Counter

from torture.mutations import MUTATIONS


def verdicts_by_mutation(figures: Counter[str]) -> str:
    """Return a table: what was done to how many landings, and how many of them were rejected."""
    lines = [f"{'mutation':20} {'rejected':>8} {'accepted':>8}"]
    for name in sorted(MUTATIONS):
        counts = figures[f"{name}: rejected"], figures[f"{name}: accepted"]
        lines.append(f"{name:20} {counts[0]:8} {counts[1]:8}")
    return "\n  ".join(lines)


def verdicts_by_rule(figures: Counter[str], known: list[str]) -> str:
    """Return a table: which rule rejected how many mutants, and how many alone; which none."""
    lines = [f"{'rule':8} {'named':>8} {'alone':>8}"]
    for rule in known:
        if figures[f"named {rule}"]:
            counts = figures[f"named {rule}"], figures[f"alone {rule}"]
            lines.append(f"{rule:8} {counts[0]:8} {counts[1]:8}")
    never = [rule for rule in known if not figures[f"named {rule}"]]
    helped = [r for r in known if figures[f"named {r}"] and not figures[f"alone {r}"]]
    lines += [f"never the only one: {' '.join(helped)}", f"never named: {' '.join(never)}"]
    return "\n  ".join(lines)
