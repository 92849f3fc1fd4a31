"""What became of an issue on GitHub, read together with its body: only GraphQL tells (rule 4b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ubah.edge.forges.reading import time_of, whole

ISSUE_FATE = """
query IssueFate($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) {
      body
      lastEditedAt
      timelineItems(
        first: 100
        itemTypes: [TRANSFERRED_EVENT, CONVERTED_NOTE_TO_ISSUE_EVENT, REOPENED_EVENT]
      ) {
        pageInfo { hasNextPage }
        nodes {
          __typename
          ... on ReopenedEvent { createdAt actor { __typename ... on User { databaseId } } }
        }
      }
    }
  }
}
"""
APART = timedelta(seconds=2)
"""How far apart GitHub may tell one edit's time in two places."""


@dataclass(frozen=True)
class Fate:
    """What became of an issue, all read at one moment.

    ``edited``: when its body was last edited. ``moved``: it came from elsewhere. ``reopened``: who opened
    it again, and when; None for an account that is gone, or no person's.
    """

    body: str
    edited: datetime | None
    moved: bool
    reopened: tuple[tuple[int | None, datetime], ...]

    def is_beyond(self, listed: datetime | None) -> bool:
        """Whether the body was edited after the newest edit that was listed: the list lags behind."""
        if self.edited is None:
            return False
        return listed is None or self.edited > listed + APART


@whole
def fate_of(data: Mapping[str, Any]) -> Fate:
    """Read what became of an issue; more than a hundred events are half an answer."""
    issue = data["repository"]["issue"]
    items, edited = issue["timelineItems"], issue["lastEditedAt"]
    if items["pageInfo"]["hasNextPage"] or not isinstance(issue["body"], str):
        raise ValueError(items)
    again = [node for node in items["nodes"] if node["__typename"] == "ReopenedEvent"]
    return Fate(
        issue["body"],
        time_of(edited) if edited else None,
        len(again) < len(items["nodes"]),
        tuple((_actor(node["actor"]), time_of(node["createdAt"])) for node in again),
    )


def _actor(data: Mapping[str, Any] | None) -> int | None:
    return data.get("databaseId") if data else None
