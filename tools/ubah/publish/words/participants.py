"""What the parts that people have in a change are called."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.register.participants import parts_of
from ubah.core.sop import Sop
from ubah.publish.words.language import Words


def part_words(sop: Sop, words: Words) -> Mapping[str, str]:
    """Return part → what it is called, of those that there can be in the process."""
    _ = words.translate
    called = {
        "requester": _("requester"),
        "filer": _("filer"),
        "evaluator": _("evaluator"),
        "approver": _("approver"),
        "refuser": _("refuser"),
        "implementer": _("implementer"),
        "tester": _("tester"),
        "recorder": _("recorder of the work or its test"),
        "examiner": _("examiner"),
    }
    return {part: called[part] for part in parts_of(sop)}
