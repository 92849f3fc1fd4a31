"""Honest landings that change the office itself: people, keys, accounts, offices, settings, prose."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import yaml

from sop.journals import at_minute
from torture.commits import ACCOUNTS, NEWCOMER, REGULAR, SECOND_KEYS, World, public_key
from torture.landing_oracle import digest
from torture.plans import Draft, Plan, Vouch
from torture.world import account
from ubah.core.reading.writing import dump

Times = Mapping[str, tuple[datetime, ...]]
HOLDERS = ("pemohon-1", "pemohon-2", "pengelola-1", "pengelola-2", "kepala", "plh-kepala")


def prose(world: World, times: Times, minute: float, pick: random.Random) -> Plan:
    """Somebody in office writes prose, or somebody entitled a tool."""
    path = pick.choice(("README.md", "docs/panduan.md", "tools/alat.py", "arsip/alat.py"))
    text = f"Kantor {pick.randint(1, 999)}.\n".encode()
    signer = pick.choice(("pemohon-1", "kepala", "pengelola-1", "sekda"))
    tree = {**world.tip.tree, path: (REGULAR, text)}
    return proved(tree, [signer], world, minute, pick)


def office(world: World, times: Times, minute: float, pick: random.Random) -> Plan:
    """The head or the superior changes the office's settings."""
    settings: dict[str, Any] = yaml.load(world.tip.tree["office.yaml"][1], yaml.CSafeLoader)
    start = at_minute(minute) + timedelta(days=2)
    window = {"start": start.isoformat(), "end": (start + timedelta(days=1)).isoformat()}
    match pick.choice(("late", "late", "freeze", "name")):
        case "late":
            settings["late_entry_hours"] = pick.choice((1, 12, 48))
        case "freeze":
            settings["freeze_windows"] = [{**window, "reason": "Lelang besar."}]
        case "name":
            settings["government"] = f"Kabupaten {pick.randint(1, 99)}"
    tree = {**world.tip.tree, "office.yaml": (REGULAR, dump(settings).encode())}
    return proved(tree, [pick.choice(("kepala", "sekda"))], world, minute, pick)


def roles(world: World, times: Times, minute: float, pick: random.Random) -> Plan | None:
    """People, keys, accounts and offices come, change and end, with whose proofs that needs."""
    data: dict[str, Any] = yaml.load(world.tip.tree["roles.yaml"][1], yaml.CSafeLoader)
    moment = at_minute(minute)
    start = (moment + timedelta(days=pick.choice((0, 1)))).date().isoformat()
    later = (moment + timedelta(days=pick.choice((3, 30)))).date().isoformat()
    people = pick.choice(CHANGES)(data, start, later, pick)
    if people is None:
        return None
    tree = {**world.tip.tree, "roles.yaml": (REGULAR, dump(data).encode())}
    return proved(tree, people, world, minute, pick)


