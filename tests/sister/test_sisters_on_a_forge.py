"""Who decides in a sister office is asked by a pull request, and the review lands by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from attacks.kit import Scene
from forge.github.fake import FakeGitHub
from forge.scene import Place, build, decided
from sister.kantor import NUMBER, PATH, Sister
from support.office import verdict
from ubah.core.diagnostics import Verdict


def test_a_review_decides_where_the_process_asks_for_it(sister: Sister, tmp_path: Path) -> None:
    for state, person in sister.process.decided.items():
        decide_in(sister, state, person, tmp_path / state)


def decide_in(sister: Sister, state: str, person: str, folder: Path) -> None:
    """Have the person decide on the change as it stood, by a review and nothing else."""
    shutil.copytree(sister.office.folder, folder / "office")
    office = Scene(folder / "office", sister.office.roles, sister.office.root)
    office.set_branch("main", sister.states[state])
    roles = office.authority.roles
    bare, clone = build(folder, office)
    with FakeGitHub(bare, lambda: place.now()) as fake:
        place = Place(office, fake, bare, clone, sister.at + 10)
        fake.logins = {a.id: a.login for p in roles.persons.values() for a in p.accounts}
        [asked] = decided(place)
        assert asked.pull is not None
        pull = fake.pulls[asked.pull.number]
        assert pull.reviewers == [person]
        place.at += 1
        account = roles.persons[person].accounts[0]
        fake.approve(pull.number, (account.id, person), "Layak.")
        place.at += 1
        [done] = decided(place)
        assert done.commit, (state, done)
        result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    step = result.steps[-1]
    action = sister.authority.sop.actions[step.entry.action]
    assert (step.record, step.entry.by, step.state) == (NUMBER, person, action.target)
    assert step.proof is not None
    assert step.proof.account == f"forge.example:{account.id}"
    assert office.read(PATH).count(b"- action: ") == len(result.steps)
