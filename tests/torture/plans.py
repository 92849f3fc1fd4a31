"""Landings in the making: commits and vouchers that name each other by place until they are built."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from torture.commits import ACCOUNTS, FORGE, File, Node, World, make_node
from torture.landing_oracle import Version, digest, kind, version


@dataclass(frozen=True)
class Vouch:
    """A voucher in the making; the commit that it names is an oid or a place in the plan."""

    kind: str
    person: str
    commit: str | int
    base: str
    time: datetime
    digest: str
    account: int = 0  # 0: the person's
    state: str = ""
    text: str = ""
    before: str = ""
    odd: str = ""  # put behind the line
    forge: str = FORGE
    id: str = "4711"

    def line(self, commit: str) -> str:
        """Return the trailer."""
        fields = {
            "forge": self.forge,
            "account": self.account or ACCOUNTS.get(self.person, 999),
            "person": self.person,
            "id": self.id,
            "commit": commit,
            "base": self.base,
            "time": self.time.isoformat(timespec="seconds"),
            "digest": self.digest,
        }
        if self.kind in ("issue", "decision"):
            fields["text"] = self.text
        if self.kind == "decision":
            fields |= {"state": self.state, "before": self.before}
        words = [self.kind, *(f"{name}={value}" for name, value in fields.items())]
        return f"Ubah-Proof: {' '.join(words)}{self.odd}\n"


@dataclass
class Draft:
    """A commit in the making; a parent is an oid, or the place of another draft of the same plan."""

    tree: dict[str, File]
    parents: list[str | int]
    date: datetime
    signer: str
    message: str = "Langkah\n"
    vouches: list[Vouch] = field(default_factory=list)


Plan = list[Draft]


def build(plan: Plan) -> list[Node]:
    """Return a plan's commits; the last is the landing."""
    nodes: list[Node] = []

    def named(place: str | int) -> str:
        return place if isinstance(place, str) else nodes[place].oid

    for draft in plan:
        parents = tuple(named(place) for place in draft.parents)
        lines = "".join(vouch.line(named(vouch.commit)) for vouch in draft.vouches)
        message = f"{draft.message}\n{lines}" if lines else draft.message
        nodes.append(make_node(draft.tree, parents, draft.date, draft.signer, message))
    return nodes


def copied(plan: Plan) -> Plan:
    """Return a plan that can be changed."""
    return [
        replace(d, tree=dict(d.tree), parents=list(d.parents), vouches=list(d.vouches))
        for d in plan
    ]


def vouched_again(world: World, plan: Plan) -> None:
    """Have vouchers and assents name what would land now, as one who can only sign anew would."""
    right = digest(world.tip.tree, plan[-1].tree)
    for draft in plan:
        draft.vouches = [replace(vouch, digest=right) for vouch in draft.vouches]
        if "Ubah-Assent: sha256:" in draft.message:
            lines = draft.message.split("\n")
            lines = [f"Ubah-Assent: {right}" if _is_assent(line) else line for line in lines]
            draft.message = "\n".join(lines)


def _is_assent(line: str) -> bool:
    return line.startswith("Ubah-Assent: sha256:")


def changed_records(world: World, plan: Plan) -> Iterator[tuple[str, Version]]:
    """Yield the records that a plan's landing changes against main."""
    for path, (_, data) in plan[-1].tree.items():
        if kind(path) == "record" and world.tip.tree.get(path) != plan[-1].tree[path]:
            found = version(data)
            if found is not None:
                yield path, found


def value_copy(found: Version) -> dict[str, Any]:
    """Return a record's value that can be changed."""
    return copy.deepcopy(found.value)
