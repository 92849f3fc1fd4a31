"""What forms say about themselves."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.diagnostics import Message, msg
from ubah.core.forms.fields import FieldKind

HELP: Mapping[FieldKind, Message] = {
    FieldKind.DAY: msg("Year-month-day, such as 2026-02-23."),
    FieldKind.TIME: msg("Office time, such as 2026-02-23 09:00."),
    FieldKind.LIST: msg("Separate several with commas."),
    FieldKind.PEOPLE: msg(
        "One a line: the person id in roles.yaml; for a supplier the name, a semicolon, the organisation."
    ),
    FieldKind.GROUPS: msg("One line a field as below; an empty line before the next one."),
    FieldKind.FILES: msg("The whole new content of each asset file; a line --- between two files."),
}
"""What to say about how a field is written."""

NOTES = (
    msg(
        "Whatever you write here stands in the public register for good. Leave out IP addresses, serial numbers, security settings and personal numbers."
    ),
    msg("Your own account proves who files it; nobody else may edit the issue afterwards."),
)
"""What stands above every form on a forge."""

REVISED = msg("Fill in only what changes; what stays empty is kept as it is.")

AS_SEEN = msg(
    "If a number stands behind a slash, leave it: it says as of which step you have looked at the record."
)
"""What is said below the field for a record's number."""
