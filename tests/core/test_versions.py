"""A version read from the one before it is what reading all of it gives; else it is read whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sop.journals import ROUTES, Journal
from ubah.core.paths import record_path
from ubah.core.reading import versions
from ubah.core.reading.records import read_file
from ubah.core.reading.versions import RecordVersions, gone_on

PATH = record_path("RFC-2026-0001")
HEAD = b"id: RFC-2026-0001\n"
REQUEST = b"request:\n  title: A\n"
ENDS = (
    b"  - action: submit\n    by: a\n",
    b"  - action: submit\n    note: |\n      lines\n",
    b"  - action: submit\n    note: |+\n      lines\n\n\n",
    b"  - action: submit\n    note: >-\n      lines\n      more\n",
    b"  - action: submit\n    note: plain text\n      that goes on\n",
    b"  - action: submit\n    note: 'quoted\n\n      text'\n",
    b"  - action: submit\n    note:\n",
    b"  - action: submit\n    list:\n      - a\n      -\n",
    b"  - action: submit\n    by: a\n  # a comment\n\n",
    b"- action: submit\n  by: a\n",
    b"    - action: submit\n      by: a\n",
    b"  - [flow, {a: b}]\n",
    b"  -\n    action: submit\n",
)
LINES = (
    b"  - action: accept\n",
    b"- action: accept\n",
    b"    - action: accept\n",
    b"  -\n",
    b"    by: b\n",
    b"    at: 2026-02-02 # cut\n",
    b"    evidence:\n",
    b"      text: |\n",
    b"        words\n",
    b"      more: # nothing\n",
    b"      deep: {a: [1, 2.0, null]}\n",
    b"    by: twice\n",
    b"\n",
    b"  # a comment\n",
    b"      - item\n",
    b"status: other\n",
    b"more: top\n",
    b"...\n",
    b"---\n",
    b"    x: &a b\n",
    b"    x: *a\n",
    b"    x: 'open\n",
    b'    x: "\\ud800"\n',
    b"    x: \xff\n",
    b"\tx: tab\n",
    b"    <<: {a: b}\n",
    b"  - action: accept",
)
STATES = (b"submitted", b"accepted", b"true", b"null", b"'x'", b"a b", b"")


@given(
    st.sampled_from(ENDS),
    st.lists(st.sampled_from(LINES), max_size=9),
    st.sampled_from((b"  - action: x\n", b"- action: x\n", b"    - action: x\n", b"")),
    st.sampled_from(STATES),
    st.sampled_from((REQUEST, b"request:\n  title: B\n")),
)
@example(ENDS[2], [b"\n", b"  - action: accept\n"], b"", b"accepted", REQUEST)
@example(ENDS[0], [b"more: top\n"], b"  - action: x\n", b"accepted", REQUEST)
@example(ENDS[0], [b"    reason:\n"], b"  - action: x\n", b"accepted", REQUEST)
@settings(max_examples=600)
def test_what_is_added_is_read_alone_as_it_is_read_with_all(
    end: bytes, added: list[bytes], first: bytes, state: bytes, request: bytes
) -> None:
    before = HEAD + b"status: submitted\n" + REQUEST + b"journal:\n" + end
    after = HEAD + b"status: " + state + b"\n" + request + b"journal:\n" + end
    after += first + b"".join(added)
    older, whole = read_file(before, PATH), read_file(after, PATH)
    alone = gone_on(older, after)
    if alone is not None:
        assert alone == whole
        assert whole.layout is not None
    known = RecordVersions()
    assert known.read(before, PATH) == older
    assert known.read(after, PATH) == whole == known.read(after, PATH)


def test_the_ways_through_the_sop_are_read_from_step_to_step() -> None:
    """Or else nothing would be gained: what ubah writes is never read whole a second time."""
    for route in ROUTES.values():
        journal, older = Journal(), None
        for action in route:
            journal = journal.then(action)
            whole = read_file(journal.data, PATH)
            if older is not None and older.layout.request == whole.layout.request:  # type: ignore[union-attr]
                assert gone_on(older, journal.data) == whole
            older = whole


def test_what_is_beyond_bounds_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal().through("submit")
    older, more = read_file(journal.data, PATH), journal.then("accept").data
    assert gone_on(older, more) is not None
    for name, limit in (
        ("MAX_BYTES", len(more) - 1),
        ("MAX_VALUES", len(older.document.positions)),  # type: ignore[union-attr]
        ("MAX_ENTRIES", 1),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(versions, name, limit)
            assert gone_on(older, more) is None, name
