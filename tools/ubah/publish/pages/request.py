"""The page on which a request is filled in without git (SOP step 2).

The page makes the record's file in the browser and hands it to the forge's "new file" page, where
proposing it makes the pull request. Nothing is sent anywhere before that.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from ubah.core.attachments import FIELD
from ubah.core.forms.fields import ONLY_AT_FIRST, Field, FieldKind, label_of
from ubah.core.forms.of_steps import opening_form
from ubah.core.forms.words import HELP
from ubah.core.json_schema.parts import dereference
from ubah.core.meanings import OfficeMeaning
from ubah.core.people.roles import Roles
from ubah.core.reading.writing import HEADER
from ubah.publish.addresses.office import forge_pages, new_file_page
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

REQUEST = "ajukan.html"
KEPT_ELSEWHERE = ("name", "sha256", "location")


def request_body(ctx: Context) -> str:
    """Return the HTML of the page, with all that its script needs to know."""
    authority = ctx.register.authority
    form = opening_form(authority.change_schema, authority.sop)
    # What comes after the work has an issue form, since the page knows no times of the day; attachments
    # have rows of their own.
    asked = tuple(f for f in form.request if f.pointer[0] not in (ONLY_AT_FIRST, FIELD))
    fields = [_field(field, ctx) for field in asked]
    values = {
        "required": [field for field in fields if field.required],
        "optional": [field for field in fields if not field.required],
        "requesters": _people(ctx, OfficeMeaning.REQUESTS),
        "assets": [(view.asset.id, view.asset.data["name"]) for view in ctx.register.assets],
        "addressees": _people(ctx, OfficeMeaning.MANAGES),
        "settings": json.dumps(_settings(ctx, asked), ensure_ascii=False),
        "forge": _forge(ctx),
        "attachments": _attachments_label(ctx),
        "attachment": _attachment(ctx),
    }
    return render_template("request.html", REQUEST, ctx, values)


def _forge(ctx: Context) -> str:
    """Return what the forge is called on which a request is filed, "" where it is handed in."""
    raw = ctx.register.authority.raw_office
    pages = forge_pages(raw)
    return pages.title if pages and new_file_page(raw) else ""


def _field(field: Field, ctx: Context) -> SimpleNamespace:
    label, say = ctx.words.label, ctx.words.message
    helped = HELP.keys() - {FieldKind.DAY}
    return SimpleNamespace(
        id=field.id,
        label=_label(field, ctx),
        kind=field.kind.value,
        required=field.required,
        limit=field.limit,
        help=_hints(ctx).get(field.id, say(HELP[field.kind]) if field.kind in helped else ""),
        choices=[(choice.value, label(choice.label)) for choice in field.choices],
    )


def _attachment(ctx: Context) -> list[dict[str, Any]]:
    """Return the fields of an attachment that is kept elsewhere; none where requests have no such part."""
    definitions = ctx.register.authority.change_schema["$defs"]
    part = definitions["request"]["properties"].get(FIELD)
    if part is None:
        return []
    parts = dereference(dereference(part, definitions)["items"], definitions)["properties"]
    found = ((name, dereference(parts[name], definitions)) for name in KEPT_ELSEWHERE)
    return [
        {
            "id": name,
            "label": ctx.words.label(label_of(schema)),
            "limit": schema.get("maxLength", 0),
            "pattern": schema.get("pattern", ""),
        }
        for name, schema in found
    ]


def _attachments_label(ctx: Context) -> str:
    definitions = ctx.register.authority.change_schema["$defs"]
    part = definitions["request"]["properties"].get(FIELD)
    return ctx.words.label(label_of(dereference(part, definitions))) if part else ""


def _label(field: Field, ctx: Context) -> str:
    """Return a field's label; what it is a part of goes without saying on this page."""
    label = ctx.words.label(field.label)
    return label.rpartition(": ")[2] if len(field.pointer) > 1 else label


