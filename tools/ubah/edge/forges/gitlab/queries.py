"""What is asked of GitLab's GraphQL: what its REST interface does not tell."""

from __future__ import annotations

LAST_EDIT = """
query LastEdit($path: ID!, $number: String!) {
  project(fullPath: $path) {
    workItems(iid: $number) {
      nodes {
        iid
        widgets {
          __typename
          ... on WorkItemWidgetDescription {
            description
            lastEditedAt
            lastEditedBy { id }
          }
        }
      }
    }
  }
}
"""
"""An issue's description, and when it was last edited; GraphQL knows every issue as a work item."""
