"""The authority files as one unit: roles, office, SOP and schemas of one commit (rule 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ubah.core.diagnostics import (
    Basis,
    CannotRun,
    Finding,
    Message,
    Place,
    Severity,
    error,
    indeterminate,
    msg,
)
from ubah.core.json_schema.metaschema import UnusableSchema
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.office.schema_files import (
    mapping_of,
    process_of,
    read_schema_file,
    sop_findings,
    validator_of,
)
from ubah.core.office.sop_names import name_findings
from ubah.core.paths import (
    ARCHIVE_SCHEMA,
    AUTHORITY_FILES,
    OFFICE,
    READ_AS_AUTHORITY,
    ROLES,
    SCHEMA_FILES,
    SCHEMAS,
    SOP,
)
from ubah.core.people.office import AUTHORITY_BY_SIGNATURE, Office, build_office
from ubah.core.people.roles import Roles, build_roles, fingerprint
from ubah.core.reading.failing import judge_failed
from ubah.core.reading.records import RecordSchemas
from ubah.core.reading.relied_on import IN_AUTHORITY, missing
from ubah.core.reading.schema import SCHEMA_HINT, schema_findings
from ubah.core.rules.authority import CREDENTIAL_BELONGS_TO_PERSON, EDITION_TO_COME, RECORDER_ONLY
from ubah.core.rules.contents import AUTHORITY_UNUSABLE, ROLES_CONTRADICTION
from ubah.core.sop import Sop
from ubah.core.strict_yaml.document import Document
from ubah.core.strict_yaml.source import parse

EDITION = 2
"""The newest edition of the rules that this tool knows (rule 13)."""

_ANOTHER_FORM = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)
"""What a schema of another form than JSON Schema's comes to, when it is read."""

LAST = "9999"  # later than every day, as text
PERIOD_HINT = msg("correct from or until; both days are inclusive")


@dataclass(frozen=True)
class Authority:
    """All that a landing is judged by."""

    roles: Roles
    office: Office
    sop: Sop
    records: RecordSchemas
    assets: SchemaValidator
    change_schema: Mapping[str, Any]
    asset_schema: Mapping[str, Any]
    roles_schema: Mapping[str, Any]
    raw_roles: Mapping[str, Any]
    raw_office: Mapping[str, Any]
    archived: SchemaValidator | None = None
    """By what archived requests are judged; an office that has not taken up the schema has no archive."""
    archive_schema: Mapping[str, Any] = field(default_factory=dict)


def build_authority(files: Mapping[str, bytes]) -> tuple[Authority | None, tuple[Finding, ...]]:
    """Build the authority from the bytes of its files, or say why it cannot be used."""
    missing = [path for path in AUTHORITY_FILES if path not in files]
    if missing:
        hint = msg("put the file back: git checkout <commit> -- {path}", path=missing[0])
        message = msg("the authority file is missing")
        return None, tuple(
            error(AUTHORITY_UNUSABLE, Place(path), message, hint) for path in missing
        )
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for path in (each for each in READ_AS_AUTHORITY if each in files):
        read = read_schema_file if path.startswith(SCHEMAS) else parse
        document, problems = read(files[path], path)
        findings += problems
        if document is not None:
            documents[path] = document
    if findings:
        return None, tuple(findings)
    return _assemble(files, documents[ROLES], documents[OFFICE])


