"""A form as somebody fills it in on the forge's page."""

from __future__ import annotations

from ubah.core.forms.of_steps import Form


def filled_in(form: Form, record: str, values: dict[str, str]) -> str:
    """Return the Markdown that a forge makes of a form, as GitHub documents it; ``values`` by field id."""
    left = dict(values)
    parts = [("Langkah", form.option("id"))]
    if form.names_record:
        parts.append(("Nomor RFC", record))
    for field in form.fields:
        parts.append((field.label.id, left.pop(field.id, "_No response_")))
    assert not left
    return "\n\n".join(f"### {label}\n\n{value}" for label, value in parts)
