"""What a set-up lacks, told with how to mend it (`ubah doctor`); the part that needs no forge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.health.policy import policy_symptoms
from ubah.core.health.symptoms import Condition, Symptom, good, lacking
from ubah.core.meanings import OfficeMeaning
from ubah.core.office.authority import Authority
from ubah.core.people.roles import HEADS, Roles
from ubah.core.register.reminders import endings
from ubah.core.sop import Sop


@dataclass(frozen=True)
class Setting:
    """What is known of an office from its clone and the tool that runs.

    ``outdated``: derived files of the forge that differ; ``absent``: its workflows that are missing;
    ``changed``: files of the release that differ here; ``restricted``: asset id or RFC number → restricted fields
    that hold something; ``keeps_line_feeds``: whether .gitattributes sees to it that every clone
    has the files with the line ends that are committed; ``pinned``: version and hash of the pinned tool, None where nothing is
    pinned; ``signer``: who the configured key belongs to, "" for nobody, None where none is set.
    """

    trust_root: str
    sample: bool
    signer: str | None
    running: str
    pinned: tuple[str, str] | None
    outdated: tuple[str, ...]
    absent: tuple[str, ...]
    changed: tuple[str, ...]
    restricted: Mapping[str, tuple[str, ...]]
    keeps_line_feeds: bool = True


ROOT = ("head", "superior")
"""Who proves changes of the authority files, whatever the process."""


def examine(
    authority: Authority, setting: Setting, day: date, of_the_forge: Iterable[Symptom] = ()
) -> tuple[Symptom, ...]:
    """Return what was found, office by office, key by key, file by file.

    ``of_the_forge``: what is to be said of the files here that the office's forge reads.
    """
    roles, sop = authority.roles, authority.sop
    forge = authority.raw_office.get("forge", {})
    on_forge = bool(forge)
    return (
        *_root(setting),
        *_offices(roles, sop, day, on_forge=on_forge, desk=authority.office.desk is not None),
        *_proofs(roles, sop, day, str(forge.get("host", "")), _desk_host(authority)),
        *(
            Symptom(
                Condition.ADVICE,
                msg("{person}: {what}", person=roles.name(one.person), what=one.message),
                msg("type: ubah roles, to see every period"),
            )
            for one in endings(roles, sop, day)
        ),
        *_signer(setting, roles),
        *_line_feeds(setting),
        *_forge_setting(forge),
        *_site_address(authority.raw_office),
        *of_the_forge,
        *policy_symptoms(authority),
    )


def _root(setting: Setting) -> Iterator[Symptom]:
    if setting.sample:
        hint = msg("make your own office: ubah init DIR")
        yield lacking(msg("this is the sample office; nothing in it is proved"), hint)
    elif setting.trust_root:
        yield good(msg("the trust root is {commit}", commit=setting.trust_root[:12]))
    else:
        yield lacking(
            msg("there is no trust root on main"),
            msg("commit roles.yaml on main, or fetch the whole history: git fetch --unshallow"),
        )


def _desk_host(authority: Authority) -> str:
    desk = authority.office.desk
    return desk.host if desk else ""


def _offices(roles: Roles, sop: Sop, day: date, *, on_forge: bool, desk: bool) -> Iterator[Symptom]:
    for office in _needed(sop):
        holders = roles.holders(office, day)
        if not holders:
            yield lacking(
                msg("nobody is {office} today", office=sop.roles[office]),
                msg(
                    "add a holding to roles.yaml, on a branch of its own, proved by the head or the superior"
                ),
            )
        else:
            yield good(
                msg("{office}: {people}", office=sop.roles[office], people=_names(roles, holders))
            )
    managing = sop.offices(OfficeMeaning.MANAGES)
    managers = {person for office in managing for person in roles.holders(office, day)}
    if len(managers) == 1:
        yield Symptom(
            Condition.ADVICE,
            msg(
                "there is only one change manager; the head judges requests that are the manager's own"
            ),
            msg("appoint a second one, so that absence does not stop the work"),
        )
    recorders = roles.holders("recorder", day)
    if on_forge and not recorders:
        yield lacking(
            msg("there is no recorder; reviews on the forge become no evidence"),
            msg(
                "make a key with ssh-keygen -t ed25519, add the recorder to roles.yaml; head and superior both prove that"
            ),
        )
    if desk and not recorders:
        yield lacking(
            msg("there is no recorder; nothing that is done at the desk can land"),
            msg(
                "make a key with ssh-keygen -t ed25519, add the recorder to roles.yaml; head and superior both prove that"
            ),
        )
    if not on_forge and not desk and recorders:
        yield Symptom(
            Condition.ADVICE,
            msg("there is a recorder, but office.yaml names no forge"),
            msg("add forge to office.yaml, or end the recorder's holding"),
        )


def _needed(sop: Sop) -> tuple[str, ...]:
    """Return the offices that somebody has to hold, so that every step has a taker."""
    acting = (office for action in sop.actions.values() for office in action.by)
    own = (*sop.offices(OfficeMeaning.MANAGES), *sop.offices(OfficeMeaning.REQUESTS), *acting)
    needed = dict.fromkeys((*ROOT, *own))
    return tuple(office for office in needed if office in sop.roles and office not in HEADS[1:])


def _proofs(roles: Roles, sop: Sop, day: date, host: str, desk: str) -> Iterator[Symptom]:
    """Everyone in office needs a key, or an account on its forge or desk, that is valid today."""
    incomplete = False
    people = dict.fromkeys(p for office in sop.roles for p in roles.holders(office, day))
    for person in people:
        known, held = roles.persons[person], roles.offices_of(person, day)
        offices = tuple(sop.roles[office] for office in held)
        signs = any(key.period.covers(day) for key in known.keys)
        approves = "recorder" not in held and any(
            own.period.covers(day) and own.forge == host for own in known.accounts
        )
        comes = any(own.period.covers(day) and own.forge == desk for own in known.accounts)
        if not signs and not approves and not comes:
            incomplete = True
            yield lacking(
                msg(
                    "{person} ({offices}) has no valid key or account and can prove nothing",
                    person=known.name,
                    offices=offices,
                ),
                msg(
                    "let the owner make a key: ubah key request {person}; once the line has come: ubah key add {person}",
                    person=person,
                ),
            )
        elif host and not approves and "recorder" not in held:
            yield Symptom(
                Condition.ADVICE,
                msg(
                    "{person} ({offices}) has no account on {host} and can only sign, not approve there",
                    person=known.name,
                    offices=offices,
                    host=host,
                ),
                msg(
                    "by its number, proved by the person's own key: ubah account add {person}",
                    person=person,
                ),
            )
    if not incomplete:
        yield good(msg("everyone in office can prove who they are"))


def _signer(setting: Setting, roles: Roles) -> Iterator[Symptom]:
    if setting.signer is None:
        yield Symptom(
            Condition.ADVICE,
            msg("no key to sign with is set in this clone"),
            msg("name a key: --key FILE, or once: git config user.signingKey FILE"),
        )
    elif not setting.signer:
        yield lacking(
            msg("the key that this clone signs with is nobody's in roles.yaml"),
            msg("name your own key: git config user.signingKey FILE"),
        )
    else:
        yield good(msg("this clone signs as {person}", person=roles.name(setting.signer)))


def _line_feeds(setting: Setting) -> Iterator[Symptom]:
    if setting.keeps_line_feeds:
        yield good(msg("every clone gets the files with the line ends that are committed"))
        return
    yield Symptom(
        Condition.ADVICE,
        msg(
            ".gitattributes does not say which line ends the files have, so a clone on Windows gets other ones"
        ),
        msg(
            "add a line to .gitattributes, on a branch of its own, proved by a change manager or the head: * text=auto eol=lf"
        ),
    )


def _forge_setting(forge: Mapping[str, Any]) -> Iterator[Symptom]:
    if not forge:
        yield Symptom(
            Condition.UNKNOWN,
            msg(
                "office.yaml names no forge; whether the server has the pre-receive hook can't be seen from a clone"
            ),
            msg(
                "on the server, type: ubah hook install DIR --root COMMIT; where all is well, nothing changes"
            ),
        )
    elif not forge.get("repository"):
        yield lacking(
            msg("office.yaml does not say which repository on the forge is the office's"),
            msg("add to office.yaml, under forge: repository: owner/name"),
        )
    else:
        yield good(
            msg(
                "the forge is {host}, the repository {repository}",
                host=str(forge["host"]),
                repository=str(forge["repository"]),
            )
        )


def _site_address(office: Mapping[str, Any]) -> Iterator[Symptom]:
    if not office.get("site_url"):
        yield Symptom(
            Condition.ADVICE,
            msg(
                "office.yaml does not say where the register is published: forms bear no QR code, and links in the calendar, the feed and a page that is not found lead nowhere"
            ),
            msg("add to office.yaml: site_url: https://…; the head proves the change"),
        )


def _names(roles: Roles, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(roles.name(person) for person in people)
