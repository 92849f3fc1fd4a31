"""What is not played on every kind of forge, test by test, and why: the thing does not exist there.

Where something of the kind exists there, the test that plays it in its own way is named. The marks
`proves` on the tests decide; `tests/forge/test_kinds.py` sees to it that nothing is left out here.
"""

from __future__ import annotations

_NO_SIGNER = "the forge signs no commit of its editor or its buttons for whoever pressed them"
_NO_REFUSAL = (
    "Request changes is a state of a reviewer, bound to nothing, and its reason a comment: who refuses "
    "files a form; test_stories.py::test_an_emergency_that_the_head_refuses, "
    "test_gitlab_approvals.py::test_a_refusal_says_what_its_author_has_seen"
)
_NO_TEXT = "an approval holds no text there; what is written beside it is a comment"
_NO_COMMIT = (
    "an approval names no commit there: a push leaves it standing, and it counts for the only version of a "
    "protected branch; test_gitlab_approvals.py::test_an_approval_of_a_branch_that_has_moved_stands_on_"
    "gitlab_and_counts_for_nothing, test_an_approval_of_peoples_own_branch_is_never_a_voucher"
)
_NO_BUTTON = (
    "nobody may merge into main there, by a button or otherwise; what an administrator merges is not bound "
    "to an approval, and the hook on the server refuses it"
)
_BY_A_COPY = (
    "people's own branch is shown again by the recorder, and what waits, waits there; "
    "test_gitlab_approvals.py::test_the_recorders_copy_is_approved_and_lands_and_ends_both"
)
_KEY_PROVES = "without its key the recorder knows no branch as its own, so nothing is approved, and nothing is missed"

GITLAB: dict[str, str] = {
    "test_19_a_merge_that_the_forge_signed": _NO_SIGNER,
    "test_19_a_squash_by_the_button_of_another_pull_request": _NO_SIGNER,
    "test_19_what_was_written_in_the_editor_by_somebody_else": _NO_SIGNER,
    "test_22_only_an_approving_review_counts": _NO_REFUSAL,
    "test_24_a_rebase_with_identical_content": _NO_COMMIT,
    "test_25_a_review_of_another_commit_copied_over": _NO_COMMIT,
    "test_26_a_decision_of_an_earlier_round": "played as test_gitlab_approvals.py::test_26_a_decision_of_an_earlier_round, since a round ends there by a form",
    "test_27_a_review_that_was_edited": _NO_TEXT,
    "test_27_a_reason_that_shows_nothing": _NO_REFUSAL,
    "test_31_an_approval_after_the_landing": _NO_BUTTON,
    "test_51_trailers_in_a_review": _NO_TEXT,
    "test_53_an_approval_listed_without_a_commit": _NO_COMMIT,
    "test_55_a_landing_that_cannot_be_completed_holds_up_no_other": _BY_A_COPY,
    "test_55_a_merge_by_hand_until_it_is_attested": _NO_BUTTON,
    "test_a_change_by_an_issue_a_review_and_a_comment": _NO_REFUSAL,
    "test_a_change_decided_by_the_heads_review_alone": _NO_TEXT,
    "test_a_decision_is_not_judged_as_what_its_draft_says": _NO_REFUSAL,
    "test_a_pull_request_that_waits_is_labelled_and_assigned_to_who_must_act": _BY_A_COPY,
    "test_a_refusal_without_a_reason": _NO_REFUSAL,
    "test_a_review_of_an_account_that_is_gone_proves_nothing": "each approval bears an account there, and one that does not is no answer (rule 10)",
    "test_attest_a_landing_by_hand": _NO_BUTTON,
    "test_check_says_what_is_missing_and_who_can_give_it": _BY_A_COPY,
    "test_decide_from_the_question_to_the_landed_step": _NO_REFUSAL,
    "test_each_review_is_asked_about_once_and_nobody_else_can_stand_in_for_it": _NO_REFUSAL,
    "test_land_all_that_is_ready_and_nothing_else": _BY_A_COPY,
    "test_land_without_the_recorders_key": _KEY_PROVES,
    "test_the_branch_of_a_decision_is_removed_and_asked_again_after_a_return": _NO_REFUSAL,
    "test_the_pull_request_says_which_words_tell_the_two_apart": _NO_REFUSAL,
    "test_the_same_change_refused_by_request_changes": _NO_REFUSAL,
    "test_what_a_colleague_prepares_takes_one_review_each": _BY_A_COPY,
    "test_what_cannot_be_told_yet_is_pending_too": _NO_COMMIT,
    "test_what_is_not_understood_is_asked_again_and_lands_nothing": _NO_REFUSAL,
    "test_what_is_understood_lands_as_it_says": _NO_REFUSAL,
    "test_what_the_forge_refuses_to_have_told_keeps_nothing_from_landing": "played as test_unkind_gitlab.py::test_what_is_only_told_keeps_nothing_from_landing, since one address takes labels and people there",
    "test_who_has_reviewed_is_not_asked_again": _NO_REFUSAL,
    "test_who_must_act_is_told_once_and_by_a_comment_if_the_forge_lets_nobody_assign_them": _BY_A_COPY,
    "test_whoever_writes_the_own_steps_presses_nothing": _NO_SIGNER,
    "test_whose_form_cannot_be_judged_in_full_is_told_where_it_waits": _NO_COMMIT,
}