def _assemble(
    files: Mapping[str, bytes], roles: Document, office: Document
) -> tuple[Authority | None, tuple[Finding, ...]]:
    validators: dict[str, SchemaValidator] = {}
    findings: list[Finding] = []
    known = dict(SCHEMA_FILES)
    if ARCHIVE_SCHEMA in files:
        known["archived"] = ARCHIVE_SCHEMA
    for name, path in known.items():
        try:
            validators[name] = validator_of(files[path], path)
        except (UnusableSchema, CannotRun, *_ANOTHER_FORM) as problem:
            reason = (
                problem.message
                if isinstance(problem, (UnusableSchema, CannotRun))
                else str(problem)
            )
            findings.append(
                error(
                    AUTHORITY_UNUSABLE,
                    Place(path),
                    msg("this is no JSON Schema: {reason}", reason=reason),
                    SCHEMA_HINT,
                )
            )
    if findings:
        return None, tuple(findings)
    findings += schema_findings(validators["roles"], roles, Place(ROLES))
    findings += schema_findings(validators["office"], office, Place(OFFICE))
    findings += sop_findings(files[SOP], files[SCHEMA_FILES["sop"]])
    if findings:
        return None, tuple(findings)
    try:
        authority = replace(
            _build(files, roles, office, validators["asset"]),
            archived=validators.get("archived"),
            archive_schema=_archive_schema(files),
        )
        inconsistent = (*name_findings(authority.sop), *_roles_problems(authority, roles))
    except (UnusableSchema, CannotRun) as problem:
        return None, (_lacking(SOP, problem.message),)
    except Exception as problem:
        values = {ROLES: roles.value, OFFICE: office.value, SOP: mapping_of(files[SOP], SOP)}
        lacking = tuple(
            _lacking(path, f"{path}: {each}")
            for path, value in values.items()
            for each in missing(IN_AUTHORITY[path], value)
        )
        return None, lacking or (judge_failed(Place(SOP), problem),)
    inconsistent = (
        *inconsistent,
        *_desk_problems(authority, office),
        *_edition_problem(authority, office),
    )
    unusable = any(finding.severity is not Severity.DEVIATION for finding in inconsistent)
    return (None if unusable else authority), inconsistent


def _lacking(path: str, problem: str | Message) -> Finding:
    message = msg("the schemas or the SOP lack what the tool needs: {problem}", problem=problem)
    return error(AUTHORITY_UNUSABLE, Place(path), message, SCHEMA_HINT)


def _desk_problems(authority: Authority, document: Document) -> Iterator[Finding]:
    """The desk is no forge, and what it leaves to signatures has to be there (office.yaml)."""
    desk = authority.office.desk
    if desk is None:
        return
    place = Place(OFFICE, document.position(("desk",)))
    if desk.host == authority.raw_office.get("forge", {}).get("host"):
        message = msg("{host} is the forge and the desk at once", host=desk.host)
        hint = msg("give the desk an address of its own: accounts there are no accounts here")
        yield error(AUTHORITY_UNUSABLE, place, message, hint)
    known = {AUTHORITY_BY_SIGNATURE, *authority.sop.actions}
    for name in sorted(desk.signature_for - known):
        message = msg("signature_for: {name} is no action of the SOP", name=name)
        hint = msg("possible here: {known}", known=", ".join(sorted(known)))
        yield error(AUTHORITY_UNUSABLE, place, message, hint)


def _edition_problem(authority: Authority, document: Document) -> Iterator[Finding]:
    """An office that has raised `rules` beyond this tool is not judged by fewer rules (rule 13)."""
    if authority.office.rules > EDITION:
        message = msg(
            "the office goes by edition {wanted} of the rules; this tool knows them up to {known}",
            wanted=authority.office.rules,
            known=EDITION,
        )
        hint = msg("install a newer release of ubah, or put rules back before it lands")
        place = Place(OFFICE, document.position(("rules",)))
        yield indeterminate(EDITION_TO_COME, place, message, hint)


def _build(
    files: Mapping[str, bytes], roles: Document, office: Document, assets: SchemaValidator
) -> Authority:
    process = process_of(files[SOP], files[SCHEMA_FILES["change"]])
    raw_roles, raw_office = _mapping(roles), _mapping(office)
    return Authority(
        roles=build_roles(raw_roles),
        office=build_office(raw_office),
        sop=process.sop,
        records=process.records,
        assets=assets,
        change_schema=process.change_schema,
        asset_schema=_schema(files, "asset"),
        roles_schema=_schema(files, "roles"),
        raw_roles=raw_roles,
        raw_office=raw_office,
    )


def _schema(files: Mapping[str, bytes], name: str) -> Mapping[str, Any]:
    return mapping_of(files[SCHEMA_FILES[name]], SCHEMA_FILES[name])


