"""What is told of a change whose work came before its request."""

from __future__ import annotations

from ubah.core.register.retrospective import Retrospective
from ubah.publish.gathered.context import Context


def late_words(told: Retrospective, ctx: Context) -> str:
    """Say when the work began, and who had approved it by word of mouth."""
    _ = ctx.words.translate
    said = [_("begun {time}").format(time=ctx.words.time(told.performed_at))]
    if told.oral is not None:
        oral = _("approved orally {time} by {person} ({channel})")
        said.append(
            oral.format(
                time=ctx.words.time(told.oral.at),
                person=ctx.person(told.oral.by),
                channel=told.oral.channel,
            )
        )
        said.append(
            _("confirmed {time}").format(time=ctx.words.time(told.confirmed.at))
            if told.confirmed
            else _("not confirmed by that person’s own approval")
        )
    return "; ".join(said)
