"""Changes of the asset register that land as they must: declared and made by the closing steps of a request.

Step 12 declares which assets change, step 13 changes them, exactly those: both are appended and
committed together with the files, if the judge accepts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ubah.cli.asking.inputs import evidence_of
from ubah.cli.asking.prompts import Prompts
from ubah.cli.changes.drafting import names_known, put
from ubah.cli.language import is_interactive, language_of
from ubah.core.diagnostics import CannotRun, Label, Message, Place, msg
from ubah.core.guards.asked import release_by_schedule
from ubah.core.guards.ways import way_to
from ubah.core.lookalikes import plain_signs
from ubah.core.meanings import Meaning
from ubah.core.model import Progress
from ubah.core.paths import asset_path, record_id
from ubah.core.reading.journal import declared_assets, stated_release
from ubah.core.sop import Action, Sop
from ubah.edge.clone.drafting import Drafting, append_steps, progress_of
from ubah.edge.clone.work_files import work_files
from ubah.edge.clone.workspace import read_record


@dataclass(frozen=True)
class AssetChange:
    """An asset that changes: ``change`` is add, update or retire, ``data`` the file as it then is."""

    id: str
    change: str
    intended: str
    data: bytes

    @property
    def path(self) -> str:
        """Where the file is kept."""
        return asset_path(self.id)


@dataclass(frozen=True)
class OpenRequest:
    """A request whose asset register may change now."""

    number: str
    path: str
    data: bytes
    progress: Progress


def open_request(drafting: Drafting, said: str) -> OpenRequest:
    """Return the request that is to change the register: the one named, or the only one that may.

    Raises:
        CannotRun: if it may not yet, or any more; what is to be done first is said.
    """
    declares = drafting.authority.sop.taking(Meaning.DECLARES_ASSETS)
    if said:
        number = plain_signs(said).strip().upper()
        path, data = read_record(drafting.root, number)
        progress = progress_of(drafting.authority, path, data)
        if not any(action.leads_from(progress.state) for action in declares):
            raise _not_yet(number, progress.state, drafting.authority.sop)
        return OpenRequest(number, path, data, progress)
    found = [each for each in _records(drafting) if _may(each, declares)]
    if len(found) == 1:
        return found[0]
    if found:
        known = ", ".join(each.number for each in found)
        raise CannotRun(
            msg("several requests may change the asset register now: {known}", known=known),
            msg("name one: --rfc {number}", number=found[0].number),
        )
    raise CannotRun(
        msg("no request has come to the step at which the asset register changes (step 12)"),
        msg(
            "begin with a request: ubah new; ubah next shows what each one waits for; for a stock-take: ubah import assets FILE --write"
        ),
    )


def _may(request: OpenRequest, declares: tuple[Action, ...]) -> bool:
    return any(action.leads_from(request.progress.state) for action in declares)


def _records(drafting: Drafting) -> list[OpenRequest]:
    files = work_files(drafting.root)
    found = files.read({path for path in files.names() if record_id(path)})
    return [
        OpenRequest(record_id(path), path, data, progress_of(drafting.authority, path, data))
        for path, data in found.items()
    ]


def _not_yet(number: str, state: str, sop: Sop) -> CannotRun:
    label = sop.states[state].label if state in sop.states else Label("?", "?")
    message = msg(
        "{record} stands at “{state}”; its asset register does not change there",
        record=number,
        state=label,
    )
    way = way_to(sop, state, Meaning.DECLARES_ASSETS)
    if way is None:
        return CannotRun(message, msg("make a new request for it: ubah new"))
    steps = tuple(Label(f"{a.name} ({a.label.id})", f"{a.name} ({a.label.en})") for a in way)
    return CannotRun(
        message,
        msg(
            "first take, each by who may: {steps}; type: ubah advance {record} {first}",
            steps=steps,
            record=number,
            first=way[0].name if way else "",
        ),
    )


def close_with_assets(
    drafting: Drafting,
    request: OpenRequest,
    changes: tuple[AssetChange, ...],
    values: tuple[str, ...],
    lang: str | None,
    notes: tuple[Message, ...] = (),
) -> None:
    """Declare the changes, make them, and commit it all on the request's branch, if the judge accepts it.

    ``values`` are further fields of the declaration, as behind ``--set``.
    """
    sop = drafting.authority.sop
    declares, updates = (
        sop.taking(meaning)[0] for meaning in (Meaning.DECLARES_ASSETS, Meaning.UPDATES_ASSETS)
    )
    evidence: dict[str, dict[str, Any]] = {updates.name: {}}
    actions: tuple[str, ...] = (updates.name,)
    told = {change.id: change.change for change in changes}
    declared = declared_assets(request.progress)
    if values or declared != told or not updates.leads_from(request.progress.state):
        actions = (declares.name, updates.name)
        given = evidence_of(drafting.authority, (declares.name,), None, values)[declares.name]
        release = release_by_schedule(request.progress)
        if release and "release" not in given:
            given["release"] = release
        given["assets"] = [
            {"id": each.id, "change": each.change, "intended": each.intended} for each in changes
        ]
        if "release" not in given and stated_release(request.progress) is None:
            given = _asked(drafting, declares, given, lang)
        evidence[declares.name] = given
    data = append_steps(drafting, request.number, actions, evidence)
    files = {request.path: data, **{change.path: change.data for change in changes}}
    message = f"{request.number}: {', '.join(actions)}\n"
    place = Place(record=request.number)
    own = {"--set release.": "--release "}
    put(drafting, request.number, files, message, lang, lambda _: place, notes, own)


def _asked(
    drafting: Drafting, action: Action, given: dict[str, Any], lang: str | None
) -> dict[str, Any]:
    """Ask what became of the release, which step 12 must know; without a terminal the judge says so."""
    release = action.evidence.get("release")
    if release is None or not is_interactive():
        return given
    form = Prompts(drafting.authority, names_known(drafting), language_of(lang))
    title = f"{release.label.id} / {release.label.en}"
    return {**given, "release": form.ask({**release.schema, "title": title})}
