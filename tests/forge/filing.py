"""Filing forms as people do on the forge's page, and what the recorder makes of them."""

from __future__ import annotations

from attacks.kit import RFC
from forge.scene import Place, landed
from forge.standin import Account
from ubah.core.forms.of_steps import office_forms
from ubah.edge.recorder.request import Requested, request

REQUEST = {
    "title": "Pembaruan aplikasi SPSE",
    "description": "Memperbarui SPSE.\r\n\r\nDua paragraf.",
    "reason": "Galat unggah.",
    "services": "SPSE",
    "proposed_urgency": "Mendesak (emergency)",
    "wanted_by": "2026-02-20",
    "impact_if_not_done": "Unggah gagal.",
    "plan-implementation": "Pasang pembaruan.",
    "plan-test": "Masuk dan unggah.",
    "plan-rollback": "Pulihkan cadangan.",
}
ACCEPT = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"}
ESCALATE = {"criterion": "security", "rationale": "Celah terbuka."}


def form(place: Place, action: str, rfc: str = RFC, **values: str) -> str:
    """Fill in a form as a person does on the forge's page."""
    authority = place.office.authority
    forms = office_forms(authority.change_schema, authority.sop)
    return place.kind.fill(forms[action], rfc, values)


def requested(place: Place, number: int) -> Requested:
    with place.recorder(key="") as recorder:
        return request(recorder, number)


def file(
    place: Place, who: Account, at: float, action: str, rfc: str = RFC, **values: str
) -> tuple[int, Requested]:
    place.at = at
    number = place.fake.issue(who, action, form(place, action, rfc, **values))
    return number, requested(place, number)


def step(place: Place, who: Account, at: float, action: str, **values: str) -> int:
    """File the next step, and have it landed: there is nothing left to press."""
    number, done = file(place, who, at, action, **values)
    assert done.pull is not None, done.findings
    assert place.fake.pulls[done.pull.number].reviewers == []
    place.at = at + 1
    outcome = landed(place, done.pull.number)
    assert outcome.commit, outcome.findings
    return number
