"""A landing that changes the SOP is told what the new one no longer keeps."""

from __future__ import annotations

from attacks.kit import HEAD, Scene, accepted, rejected

SOP = "schemas/sop.yaml"


def _with(office: Scene, old: bytes, new: bytes) -> dict[str, bytes | None]:
    data = office.read(SOP)
    assert data.count(old) == 1
    return {SOP: data.replace(old, new)}


def test_an_sop_that_lets_an_emergency_pass_the_head_is_rejected(office: Scene) -> None:
    old = b"    from: [authorised]\n    to: implemented\n"
    files = _with(office, old, b"    from: [authorised, awaiting_head]\n    to: implemented\n")
    head = office.put(files, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB207")


def test_an_sop_whose_final_state_can_be_left_is_rejected(office: Scene) -> None:
    old = b"    from: [submitted, returned]\n    to: submitted\n"
    files = _with(office, old, b"    from: [submitted, returned, rejected]\n    to: submitted\n")
    head = office.put(files, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB210")


def test_an_sop_that_only_changes_its_words_is_accepted(office: Scene) -> None:
    old = b'label: {id: "Mulai", en: "Start"}'
    head = office.put(_with(office, old, b'label: {id: "Awal", en: "Start"}'), HEAD, 10)
    accepted(office.verdicts(head, 11))
