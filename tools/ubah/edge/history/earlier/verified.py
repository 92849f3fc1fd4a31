"""What an audit of a whole history came to: enough to go on from, once more has landed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ubah.core.diagnostics import Finding, Severity
from ubah.core.model import Booking


@dataclass(frozen=True)
class CarriedFinding:
    """A finding of a walk; ``stands`` says that no later landing has touched what it is about."""

    finding: Finding
    stands: bool = False


@dataclass(frozen=True)
class Verified:
    """What is known of a history from its trust root to ``tip``.

    ``at_root`` are the findings on the trust root itself, ``carried`` those of the landings after it,
    in the order of a report; ``commits`` and ``steps`` count what was read and judged, ``bookings``
    are the release windows that stand, ``removed`` the records that were there once and are gone,
    ``spent`` the issues that landings vouch for: host, id, landing (rule 4b).
    """

    trust_root: str
    tip: str
    landings: int
    commits: int
    steps: int
    at_root: tuple[Finding, ...] = ()
    carried: tuple[CarriedFinding, ...] = ()
    bookings: tuple[Booking, ...] = ()
    removed: frozenset[str] = frozenset()
    spent: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class LandingOrder:
    """The landings that were walked, by number; those before them that were judged again are below 0.

    ``touching`` names the landings that change a path; ``known`` holds what earlier landings were
    found to have done, as they were found then.
    """

    number: Mapping[str, int]
    walked: int
    touching: Mapping[str, list[str]]
    known: Mapping[Finding, CarriedFinding] = field(default_factory=dict)

    def carried_on(self, findings: Iterable[Finding]) -> Iterator[CarriedFinding]:
        """Yield findings; an error says how many later landings leave it as it is (rule 2)."""
        for finding in findings:
            known = self.known.get(finding)
            if known is not None:
                yield self._since(known.finding, -1) if known.stands else known
            elif finding.severity is not Severity.ERROR or not finding.place.path:
                yield CarriedFinding(finding)
            elif finding.place.commit in self.number:
                yield self._since(finding, self.number[finding.place.commit])
            else:
                yield CarriedFinding(finding)

    def _since(self, finding: Finding, at: int) -> CarriedFinding:
        touching = self.touching.get(finding.place.path, ())
        numbers = (self.number[oid] for oid in touching if oid in self.number)
        ended = next((number for number in numbers if number > at), None)
        more = (self.walked if ended is None else ended) - at - 1
        return CarriedFinding(
            replace(finding, carried_on=finding.carried_on + more), stands=ended is None
        )
