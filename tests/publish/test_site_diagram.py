from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

from ubah.core.diagnostics import Basis, Label
from ubah.core.meanings import PLACE_BY_NAME as PLACES
from ubah.core.register.views import Register
from ubah.core.sop import State
from ubah.edge.system import catalogues
from ubah.publish.drawings.diagram import Path, diagram, edges_of, middle_of
from ubah.publish.drawings.picture import STYLE
from ubah.publish.words.language import Words

SVG = "{http://www.w3.org/2000/svg}"


def _draw(register: Register, path: Path | None = None) -> ET.Element:
    words = Words("id", str, register.authority.office.zone)
    return ET.fromstring(diagram(register.authority.sop, words, path))  # noqa: S314 - our own output


def test_it_holds_every_state_and_every_action(register: Register) -> None:
    svg, sop = _draw(register), register.authority.sop
    assert {part.get("data-state") for part in svg.iter() if part.get("data-state")} == set(
        sop.states
    )
    drawn = {name for part in svg.iter() for name in part.get("data-actions", "").split()}
    assert drawn == set(sop.actions)


def test_it_shows_their_labels(register: Register) -> None:
    words = Words("id", catalogues.load("id"), register.authority.office.zone)
    svg = ET.fromstring(diagram(register.authority.sop, words))  # noqa: S314 - our own output
    shown = " ".join("".join(part.itertext()) for part in svg.iter(f"{SVG}text"))
    parts = set(shown.split())
    sop = register.authority.sop
    for label in [row.label for row in (*sop.states.values(), *sop.actions.values())]:
        assert all(word in parts for word in label.id.split())


def test_it_is_an_image_with_a_name_and_a_description(register: Register) -> None:
    svg = _draw(register)
    assert svg.get("role") == "img"
    assert "Pengelolaan Perubahan dan Rilis" in str(svg.findtext(f"{SVG}title"))
    assert "Diajukan → Ditolak: Tolak Permintaan." in str(svg.findtext(f"{SVG}desc"))


def test_only_what_was_taken_stands_out(register: Register) -> None:
    path = Path(
        frozenset({("", "submit"), ("submitted", "reject")}),
        frozenset({"", "submitted", "rejected"}),
        "rejected",
    )
    svg = _draw(register, path)
    taken = [part for part in svg.iter() if "ub-taken" in part.get("class", "").split()]
    assert sorted(part.get("data-actions", "") for part in taken) == ["reject", "submit"]
    current = [part for part in svg.iter() if "ub-current" in part.get("class", "").split()]
    assert [part.get("data-state") for part in current] == ["rejected"]


def test_what_was_not_taken_is_as_legible_as_the_rest() -> None:
    """Faded, its labels fell below the contrast that WCAG asks for."""
    assert "opacity" not in STYLE


def test_the_head_of_an_arrow_that_was_taken_has_its_colour(register: Register) -> None:
    path = Path(frozenset({("", "submit")}), frozenset({"", "submitted"}), "submitted")
    heads = {
        group.get("data-actions"): line.get("marker-end")
        for group in _draw(register, path).iter(f"{SVG}g")
        for line in group.iter(f"{SVG}path")
    }
    assert heads["submit"] == "url(#ub-arrow-taken)"
    assert heads["accept"] == "url(#ub-arrow)"


def test_it_tells_where_on_a_narrow_screen_to_look(register: Register) -> None:
    sop = register.authority.sop
    main = middle_of(sop)
    assert f'data-ub-middle="{main}"' in str(
        diagram(sop, Words("id", str, register.authority.office.zone))
    )
    assert (
        middle_of(sop, Path(current="rejected")) > main > middle_of(sop, Path(current="withdrawn"))
    )


def test_of_two_actions_on_one_arrow_only_the_taken_one_stands_out(register: Register) -> None:
    path = Path(frozenset({("asset_update", "update_assets")}), frozenset({"closed"}), "closed")
    svg = _draw(register, path)
    shown = " ".join(
        str(part.text) for part in svg.iter(f"{SVG}text") if "ub-on" in part.get("class", "")
    )
    assert "Perbarui" in shown
    assert "Tidak" not in shown


def test_a_state_that_it_does_not_know_gets_a_place(register: Register) -> None:
    sop = register.authority.sop
    extra = State("paused", Label("Ditunda", "Paused"), False, Basis.LOCAL)
    withdraw = replace(sop.actions["withdraw"], name="pause", target="paused")
    larger = replace(
        sop,
        states={**sop.states, "paused": extra},
        actions={**sop.actions, "pause": withdraw},
    )
    svg = diagram(larger, Words("id", str, register.authority.office.zone))
    assert 'data-state="paused"' in svg
    assert "Ditunda" in svg


def test_boxes_do_not_overlap() -> None:
    places = sorted(PLACES.values())
    assert len(set(places)) == len(places)
    assert all(one <= other for one, other in pairwise(places))


def test_arrows_start_and_end_at_boxes(register: Register) -> None:
    lines = [str(part.get("d")) for part in _draw(register).iter(f"{SVG}path")]
    arrows = [line for line in lines if not line.endswith("z")]
    assert len(arrows) == len(edges_of(register.authority.sop))
    assert all(re.fullmatch(r"M[-\d. ]+(?:[HVhv][-\d.]+)+", line) for line in arrows)