def _appoint(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    role = pick.choice(("requester", "change_manager"))
    data["roles"][role].append({"person": pick.choice(HOLDERS[:5]), "from": start})
    return [pick.choice(("kepala", "sekda"))]


def _acting(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    row = {"person": pick.choice(("plh-kepala", "pengelola-1")), "from": start, "until": later}
    letter = f"800/{pick.randint(2, 99)}/Plt/2026"
    data["roles"]["acting_head"].append(
        {**row, "letter": letter, "kind": "plt", "signatory": pick.choice(("sekda", "kepala"))}
    )
    return ["kepala"]


def _end(data: Any, start: str, later: str, pick: random.Random) -> list[str] | None:
    rows = [row for row in data["roles"]["requester"] if "until" not in row][1:]
    if not rows:
        return None
    pick.choice(rows)["until"] = later
    return ["kepala"]


def _second_key(data: Any, start: str, later: str, pick: random.Random) -> list[str] | None:
    new = [key for key in SECOND_KEYS[1:] if len(data["persons"][key[:-2]]["keys"]) == 1]
    if not new:
        return None
    key = pick.choice(new)
    data["persons"][key[:-2]]["keys"].append({"key": public_key(key), "from": start})
    return [key[:-2], pick.choice(("kepala", "sekda"))]


def _newcomer(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    """Somebody new, then their first key: nobody's own proof is there yet to be asked for."""
    if NEWCOMER not in data["persons"]:
        data["persons"][NEWCOMER] = {"name": "Pegawai Baru", "title": "Pegawai"}
    else:
        person = data["persons"][NEWCOMER]
        had = "keys" in person
        person.setdefault("keys", []).append(
            {"key": public_key(f"{NEWCOMER}+{len(person['keys'])}"), "from": start}
        )
        if had:
            return ["sekda"]
    return ["kepala"]


def _superior(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    """A second superior, or the end of one's time: by head and superior both."""
    rows = data["roles"]["superior"]
    if pick.random() < 0.5 and "until" not in rows[0]:
        rows[0]["until"] = (datetime.fromisoformat(later) + timedelta(days=300)).date().isoformat()
    else:
        rows.append({"person": pick.choice(("plh-kepala", NEWCOMER)), "from": later})
        data["persons"].setdefault(NEWCOMER, {"name": "Pegawai Baru", "title": "Pegawai"})
    return pick.choice((["kepala", "sekda"], ["sekda", "kepala"]))


def _recorder(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    """Another recorder, a second key for the one there is, or a day on which it ends."""
    rows, person = data["roles"]["recorder"], data["persons"]["pencatat"]
    match pick.choice(("end", "key")):
        case "end" if "until" not in rows[0]:
            end = datetime.fromisoformat(later) + timedelta(days=200)
            rows[0]["until"] = end.date().isoformat()
        case _:
            key = public_key(f"pencatat+{len(person['keys'])}")
            person["keys"].append({"key": key, "from": start})
    return ["kepala", "sekda"]


def _renamed(data: Any, start: str, later: str, pick: random.Random) -> list[str]:
    who = pick.choice(("pemohon-1", "pengelola-1", "sekda"))
    data["persons"][who]["name"] += " S.Kom."
    return ["sekda", "kepala"] if who == "sekda" else [who, "kepala"]


def _account(data: Any, start: str, later: str, pick: random.Random) -> list[str] | None:
    if len(data["persons"]["pemohon-2"]["accounts"]) > 1:
        return None
    row = {**account("pemohon-2", start), "id": ACCOUNTS["pemohon-2"] + 1000}
    data["persons"]["pemohon-2"]["accounts"].append(row)
    return ["pemohon-2", "kepala"]


CHANGES = (
    *(_appoint, _appoint, _acting, _end, _second_key, _newcomer, _newcomer, _superior),
    *(_recorder, _renamed, _account),
)


def key_of(person: str, moment: datetime, pick: random.Random) -> str:
    """Return a key that is the person's then; while two are valid, either."""
    if person != "pengelola-1":
        return person
    keys = [person] * (moment < at_minute(4.6 * 24 * 60))
    keys += ["pengelola-1+2"] * (moment >= at_minute(1.7 * 24 * 60))
    return pick.choice(keys or [person])


def proved(
    tree: dict[str, Any], people: list[str], world: World, minute: float, pick: random.Random
) -> Plan:
    """Land a tree: signed and assented to by these people, or reviewed by them on the forge."""
    moment, landed = at_minute(minute), at_minute(minute + pick.choice((1, 60)))
    right = digest(world.tip.tree, tree)
    if pick.random() < 0.25:
        plan = [Draft(tree, [world.tip.oid], moment, pick.choice(("", "pemohon-2")))]
        vouches = [Vouch("review", who, 0, world.tip.oid, moment, right) for who in people]
        parents: list[str | int] = [world.tip.oid, 0]
        if pick.random() < 0.4:
            del parents[1], plan[0]
            vouches = [
                Vouch("review", w, world.tip.oid, world.tip.oid, moment, right) for w in people
            ]
        return [*plan, Draft(tree, parents, landed, "pencatat", vouches=vouches)]
    plan = [Draft(tree, [world.tip.oid], moment, key_of(people[0], moment, pick))]
    words = f"Setuju\n\nUbah-Assent: {right}\n"
    for person in people[1:]:
        plan.append(Draft(tree, [len(plan) - 1], moment, key_of(person, moment, pick), words))
    signer = pick.choice(("pengelola-1+2", "kepala", "pemohon-1", "pencatat", ""))
    return [*plan, Draft(tree, [world.tip.oid, len(plan) - 1], landed, signer)]
