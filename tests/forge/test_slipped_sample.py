"""An office whose main says `sample: true` by a slip: the recorder goes on asking for proofs, and landing."""

from __future__ import annotations

import pytest

from attacks.kit import RECORD
from forge.filing import ACCEPT, REQUEST, step
from forge.scene import MANAGER, REQUESTER, STRANGER, Place, landed


@pytest.mark.parametrize("slip", [b"sample: true\n", b": [\n"])
def test_an_office_with_a_slip_in_its_settings(place: Place, slip: bytes) -> None:
    step(place, REQUESTER, 10, "submit", **REQUEST)
    place.main()
    office = place.office
    settings = office.read("office.yaml")
    place.send(office.land(office.put({"office.yaml": settings + slip}, "kepala", 12), 13), "main")
    place.at = 20
    main = place.main()
    data = office.read(RECORD).replace(b"status: submitted", b"status: withdrawn")
    place.send(office.commit(None, 20, {RECORD: data}, parents=(main,)), "tangan")
    assert not landed(place, place.fake.open("tangan", STRANGER, "withdraw")).commit
    mended = office.commit("kepala", 21, {"office.yaml": settings}, parents=(main,))
    place.send(mended, "betul")
    place.at = 22
    outcome = landed(place, place.fake.open("betul", STRANGER, "office.yaml"))
    assert outcome.commit, outcome.findings
    place.main()
    step(place, MANAGER, 30, "accept", **ACCEPT)
