"""Steps taken as people take them by themselves on this kind of forge: in its editor, else by a form."""

from __future__ import annotations

from typing import Any

from attacks.kit import RECORD
from forge.filing import ACCEPT, ESCALATE, REQUEST, file
from forge.scene import Place, landed
from forge.standin import Account
from ubah.edge.recorder.land import LandingOutcome

FORMS = {"submit": REQUEST, "accept": ACCEPT, "escalate": ESCALATE}


def submit(place: Place, at: float = 10) -> int:
    """Have a request filed and landed; return its pull request."""
    who = (101, "ani")
    if "editor" in place.kind.proves:
        place.at = at
        place.write(who, RECORD, place.office.submitted(at), "ani-patch-1")
        number = place.fake.open("ani-patch-1", who, "Permintaan baru")
    else:
        number = _filed(place, who, "submit", at)
    place.at += 1
    done = landed(place, number)
    assert done.commit, done.findings
    return number


def step(place: Place, who: Account, action: str, by: str, at: float) -> LandingOutcome:
    """Have somebody write the next step of ``by`` and propose it; only the own one needs no other proof."""
    own = place.office.authority.roles.owner_of_account(place.kind.settings["host"], who[0])
    if "editor" in place.kind.proves or own is None or own[0].id != by:
        number = prepared(place, who, action, by, at)
    else:
        number = _filed(place, who, action, at)
    place.at += 1
    return landed(place, number)


def _filed(place: Place, who: Account, action: str, at: float) -> int:
    _, done = file(place, who, at, action, **FORMS[action])
    assert done.pull is not None, done.findings
    return done.pull.number


def prepared(place: Place, who: Account, action: str, by: str, at: float, **evidence: Any) -> int:
    """Propose the record's next step for ``by``, written by ``who`` in the editor."""
    place.at = at
    place.main()
    data = place.office.append(place.office.read(RECORD), action, by, at, **evidence)
    branch = f"{who[1]}-{action}"
    place.write(who, RECORD, data, branch)
    return int(place.fake.open(branch, who, action))
