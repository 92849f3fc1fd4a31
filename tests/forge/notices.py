"""Whom GitHub notifies by its defaults, counted a mail each, as unkindly as its documents allow.

Docs: account-and-profile/managing-subscriptions-and-notifications-on-github/setting-up-notifications/
about-notifications, configuring-notifications; rest/activity/notifications (the reasons). Whoever opened,
commented, reviewed, changed the state, was assigned, asked for a review or mentioned is subscribed from
then on, and is told of every comment, review, push and change of state but the own. Where the documents
leave it open, it counts as told: a mention that is edited in, each of two notices in one second. Who asks
and who is assigned or asked: these alone are told. Whoever watches a repository chose to be told more,
and is not counted; failed runs are mailed to who started them (`ubah doctor` says to whom).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

Notice = tuple[str, str, int]  # login, why, number


@dataclass
class Notices:
    """What was sent, and who is subscribed to which issue or pull request."""

    sent: list[Notice] = field(default_factory=list)
    subscribed: dict[int, set[str]] = field(default_factory=dict)

    def happens(self, number: int, why: str, actor: str, text: str = "") -> None:
        """Tell all who take part, and who is mentioned, of what somebody said or did; all stay subscribed."""
        part = self.subscribed.setdefault(number, set())
        told = part | mentioned(text)
        self.sent += [(one, why, number) for one in sorted(told - {actor})]
        part |= told | {actor}

    def calls(self, number: int, why: str, actor: str, logins: Iterable[str]) -> None:
        """Tell those alone whom it concerns: who is assigned, asked for a review, or newly mentioned."""
        called = set(logins)
        self.sent += [(one, why, number) for one in sorted(called - {actor})]
        self.subscribed.setdefault(number, set()).update(called)


def mentioned(text: str) -> set[str]:
    """Return whom a text mentions."""
    return set(re.findall(r"(?<![\w`])@([A-Za-z0-9][A-Za-z0-9-]*)", text or ""))
