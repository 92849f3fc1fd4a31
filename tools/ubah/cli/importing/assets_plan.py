"""What a table of assets comes to, whether an office is there or is only being founded."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from types import MappingProxyType

from ubah.cli.assets.closing import AssetChange
from ubah.cli.importing.agreeing import Wanted
from ubah.cli.importing.reading import OpenTable
from ubah.core.diagnostics import CannotRun, Message, Value, msg
from ubah.core.importing.asset_edits import edited_asset
from ubah.core.importing.asset_fields import asset_fields
from ubah.core.importing.assets import AssetsRead, read_assets, required_fields, usual_values
from ubah.core.importing.columns import ASSET_COLUMNS
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_path
from ubah.core.reading.assets import Asset
from ubah.core.render import render
from ubah.edge.clone.drafting import Drafting
from ubah.edge.system import catalogues

ASSET_CHANGES: Mapping[str, Message] = MappingProxyType(
    {"add": msg("is added"), "update": msg("is changed"), "retire": msg("is retired")}
)


def wanted_of_assets(authority: Authority) -> Wanted:
    """Return what a table of assets is to give in this office."""
    fields = asset_fields(authority)
    required = required_fields(authority)
    return Wanted(fields, required, "name", ASSET_COLUMNS, authority, usual_values)


def read_asset_table(
    table: OpenTable, authority: Authority, there: Mapping[str, Asset], taken: Iterable[str]
) -> AssetsRead:
    """Return what the rows of an open table come to."""
    return read_assets(table.sheet, table.taken, table.rows, authority, there, taken)


def changes_of(
    read: AssetsRead, drafting: Drafting, texts: Mapping[str, bytes], *, update: bool
) -> tuple[AssetChange, ...]:
    """Return the changes of the register that the rows come to, in words of the office's language."""
    language = drafting.authority.office.language
    translate = catalogues.load(language)

    def words(message: Message) -> str:
        return render(message, translate, language)

    known = asset_fields(drafting.authority)

    def labels(names: Iterable[str]) -> tuple[Value, ...]:
        return tuple(known[name].label for name in names)

    dirty = drafting.repository.dirty_paths() if update else ()
    found = _changes(read, texts, words, labels, dirty, update=update)
    return tuple(sorted(found, key=lambda change: change.id))


def _changes(
    read: AssetsRead,
    texts: Mapping[str, bytes],
    words: Callable[[Message], str],
    labels: Callable[[Iterable[str]], tuple[Value, ...]],
    dirty: Container[str],
    *,
    update: bool,
) -> Iterator[AssetChange]:
    for row in read.new:
        intended = words(msg("Take over {name} into the register", name=str(row.data["name"])))
        yield AssetChange(row.id, "add", intended, row.file)
    for known in read.known:
        if known.differs and update:
            path = asset_path(known.id)
            _refuse_dirty(path, dirty)
            data = edited_asset(texts[path], path, known.differs)
            retires = known.differs.get("status") == "retired"
            intended = words(msg("Bring up to date: {fields}", fields=labels(known.differs)))
            yield AssetChange(known.id, "retire" if retires else "update", intended, data)


def _refuse_dirty(path: str, dirty: Container[str]) -> None:
    """What stands in the file and nobody is told of must not be signed along."""
    if path in dirty:
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )
