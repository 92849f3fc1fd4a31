"""`ubah asset`: an asset is added, changed or retired, by the closing steps of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import click

from ubah.cli.assets.closing import AssetChange, OpenRequest, close_with_assets, open_request
from ubah.cli.assets.fields import ask_changed, ask_new, given_fields
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.language import is_interactive, language_option, say
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, Message, Value, msg, told_at
from ubah.core.importing.asset_edits import edited_asset
from ubah.core.importing.asset_fields import (
    PREFIXES,
    USUAL,
    FreeIds,
    asset_data,
    asset_fields,
    asset_file,
    flat,
    refuse_no_id,
)
from ubah.core.lookalikes import plain_signs
from ubah.core.paths import asset_id, asset_path
from ubah.core.reading.assets import RETIRED, Asset, read_asset
from ubah.core.render import render
from ubah.edge.clone.asset_files import asset_texts, assets_there, taken_asset_ids
from ubah.edge.clone.drafting import Drafting, changed_assets
from ubah.edge.system import catalogues, disk

Command = TypeVar("Command", bound=Callable[..., Any])


def asset_options(command: Command) -> Command:
    """Add the options that all of these commands take."""
    options = (
        click.option("--rfc", default="", metavar="RFC", help="Request whose closing steps change the asset; default: the only one that may."),
        click.option("--set", "values", multiple=True, metavar="FIELD=VALUE", help="One field of the asset."),
        click.option("--intended", default="", help="What is meant to change, for the declaration."),
        click.option("--release", "release", multiple=True, metavar="FIELD=VALUE", help="What became of the release, such as outcome=released."),
        click.option("--more", is_flag=True, help="Further assets follow: only write the file, and let the last one close the request."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return language_option(key_options(command))


@click.group()
def asset() -> None:
    """Add an asset, change one or retire one, by the closing steps of a request."""


@asset.command()
@click.argument("number", metavar="[ID]", required=False, default="")
@asset_options
def add(number: str, values: tuple[str, ...], lang: str | None, **options: Any) -> None:
    """Add an asset; ID, such as SRV-0001, is the next free one of its class if it is left out.

    Two to six capital letters alone, such as SRV, choose how the id begins.
    """
    with open_drafting(options["key"], options["person"]) as drafting:
        request = _request(drafting, options)
        there = assets_there(drafting.root, drafting.authority)
        given = given_fields(values, drafting.authority)
        fields = {**USUAL, **ask_new(given, drafting.authority, lang)}
        ids = FreeIds((*taken_asset_ids(drafting.repository, drafting.reader), *there))
        own = plain_signs(number).strip().upper() or PREFIXES.get(str(fields["class"]), "AST")
        own = own if "-" in own else ids.next(own)
        refuse_no_id(own)
        if own in there:
            raise CannotRun(
                msg("{name} exists already, so it cannot be added", name=own),
                msg("to change it: ubah asset update {name}", name=own),
            )
        data = asset_file(asset_data(drafting.authority, {**fields, "id": own}))
        said = msg("Add {name}", name=str(fields["name"]))
        _close(drafting, request, (own, "add", data), said, options, lang)


@asset.command()
@click.argument("number", metavar="ID")
@asset_options
def update(number: str, values: tuple[str, ...], lang: str | None, **options: Any) -> None:
    """Change fields of the asset ID; comments and everything else in its file stay."""
    with open_drafting(options["key"], options["person"]) as drafting:
        request = _request(drafting, options)
        known, text = _known(drafting, number)
        fields = given_fields(values, drafting.authority)
        if not fields and not is_interactive():
            raise CannotRun(
                msg("nothing is said that changes"), msg("add: {options}", options="--set FIELD=…")
            )
        held = flat(known.data)
        fields = fields or ask_changed(held, drafting.authority, lang)
        changed = {name: value for name, value in fields.items() if held.get(name) != value}
        if not changed:
            raise CannotRun(
                msg("{name} is so already; nothing changes", name=known.id),
                msg("name a field that changes: --set FIELD=VALUE"),
            )
        data = edited_asset(text, asset_path(known.id), changed)
        said = msg("Bring up to date: {fields}", fields=_labels(changed, drafting))
        kind = "retire" if changed.get("status") == RETIRED else "update"
        _close(drafting, request, (known.id, kind, data), said, options, lang)


@asset.command()
@click.argument("number", metavar="ID")
@asset_options
def retire(number: str, values: tuple[str, ...], lang: str | None, **options: Any) -> None:
    """Retire the asset ID: it stays in the register, and is no longer in use."""
    with open_drafting(options["key"], options["person"]) as drafting:
        request = _request(drafting, options)
        known, text = _known(drafting, number)
        if known.data["status"] == RETIRED:
            raise CannotRun(
                msg("{name} is so already; nothing changes", name=known.id),
                msg("to change something else: ubah asset update {name}", name=known.id),
            )
        fields = {**given_fields(values, drafting.authority), "status": RETIRED}
        data = edited_asset(text, asset_path(known.id), fields)
        said = msg("Retire {name}", name=str(known.data["name"]))
        _close(drafting, request, (known.id, "retire", data), said, options, lang)


def _labels(fields: Iterable[str], drafting: Drafting) -> tuple[Value, ...]:
    known = asset_fields(drafting.authority)
    return tuple(known[name].label for name in fields)


def _request(drafting: Drafting, options: dict[str, Any]) -> OpenRequest | None:
    """Return the request whose steps close with the change; none is needed while more follows."""
    return None if options["more"] else open_request(drafting, options["rfc"])


def _known(drafting: Drafting, number: str) -> tuple[Asset, bytes]:
    own = plain_signs(number).strip().upper()
    there = assets_there(drafting.root, drafting.authority)
    if own not in there:
        raise CannotRun(
            msg("there is no asset {name}; there are: {known}", name=own, known=", ".join(there)),
            msg("to add one: ubah asset add"),
        )
    return there[own], asset_texts(drafting.root)[asset_path(own)]


def _close(
    drafting: Drafting,
    request: OpenRequest | None,
    made: tuple[str, str, bytes],
    said: Message,
    options: dict[str, Any],
    lang: str | None,
) -> None:
    """Write the asset alone, or land it with all others that were written so far by the request's steps."""
    own, kind, data = made
    path = asset_path(own)
    found, problems = read_asset(data, path, drafting.authority.assets)
    if found is None:
        first = problems[0]
        raise CannotRun(told_at(first.place, first.message), first.hint)
    if request is None:
        disk.write_atomically(drafting.root / path, data)
        say(msg("{path} is written, and not committed yet", path=path), lang)
        say(msg("the last one closes the request: ubah asset … without --more"), lang)
        return
    language = drafting.authority.office.language
    words = render(said, catalogues.load(language), language)
    since = _since_head(drafting, path, kind)
    also = _also_changed(drafting, found, path)
    if also:  # edited before, and told by nobody so far
        told = msg("Bring up to date: {fields}", fields=_labels(also, drafting))
        words = render(told, catalogues.load(language), language)
    change = AssetChange(own, since, options["intended"] or words, data)
    others = tuple(each for each in _written(drafting, language) if each.id != own)
    for each in others:
        along = msg("{asset} lands along: {what}", asset=each.id, what=each.intended)
        say(along, lang)
    changes = tuple(sorted((*others, change), key=lambda each: each.id))
    values = tuple(f"release.{each}" for each in options["release"])
    close_with_assets(drafting, request, changes, values, lang)


def _also_changed(drafting: Drafting, now: Asset, path: str) -> tuple[str, ...]:
    """Return the fields that differ from what is committed, where the file was edited before."""
    if path not in drafting.repository.dirty_paths():
        return ()
    was = _committed(drafting, path)
    before = read_asset(was, path, drafting.authority.assets)[0] if was is not None else None
    if before is None:
        return ()
    old, new = flat(before.data), flat(now.data)
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))


def _since_head(drafting: Drafting, path: str, kind: str) -> str:
    """Return what a change is against what is committed: an added asset that is edited is still added."""
    return kind if _committed(drafting, path) is not None else "add"


def _committed(drafting: Drafting, path: str) -> bytes | None:
    reader = drafting.reader
    tree = reader.commit(drafting.repository.resolve("HEAD")).tree
    blob = reader.store.lookup(tree, path)
    return reader.store.read(blob.oid, "blob") if blob else None


def _written(drafting: Drafting, language: str) -> Iterator[AssetChange]:
    """Yield the assets that are changed in the work tree and not committed: what --more wrote."""
    translate = catalogues.load(language)
    for path, data in changed_assets(drafting).items():
        was = _committed(drafting, path)
        asset_now, problems = read_asset(data, path, drafting.authority.assets)
        if asset_now is None:
            raise CannotRun(told_at(problems[0].place, problems[0].message), problems[0].hint)
        before = read_asset(was, path, drafting.authority.assets)[0] if was is not None else None
        retires = asset_now.data["status"] == RETIRED
        kind = "add" if was is None else "update"
        if before is not None and retires and before.data["status"] != RETIRED:
            kind = "retire"
        name = str(asset_now.data["name"])
        said = {
            "add": msg("Add {name}", name=name),
            "update": msg("Bring {name} up to date", name=name),
            "retire": msg("Retire {name}", name=name),
        }[kind]
        yield AssetChange(asset_id(path), kind, render(said, translate, language), data)
