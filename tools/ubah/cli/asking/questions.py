"""What is asked for a request, and for a step's evidence, field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import is_interactive, language_of
from ubah.core.attachments import FIELD
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.guards.asked import StepToCome, release_by_schedule, wanted
from ubah.core.impact.risk import LIKELIHOOD, RISK, risk_that_follows
from ubah.core.office.authority import Authority
from ubah.core.sop import EvidenceField

RELEASE = "release"


def ask_request(
    authority: Authority,
    request: dict[str, Any],
    named: Named,
    lang: str | None,
    save: Callable[[], None],
) -> None:
    """Ask for the required fields of ``request`` that are not there yet, and put them in.

    ``save`` is called after each answer.

    Raises:
        CannotRun: if nobody is there to be asked.
    """
    definition = authority.change_schema["$defs"]["request"]
    missing = [name for name in definition["required"] if name not in request]
    if missing and not is_interactive():
        raise CannotRun(
            msg("the request lacks: {fields}", fields=", ".join(missing)),
            msg("write it into a YAML file and type: ubah new --from FILE"),
        )
    form = Prompts(authority, named, language_of(lang))
    for name in missing:
        schema = definition["properties"][name]
        if name == "addressee" and named.managers:
            request[name] = form.ask_with_default(schema, named.managers)
        elif name == "services":
            request[name] = form.ask_services(schema)
        else:
            request[name] = form.ask(schema)
        save()


def ask_evidence(
    step: StepToCome,
    authority: Authority,
    action: str,
    evidence: dict[str, Any],
    named: Named,
    lang: str | None,
    save: Callable[[], None],
) -> None:
    """Ask for the evidence of ``action`` that is not there yet, and put it in; required fields first.

    Optional fields are asked for as well, unless evidence was given; those that the action's guards
    want here are required, and those that they have no use for here are left out (`wanted`). ``save``
    is called after each answer.
    """
    known = authority.sop.actions.get(action)
    if known is None or not is_interactive():
        return  # the caller or the judge says what is wrong, and where
    form = Prompts(authority, named, language_of(lang))
    given, matrix = bool(evidence), authority.office.risk_matrix
    unasked = {FIELD, *(() if matrix else (LIKELIHOOD,))}

    def first(asked: EvidenceField) -> bool:
        return asked.required or bool(matrix and asked.name == LIKELIHOOD and RISK not in evidence)

    for asked in sorted(known.evidence.values(), key=lambda asked: not first(asked)):
        needed = None if asked.required else wanted(known, asked.name, step, evidence)
        optional = not asked.required and not needed
        if asked.name in evidence or needed is False:
            continue
        if optional and not first(asked) and (given or asked.name in unasked):
            continue  # optional attachments are files: `ubah.cli.changes.attaching` asks for them
        told = release_by_schedule(step.progress) if asked.name == RELEASE else None
        if told:
            evidence[RELEASE] = told
            continue
        schema = {**asked.schema, "title": f"{asked.label.id} / {asked.label.en}"}
        risk = risk_that_follows(matrix, evidence) if asked.name == RISK else ""
        if risk:
            taken = msg(
                "empty: {risk}, by the office's matrix", risk=authority.sop.levels.get(risk, risk)
            )
            evidence[RISK] = form.ask(schema, optional=True, empty=taken) or risk
            save()
            continue
        answer = form.ask(schema, optional=optional)
        if answer is not None:
            evidence[asked.name] = answer
            save()
