"""Lists that GitHub's GraphQL tells page by page (docs: graphql, "Using pagination")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.reading import whole


@whole
def page_of(parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one page of a connection, all its parts there, and what it belongs to.

    The edits of a text may be null (docs: graphql, `userContentEdits`). That it was never edited
    is taken from `lastEditedAt` alone: if that is told, and null.
    """
    owner = parts["data"]["repository"][parts["thing"]]
    page: Any = owner[parts["field"]]
    if page is None and "lastEditedAt" in owner and owner["lastEditedAt"] is None:
        page = {"nodes": [], "totalCount": 0, "pageInfo": _LAST}
    info, nodes, total = page["pageInfo"], page["nodes"], page["totalCount"]
    if not isinstance(nodes, list) or not all(nodes) or not isinstance(total, int):
        raise TypeError(nodes)
    wanted = {name: info[name] for name in ("hasNextPage", "endCursor")}
    return {"nodes": nodes, "totalCount": total, "pageInfo": wanted, "owner": owner}


_LAST: Mapping[str, Any] = {"hasNextPage": False, "endCursor": None}


def nodes_of(pages: list[Mapping[str, Any]]) -> list[Any]:
    """Return the nodes of all pages, and see that they are as many as the connection says.

    Raises:
        ForgeUnreachable: if some are not told.
    """
    nodes = [node for page in pages for node in page["nodes"]]
    if len(nodes) != pages[-1]["totalCount"]:
        raise ForgeUnreachable(msg("its list is shorter than it says"))
    return nodes
