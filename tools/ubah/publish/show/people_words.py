"""What the parts that people have in a change are called."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.publish.context import Context
from ubah.publish.figures.people import parts_of


def part_words(ctx: Context) -> Mapping[str, str]:
    """Return part → what it is called, of those that there can be in the process."""
    _ = ctx.words.translate
    words = {
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
    return {part: words[part] for part in parts_of(ctx.register.authority.sop)}
