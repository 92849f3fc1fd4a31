"""What every page is rendered from, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from ubah.core.register import AssetView, RecordView, Register
from ubah.publish.charts.diagram import Path, diagram
from ubah.publish.show.standing import Standing, standing_of
from ubah.publish.words import Words


@dataclass(frozen=True)
class Context:
    """The register, the moment and the language; ``internal`` shows restricted fields too."""

    register: Register
    now: datetime
    words: Words
    internal: bool
    records: Mapping[str, RecordView]
    assets: Mapping[str, AssetView]
    standings: Mapping[str, Standing]
    _diagrams: dict[Path, Markup] = field(default_factory=dict)

    def diagram(self, path: Path) -> Markup:
        """Return the SOP's diagram with a path; most records share one of a few paths."""
        if path not in self._diagrams:
            self._diagrams[path] = diagram(self.register.authority.sop, self.words, path)
        return self._diagrams[path]

    def person(self, person: str) -> str:
        """Return a person's name."""
        return self.register.authority.roles.name(person)

    def requester(self, view: RecordView) -> str:
        """Return who asks: a name, for an outsider with the organisation."""
        requester = view.record.request["requester"]
        if isinstance(requester, str):
            return self.person(requester)
        return f"{requester['name']} ({requester['organisation']})"


def build_context(register: Register, now: datetime, words: Words, internal: bool) -> Context:
    """Gather what the pages need more than once."""
    return Context(
        register=register,
        now=now,
        words=words,
        internal=internal,
        records={view.record.id: view for view in register.records},
        assets={view.asset.id: view for view in register.assets},
        standings={view.record.id: standing_of(view, register, now) for view in register.records},
    )


def record_url(number: str) -> str:
    """Return the path of a record's page."""
    return f"rfc/{number}/index.html"


def asset_url(asset: str) -> str:
    """Return the path of an asset's page."""
    return f"aset/{asset}/index.html"
