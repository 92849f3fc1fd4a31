"""What of a forge's words is a proof: a table of each reason, and properties over made-up reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.office import minutes
from ubah.core.forge.evidence import Content, Gathered, Target, gather, latest_reviews
from ubah.core.forge.model import (
    ForgeAccount,
    ForgeCommit,
    PullEvidence,
    PullRequest,
    Review,
    ReviewState,
)
from ubah.core.people.roles import build_roles
from ubah.core.voucher import Binding, VoucherKind

FORGE = "forge.example"
HEAD, BASE, DIGEST = "a" * 40, "b" * 40, "sha256:" + "1" * 64
OLD = "c" * 40
TARGET = Target(FORGE, DIGEST)
CONTENTS = {HEAD: Content(BASE, DIGEST), OLD: Content(BASE, "sha256:" + "2" * 64)}


def _person(*accounts: int, forge: str = FORGE) -> dict[str, Any]:
    rows = [
        {"forge": forge, "id": one, "login": f"akun-{one}", "from": "2026-01-01"}
        for one in accounts
    ]
    return {"name": "Contoh", "title": "Pegawai", "accounts": rows}


ROLES = build_roles(
    {
        "persons": {
            "pengelola-1": _person(201, 211),
            "kepala": _person(301),
            "sekda": _person(401, forge="lain.example"),
        },
        "roles": {},
    }
)
CITRA, SECOND, ELOK = (ForgeAccount(n, f"akun-{n}") for n in (201, 211, 301))
PULL = PullRequest(12, "Judul", CITRA, HEAD, "cabang", True, "main", True)


def review(**more: Any) -> Review:
    given_ = {
        "id": 1,
        "author": ELOK,
        "state": ReviewState.APPROVED,
        "commit": HEAD,
        "submitted": minutes(10),
    }
    return Review(**{**given_, **more})


def written(**more: Any) -> ForgeCommit:
    given_ = {
        "oid": HEAD,
        "parents": 1,
        "author": CITRA,
        "committed": minutes(5),
        "by_editor": True,
    }
    return ForgeCommit(**{**given_, **more})


def gathered(*found: Review | ForgeCommit, target: Target = TARGET, **more: Any) -> Gathered:
    reviews = tuple(item for item in found if isinstance(item, Review))
    commits = tuple(item for item in found if isinstance(item, ForgeCommit))
    evidence = PullEvidence(replace(PULL, **more), reviews, commits)
    return gather(evidence, target, ROLES, CONTENTS)


def test_an_approval_becomes_a_voucher() -> None:
    [voucher] = gathered(review(id=7)).vouchers
    assert (voucher.kind, voucher.account, voucher.evidence_id) == (VoucherKind.REVIEW, 301, "7")
    assert (voucher.commit, voucher.base, voucher.digest) == (HEAD, BASE, DIGEST)
    assert voucher.time == minutes(10)


def test_what_was_written_in_the_editor_becomes_a_voucher() -> None:
    [voucher] = gathered(written()).vouchers
    assert (voucher.kind, voucher.account, voucher.evidence_id) == (
        VoucherKind.AUTHORSHIP,
        201,
        "12",
    )
    assert (voucher.commit, voucher.digest, voucher.time) == (HEAD, DIGEST, minutes(5))


def test_how_an_approval_is_bound_goes_into_its_voucher() -> None:
    [voucher] = gathered(review(binding=Binding.VERSION)).vouchers
    assert voucher.binding is Binding.VERSION


DISCARDED: dict[str, tuple[Review | ForgeCommit, str]] = {
    "dismissed": (review(state=ReviewState.DISMISSED), "dismissed"),
    "changes": (review(state=ReviewState.CHANGES_REQUESTED), "asks for changes"),
    "edited": (review(edited=True), "edited afterwards"),
    "robot": (review(author=ForgeAccount(301, "elok", is_robot=True)), "robot"),
    "nobody": (review(author=ForgeAccount(9, "akun-301")), "nobody's"),
    "other forge": (review(author=ForgeAccount(401, "sekda")), "nobody's"),
    "gone": (review(author=None), "nobody's"),
    "other content": (review(commit=OLD), "has changed"),
    "lost": (review(commit="d" * 40), "no longer there"),
    "without commit": (review(commit=""), "without saying"),
    "unbound": (review(binding=Binding.UNBOUND), "nothing on the forge says"),
    "not handed in": (review(submitted=None), "not handed in"),
    "a merge": (written(parents=2), "for a button"),
    "first of all": (written(parents=0), "for a button"),
    "squashed": (written(by_button=True), "for a button"),
    "robot's commit": (written(author=ForgeAccount(201, "x", is_robot=True)), "robot"),
    "no author": (written(author=None), "robot"),
    "another's": (written(author=ELOK), "not by who opened"),
    "same person's other account": (written(author=SECOND), "not by who opened"),
}


@pytest.mark.parametrize("why", DISCARDED)
def test_what_is_discarded_and_why(why: str) -> None:
    item, said = DISCARDED[why]
    found = gathered(item)
    assert found.vouchers == ()
    assert len(found.discarded) == 1
    assert said in found.discarded[0].reason.text
    assert found.unverifiable is (why == "without commit")


def test_what_was_given_after_the_landing() -> None:
    target = replace(TARGET, landed=minutes(8))
    found = gathered(review(), written(), target=target)
    assert [v.kind for v in found.vouchers] == [VoucherKind.AUTHORSHIP]
    assert "after the content had landed" in found.discarded[0].reason.text
    late = gathered(written(committed=minutes(9)), target=target)
    assert late.vouchers == ()


@pytest.mark.parametrize("silent", [review(state=ReviewState.COMMENTED), written(by_editor=False)])
def test_what_is_no_claim_at_all(silent: Review | ForgeCommit) -> None:
    assert gathered(silent) == Gathered((), ())


def test_an_opener_who_is_nobody_here() -> None:
    stranger = ForgeAccount(9, "orang")
    found = gathered(written(author=stranger), opener=stranger)
    assert found.vouchers == ()
    assert "nobody's" in found.discarded[0].reason.text


@pytest.mark.parametrize(
    ("later", "counts"),
    [
        (ReviewState.COMMENTED, True),
        (ReviewState.CHANGES_REQUESTED, False),
        (ReviewState.DISMISSED, False),
        (ReviewState.APPROVED, True),
    ],
)
def test_a_persons_latest_review_counts(later: ReviewState, counts: bool) -> None:
    """From whichever of the person's accounts."""
    first = review(author=CITRA)
    second = review(id=2, author=SECOND, state=later, submitted=minutes(11))
    found = gathered(second, first)
    assert len(found.vouchers) == counts
    if later is ReviewState.APPROVED:
        assert found.vouchers[0].evidence_id == "2"
        assert "replaces it" in found.discarded[0].reason.text


