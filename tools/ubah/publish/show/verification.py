"""How anybody verifies the register in a clone of their own, from the first command to good output.

The audit's page, a record's page and its printed form all take their commands from here. They are
typed one after another in an empty folder; `tests/publish/test_verification.py` does just that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ubah import __version__
from ubah.core.closing import closing_line
from ubah.core.model import Proof, ProofKind
from ubah.core.people.signers import good_signature, names_keys, signers_of
from ubah.core.register.views import RecordView
from ubah.publish.addresses.office import clone_address, forge_pages
from ubah.publish.gathered.context import Context

FOLDER = "register"
SIGNERS = "../signers"
GIT = f"git -c gpg.ssh.allowedSignersFile={SIGNERS}"
SIGNED = (ProofKind.SIGNATURE, ProofKind.ASSENT)


@dataclass(frozen=True)
class VerificationStep:
    """Something to type, and how to see that it went well.

    ``expected`` are lines that the commands print, with ``expecting`` as the words before them.
    ``placeholder`` is what a reader has to replace in the commands, "" where nothing is.
    """

    text: str
    commands: tuple[str, ...]
    note: str = ""
    expecting: str = ""
    expected: tuple[str, ...] = ()
    placeholder: str = ""


def audit_verification(ctx: Context) -> tuple[VerificationStep, ...]:
    """Return how the whole history is verified."""
    return (*_preparation(ctx), *_seen(ctx), _signers(ctx), _landings(ctx))


def record_verification(view: RecordView, ctx: Context) -> tuple[VerificationStep, ...]:
    """Return how one record is verified."""
    prepared = ctx.once("preparation", ctx.register, lambda: (*_preparation(ctx), _signers(ctx)))
    return (*prepared, _shown(view, ctx), _history(view, ctx))


def _preparation(ctx: Context) -> Iterator[VerificationStep]:
    yield _clone(ctx)
    yield _tool(ctx)
    yield _audit(ctx)


def _clone(ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    address = clone_address(ctx.register.authority.raw_office)
    placeholder = "" if address else _("REPOSITORY-ADDRESS")
    told = _("Type the address of the repository, which the office tells you, for {placeholder}.")
    return VerificationStep(
        _(
            "Clone the whole history (git and OpenSSH are needed; once the tool is there, no network is)."
        ),
        (f"git clone {address or placeholder} {FOLDER}", f"cd {FOLDER}"),
        note=told.format(placeholder=placeholder) if placeholder else "",
        placeholder=placeholder,
    )


def _tool(ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    pages = forge_pages(ctx.register.authority.raw_office)
    without = _(
        "If pip finds no such release, get its wheel from the office or from the tool’s makers, and "
        "type pip install ./{wheel}."
    )
    note = _(
        "If pip finds no such release, get its wheel from the office or from the tool’s makers, and "
        "type pip install ./{wheel}. Where the repository has a file {pin}, the release that the "
        "office goes by stands there with its hash, to be compared with what pip hash says."
    )
    wheel = f"ubah-{__version__}-py3-none-any.whl"
    return VerificationStep(
        _(
            "Get the tool, of the release that made this page, in a folder of its own (Python 3.11 or newer)."
        ),
        ("python3 -m venv ../tool", ". ../tool/bin/activate", f"pip install ubah=={__version__}"),
        note=note.format(wheel=wheel, pin=pages.pin) if pages else without.format(wheel=wheel),
    )


def _audit(ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    audit = ctx.register.audit
    root = f" --trust-root {audit.trust_root}" if audit.trust_root else ""
    return VerificationStep(
        _("Have the whole history judged again."),
        (f"ubah audit{root}{_language(ctx)}",),
        expecting=_("Its last line, as it was for this page:") if root else "",
        expected=(_closing(ctx),) if root else (),
        note="" if root else _without_keys(ctx),
    )


def _closing(ctx: Context) -> str:
    audit, words = ctx.register.audit, ctx.words
    counts = {"landings": audit.landings, "commits": audit.commits, "steps": audit.steps}
    return closing_line(audit.verdict, audit.findings, counts, words.translate, words.language)


def _seen(ctx: Context) -> Iterator[VerificationStep]:
    _ = ctx.words.translate
    if ctx.register.audit.tip and ctx.register.audit.trust_root:
        yield VerificationStep(
            _("Make sure that nothing which this page shows has been dropped since."),
            (f"ubah audit --seen {ctx.register.audit.tip}{_language(ctx)}",),
        )


def _signers(ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    count = sum(1 for _signer in signers_of(ctx.register.authority.roles))
    told = ctx.words.message(names_keys(SIGNERS, count))
    return VerificationStep(
        _(
            "Write a file of whose keys were valid when. Without it git says “No signature” of good "
            "signatures, too."
        ),
        (f"ubah signers --out {SIGNERS}{_language(ctx)}",),
        expecting=_("It says:") if count else "",
        expected=(told,) if count else (),
    )


def _landings(ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    proofs = [
        step.proof
        for view in ctx.register.records
        for step in view.steps
        if step.proof and step.proof.kind in SIGNED
    ]
    newest = max(proofs, key=lambda proof: (proof.time, proof.commit), default=None)
    commands = [f"{GIT} log --first-parent --show-signature"]
    if newest:
        commands.append(f"{GIT} show --no-patch --show-signature {newest.commit}")
    return VerificationStep(
        _("See with git itself who signed: each landing, and the newest signed step."),
        tuple(commands),
        note=_(
            "What has no signature of its own, such as a landing by the forge’s own button, is judged "
            "by ubah audit alone."
        ),
        expecting=_("Of a good signature git says:"),
        expected=(_good(newest, ctx),) if newest else (good_signature("ID", "", "SHA256:…"),),
    )


def _shown(view: RecordView, ctx: Context) -> VerificationStep:
    _ = ctx.words.translate
    return VerificationStep(
        _("See this request with the proof of each of its steps."),
        (f"ubah show {view.record.id}{_language(ctx)}",),
    )


def _history(view: RecordView, ctx: Context) -> VerificationStep:
    """The two logs hold every landing and every signed draft; what is signed without a file is added."""
    _ = ctx.words.translate
    proofs = [step.proof for step in view.steps if step.proof and step.proof.kind in SIGNED]
    assents = dict.fromkeys(proof.commit for proof in proofs if proof.kind is ProofKind.ASSENT)
    lines = dict.fromkeys(_good(proof, ctx) for proof in proofs)
    return VerificationStep(
        _("See with git itself what was changed, and who signed it."),
        (
            f"{GIT} log -p --first-parent --show-signature -- {view.path}",
            f"{GIT} log --full-history --show-signature -- {view.path}",
            *(f"{GIT} show --no-patch --show-signature {commit}" for commit in assents),
        ),
        expecting=_("For the signed steps of this request git says:") if lines else "",
        expected=tuple(lines),
    )


def _good(proof: Proof, ctx: Context) -> str:
    person = ctx.register.authority.roles.persons.get(proof.person)
    keys = person.keys if person else ()
    key = next((key.key for key in keys if key.fingerprint == proof.key), "")
    return good_signature(proof.person, key, proof.key)


def _without_keys(ctx: Context) -> str:
    _ = ctx.words.translate
    if ctx.register.authority.office.sample:
        return _(
            "The sample office has no keys and no history to judge; ubah demo builds one that has both."
        )
    return _("ubah audit cannot judge this history as it is; the findings above say why.")


def _language(ctx: Context) -> str:
    """Commands speak the office's language by themselves, and this page's only if they are told."""
    own = ctx.register.authority.office.language
    return "" if ctx.words.language == own else f" --lang {ctx.words.language}"
