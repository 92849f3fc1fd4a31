"""What is asked of GitHub's GraphQL: what its REST interface does not tell."""

from __future__ import annotations

# fullDatabaseId is a BigInt and comes as text, since GraphQL's Int ends at 32 bits.
PULL_EDITS = """
query PullEdits($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      lastEditedAt
      timelineItems(itemTypes: [RENAMED_TITLE_EVENT]) { filteredCount }
      reviews(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { fullDatabaseId lastEditedAt }
      }
    }
  }
}
"""
"""Whether a pull request's text, its title or a review of it was edited at any time."""
ISSUE_EDITS = """
query IssueEdits($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) {
      lastEditedAt
      userContentEdits(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { editedAt deletedAt editor { __typename ... on User { databaseId } } }
      }
    }
  }
}
"""
"""Who edited an issue's text, and when."""
ISSUE_PIN = """
query IssuePin($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) { id isPinned }
  }
}
"""
"""Whether an issue is pinned, and the id to pin it by."""
PIN_ISSUE = """
mutation PinIssue($issue: ID!) {
  pinIssue(input: {issueId: $issue}) { issue { id } }
}
"""
PINNED_ISSUES = """
query PinnedIssues($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pinnedIssues(first: 3) { nodes { issue { number } } }
  }
}
"""