def test_an_edited_review_does_not_bring_back_the_one_before() -> None:
    found = gathered(review(), review(id=2, submitted=minutes(11), edited=True))
    assert found.vouchers == ()


def test_a_later_approval_heals_one_without_a_commit() -> None:
    found = gathered(review(commit=""), review(id=2, submitted=minutes(11)))
    assert [voucher.evidence_id for voucher in found.vouchers] == ["2"]
    assert not found.unverifiable


ACCOUNTS = st.sampled_from([CITRA, SECOND, ELOK, ForgeAccount(9, "kepala"), None])
REVIEWS = st.builds(
    Review,
    id=st.integers(1, 50),
    author=ACCOUNTS,
    state=st.sampled_from(list(ReviewState)),
    commit=st.sampled_from([HEAD, OLD, "", "d" * 40]),
    submitted=st.one_of(
        st.none(), st.integers(0, 20).map(lambda n: minutes(0) + timedelta(minutes=n))
    ),
    edited=st.booleans(),
)


@given(st.lists(REVIEWS, max_size=12, unique_by=lambda r: r.id), st.integers(0, 20))
def test_every_voucher_is_a_persons_last_word_on_this_content(
    reviews: list[Review], landed: int
) -> None:
    end: datetime = minutes(landed)
    found = gathered(*reviews, target=replace(TARGET, landed=end))
    latest = dict(latest_reviews(reviews, FORGE, ROLES))
    by_id = {str(one.id): one for one in reviews}
    people = []
    for voucher in found.vouchers:
        one = by_id[voucher.evidence_id]
        owner = ROLES.owner_of_account(FORGE, voucher.account)
        assert owner is not None
        people.append(owner[0].id)
        assert latest[owner[0].id] is one
        assert (one.state, one.edited, one.commit) == (ReviewState.APPROVED, False, HEAD)
        assert voucher.time == one.submitted
        assert voucher.time <= end
    assert len(people) == len(set(people))


@given(st.lists(REVIEWS, max_size=8, unique_by=lambda r: r.id), st.randoms())
def test_the_order_of_the_list_does_not_matter(reviews: list[Review], random: Any) -> None:
    shuffled = list(reviews)
    random.shuffle(shuffled)
    assert set(gathered(*shuffled).vouchers) == set(gathered(*reviews).vouchers)
