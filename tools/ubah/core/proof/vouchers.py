"""The recorder's vouchers: evidence from a forge, written into a landing's message (rules 4b, 5, 8).

A voucher is one trailer line of words without spaces, so nothing that a person typed can stand in
it. It counts only in a commit that the recorder signed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ubah.core.diagnostics import Message, msg
from ubah.core.voucher import Binding, Untouched, Voucher, VoucherKind

PROOF = "Ubah-Proof"
ATTESTS = "Ubah-Attests"
RENUMBERED = "Ubah-Renumbered"

_OID = r"[0-9a-f]{40}"
_DIGEST = r"sha256:[0-9a-f]{64}"
_KNOWN = "proxy|link"
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "forge": r"[a-z0-9][a-z0-9.-]{0,62}(:[0-9]{1,5})?",
        "account": r"[1-9][0-9]{0,17}",
        "person": r"[a-z0-9][a-z0-9-]{0,62}",
        "id": r"[A-Za-z0-9_-]{1,64}",
        "commit": _OID,
        "base": _OID,
        "time": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+[0-9]{2}:[0-5][0-9]",
        "digest": _DIGEST,
    }
)
_MORE: Mapping[VoucherKind, Mapping[str, str]] = MappingProxyType(
    {
        VoucherKind.ISSUE: {"text": _DIGEST},
        VoucherKind.DECISION: {
            "text": _DIGEST,
            "state": "approved|changes_requested",
            "before": _OID,
        },
        VoucherKind.DESK: {
            "known": _KNOWN,
            "shown": _DIGEST,
            "action": r"[a-z][a-z0-9_]{0,62}(\+[a-z][a-z0-9_]{0,62}){0,3}",
            "before": _OID,
        },
        VoucherKind.DESK_REVIEW: {"known": _KNOWN, "shown": _DIGEST},
    }
)
_WEAKER: Mapping[VoucherKind, Mapping[str, str]] = MappingProxyType(
    {
        VoucherKind.REVIEW: {"binding": Binding.VERSION.value},
        VoucherKind.ISSUE: {"untouched": Untouched.SETTINGS.value},
        VoucherKind.DECISION: {
            "binding": Binding.VERSION.value,
            "untouched": Untouched.SETTINGS.value,
        },
    }
)
"""What the line ends in where a forge proves less than GitHub: the one value that each field has there."""


@dataclass(frozen=True)
class BrokenVoucher:
    """A voucher line that cannot be read, with the reason."""

    line: str
    reason: Message


def text_digest(text: str) -> str:
    """Return the SHA-256 by which a voucher names ``text``, which `plain_text` (core/plain.py) has made plain."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def voucher_line(voucher: Voucher, person: str) -> str:
    """Return the trailer line for a voucher; ``person`` is whose account it is in roles.yaml.

    Raises:
        ValueError: if a field cannot stand in a trailer.
    """
    values = {
        "forge": voucher.forge,
        "account": str(voucher.account),
        "person": person,
        "id": voucher.evidence_id,
        "commit": voucher.commit,
        "base": voucher.base,
        "time": voucher.time.isoformat(timespec="seconds"),
        "digest": voucher.digest,
        **{name: getattr(voucher, name) for name in _MORE.get(voucher.kind, {})},
        **_weaker(voucher),
    }
    line = " ".join((voucher.kind.value, *(f"{name}={value}" for name, value in values.items())))
    read = read_voucher(line)
    if isinstance(read, BrokenVoucher):
        raise ValueError(line)
    return f"{PROOF}: {line}"


def read_voucher(line: str) -> tuple[Voucher, str] | BrokenVoucher:
    """Return the voucher that the value of a trailer stands for and its person, or why it is none."""
    kind_word, *words = line.split(" ")
    try:
        kind = VoucherKind(kind_word)
    except ValueError:
        return BrokenVoucher(line, msg("{word} is no kind of voucher", word=kind_word[:40]))
    wanted = {**_FIELDS, **_MORE.get(kind, {})}
    pairs = [word.partition("=") for word in words]
    names = [name for name, _, _ in pairs]
    weaker = {n: v for n, v in _WEAKER.get(kind, {}).items() if n in names[len(wanted) :]}
    wanted |= weaker
    if names != list(wanted):
        expected = " ".join(wanted)
        return BrokenVoucher(line, msg("its fields are not: {fields}", fields=expected))
    values = {name: value for name, _, value in pairs}
    for name, pattern in wanted.items():
        if not re.fullmatch(pattern, values[name]):
            return BrokenVoucher(line, msg("its field {field} has not the right form", field=name))
    try:
        time = datetime.fromisoformat(values["time"])
    except ValueError:
        return BrokenVoucher(line, msg("its field {field} has not the right form", field="time"))
    voucher = Voucher(
        forge=values["forge"],
        account=int(values["account"]),
        kind=kind,
        evidence_id=values["id"],
        commit=values["commit"],
        base=values["base"],
        time=time,
        digest=values["digest"],
        **{name: values[name] for name in _MORE.get(kind, {})},
        binding=Binding(values.get("binding", Binding.COMMIT)),
        untouched=Untouched(values.get("untouched", Untouched.TOLD)),
    )
    return voucher, values["person"]


def _weaker(voucher: Voucher) -> dict[str, str]:
    """Return the fields that tell what of a voucher the forge proves less well.

    What no field can say, such as an approval that nothing binds, is no voucher at all.
    """
    said = {"binding": voucher.binding.value, "untouched": voucher.untouched.value}
    strong = {"binding": Binding.COMMIT.value, "untouched": Untouched.TOLD.value}
    return {name: value for name, value in said.items() if value != strong[name]}


def read_vouchers(
    trailers: tuple[tuple[str, str], ...],
) -> Iterator[tuple[Voucher, str] | BrokenVoucher]:
    """Yield what the trailers of a message vouch for; whether the recorder signed is not asked here."""
    for key, value in trailers:
        if key == PROOF:
            yield read_voucher(value)


def attested_landing(trailers: tuple[tuple[str, str], ...]) -> str:
    """Return the landing that a commit attests afterwards (`ubah forge attest`), or ""."""
    named = [value for key, value in trailers if key == ATTESTS]
    return named[0] if len(named) == 1 and re.fullmatch(_OID, named[0]) else ""


def renumbering(trailers: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
    """Return the old and the new number of a record that the recorder renumbered at landing."""
    named = [value.split(" ") for key, value in trailers if key == RENUMBERED]
    if len(named) != 1 or len(named[0]) != 2:
        return None
    old, new = named[0]
    return old, new