def _archive_schema(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    return mapping_of(files[ARCHIVE_SCHEMA], ARCHIVE_SCHEMA) if ARCHIVE_SCHEMA in files else {}


def _mapping(document: Document) -> Mapping[str, Any]:
    if not isinstance(document.value, dict):
        raise TypeError("not a mapping")
    return document.value


def _roles_problems(authority: Authority, document: Document) -> Iterator[Finding]:
    """Contradictions in roles.yaml that no schema can see (rule 6)."""
    roles, place = authority.roles, Place(ROLES)
    people = authority.raw_roles["persons"]
    for role, rows in authority.raw_roles["roles"].items():
        for index, row in enumerate(rows):
            where = place.at(document.position(("roles", role, index)))
            for person in (row["person"], row.get("signatory")):
                if person and person not in people:
                    message = msg("{person} is not among the persons", person=person)
                    hint = msg("add {person} under persons, or correct the id", person=person)
                    yield error(ROLES_CONTRADICTION, where, message, hint)
            if "until" in row and row["until"] < row["from"]:
                yield error(
                    ROLES_CONTRADICTION, where, msg("it ends before it begins"), PERIOD_HINT
                )
            signatory = row.get("signatory")
            if signatory and (signatory == row["person"] or not _may_appoint(roles, signatory)):
                message = msg(
                    "{person} cannot sign this letter; the head or the superior does",
                    person=signatory,
                )
                hint = msg("write as signatory who signed the letter: the head or the superior")
                yield error(ROLES_CONTRADICTION, where, message, hint, Basis.READING)
            if role != "recorder" and roles.ever_held(row["person"], "recorder"):
                yield error(
                    RECORDER_ONLY,
                    where,
                    msg(
                        "{person} is the recorder and can hold no other office",
                        person=row["person"],
                    ),
                    msg("give the office to another person"),
                )
    owners: dict[object, list[tuple[str, Mapping[str, Any]]]] = {}
    for name, person in people.items():
        for kind in ("keys", "accounts"):
            for index, row in enumerate(person.get(kind, ())):
                where = place.at(document.position(("persons", name, kind, index)))
                yield from _credential_problems(name, row, where, owners)


def _may_appoint(roles: Roles, person: str) -> bool:
    """Whether the person ever was head or superior, who appoint an acting head by letter."""
    return any(roles.ever_held(person, role) for role in ("head", "superior"))


def _credential_problems(
    name: str,
    row: Mapping[str, Any],
    place: Place,
    owners: dict[object, list[tuple[str, Mapping[str, Any]]]],
) -> Iterator[Finding]:
    if "until" in row and row["until"] < row["from"]:
        yield error(ROLES_CONTRADICTION, place, msg("it ends before it begins"), PERIOD_HINT)
    if "key" in row:
        try:
            identity: object = fingerprint(row["key"])
        except ValueError:
            hint = msg("paste the line that ssh-keygen wrote into the .pub file")
            yield error(
                ROLES_CONTRADICTION, place, msg("this is no OpenSSH public key"), hint, Basis.FORMAT
            )
            return
    else:
        identity = (row["forge"], row["id"])
    for owner, earlier in owners.setdefault(identity, []):
        if owner != name:
            message = msg(
                "this key or account is {owner}'s already; it belongs to one person for ever",
                owner=owner,
            )
            hint = msg("let {name} make one of their own: ubah key request {name}", name=name)
            if "key" not in row:
                hint = msg("add {name}'s own account: ubah account add {name}", name=name)
            yield error(CREDENTIAL_BELONGS_TO_PERSON, place, message, hint)
        elif (
            earlier.get("until", LAST) >= row["from"] and row.get("until", LAST) >= earlier["from"]
        ):
            message = msg("this key or account stands here twice, with days in common")
            hint = msg(
                "where it begins again, let the earlier row end (until) the day before the later "
                "begins (from)"
            )
            yield error(ROLES_CONTRADICTION, place, message, hint)
    owners[identity].append((name, row))