def _hints(ctx: Context) -> dict[str, str]:
    _ = ctx.words.translate
    return {
        "affected_assets": _(
            "Ids from the asset register, such as APP-0001; separate several with commas."
        ),
        "supersedes": _("The number of the request that this one replaces, such as RFC-2026-0001."),
    }


def _people(ctx: Context, meaning: OfficeMeaning) -> list[tuple[str, str]]:
    roles: Roles = ctx.register.authority.roles
    day = ctx.register.authority.office.day(ctx.now)
    offices = ctx.register.authority.sop.offices(meaning)
    people = dict.fromkeys(person for office in offices for person in roles.holders(office, day))
    return [(person, roles.name(person)) for person in people]


def _settings(ctx: Context, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return what the script reads: no more than what the page shows anyway."""
    office = ctx.register.authority.office
    offset, opening = office.zone.utcoffset(None), ctx.register.authority.sop.submission()
    definitions = ctx.register.authority.change_schema["$defs"]
    order = definitions["request"]["properties"]
    page = new_file_page(ctx.register.authority.raw_office)
    parts = {name: dereference(part, definitions) for name, part in order.items()}
    return {
        "office": office.name,
        "address": page.address if page else "",
        "signIn": page.sign_in if page else "",
        "limit": page.longest if page else 0,
        "header": HEADER,
        "opening": {"action": opening.name, "state": opening.target},
        "offset": int(offset.total_seconds() // 60),
        "taken": _highest_numbers(ctx),
        "order": list(order),
        "groups": {
            name: list(part["properties"])
            for name, part in parts.items()
            if part.get("type") == "object"
        },
        "fields": [
            {
                "id": field.id,
                "pointer": field.pointer,
                "kind": field.kind.value,
                "label": _label(field, ctx),
                "required": field.required,
                "completes": field.completes,
                "limit": field.limit,
                "pattern": field.pattern,
            }
            for field in fields
        ],
        "attachment": _attachment(ctx),
        "say": _sentences(ctx),
    }


def _highest_numbers(ctx: Context) -> dict[str, int]:
    """Return year → the highest number taken, as the page was built."""
    taken: dict[str, int] = {}
    for number in ctx.records:
        _, year, count = number.split("-")
        taken[year] = max(taken.get(year, 0), int(count))
    return taken


def _sentences(ctx: Context) -> dict[str, str]:
    page = new_file_page(ctx.register.authority.raw_office)
    _ = ctx.words.translate
    return {
        "empty": _("{label}: please fill this in."),
        "long": _("{label}: too long by {count} characters; at most {limit}."),
        "form": _("{label}: “{value}” does not have the right form."),
        "line": _("{label}: this must be one line."),
        "twice": _("{label}: “{value}” stands there twice."),
        "whole": _("{label}: belongs to the plan; fill it in, or leave the whole plan empty."),
        "attachment": _(
            "{label}: belongs to the attachment; fill it in, or remove the attachment."
        ),
        "digesting": _("The digest of {name} is being computed …"),
        "digested": _("The digest of {name} is filled in; the file was sent nowhere."),
        "undigested": _("{name} could not be read here; type its digest, as sha256sum shows it."),
        "day": _("{label}: there is no such day; write it like 2026-02-23."),
        "faulty": _("{count} fields still need your attention; the first is marked."),
        "ready": _("Everything is filled in."),
        "copied": _("Copied. Paste it into a new file named {path}."),
        "uncopied": _("Copying did not work here; mark the text in the preview and copy it."),
        "saved": _("Downloaded as {name}."),
        "too_long": _(
            "The text is too long for an address by {count} characters. Copy or download the file and add it in the repository as {path}."
        ),
        "opened": ctx.words.label(page.next_steps) if page else "",
        "draft": _("Draft kept in this browser only."),
        "cleared": _("The draft has been deleted."),
        "restored": _("Your draft from {time} has been put back."),
    }
