"""What main, verdicts, severities and bases are called, wherever people read of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ubah.core.diagnostics import Basis, Label, Message, Severity, Verdict, msg

MAIN = "main"
"""The protected branch, where git's settings (``ubah.main``) say nothing else."""

VERDICTS: Mapping[Verdict, Message] = MappingProxyType(
    {
        Verdict.PASS: msg("Conforms"),
        Verdict.FAIL: msg("Does not conform"),
        Verdict.INDETERMINATE: msg("Cannot be determined"),
    }
)

VERDICTS_TO_THE_PUBLIC: Mapping[Verdict, Message] = MappingProxyType(
    {**VERDICTS, Verdict.INDETERMINATE: msg("Cannot be determined yet")}
)

VERDICTS_IN_A_SENTENCE: Mapping[Verdict, Label] = MappingProxyType(
    {
        Verdict.PASS: Label("Sesuai", "conforms"),
        Verdict.FAIL: Label("Tidak Sesuai", "does not conform"),
        Verdict.INDETERMINATE: Label("Belum Dapat Dipastikan", "cannot be told yet"),
    }
)

MET: Mapping[Verdict, Message] = MappingProxyType(
    {
        Verdict.PASS: msg("met"),
        Verdict.FAIL: msg("NOT MET"),
        Verdict.INDETERMINATE: msg("not certain"),
    }
)

SEVERITIES: Mapping[Severity, Message] = MappingProxyType(
    {
        Severity.ERROR: msg("error"),
        Severity.INDETERMINATE: msg("indeterminate"),
        Severity.DEVIATION: msg("deviation"),
        Severity.NOTE: msg("note"),
    }
)

SEVERITIES_TO_THE_PUBLIC: Mapping[Severity, Message] = MappingProxyType(
    {
        Severity.ERROR: msg("Nonconformity"),
        Severity.INDETERMINATE: msg("Cannot be verified"),
        Severity.DEVIATION: msg("Deviation"),
        Severity.NOTE: msg("Note"),
    }
)

BASES: Mapping[Basis, Message] = MappingProxyType(
    {
        Basis.SOP: msg("SOP"),
        Basis.READING: msg("reading of the SOP"),
        Basis.LOCAL: msg("local rule"),
        Basis.FORMAT: msg("form of the file"),
    }
)

BASES_TO_THE_PUBLIC: Mapping[Basis, Message] = MappingProxyType(
    {
        Basis.SOP: msg("SOP"),
        Basis.READING: msg("Interpretation of the SOP"),
        Basis.LOCAL: msg("Additional rule (outside the SOP)"),
        Basis.FORMAT: msg("File format"),
    }
)


def role_label(roles: Mapping[str, Label], name: str) -> Label:
    """Return a role's label; a name that sop.yaml does not know stands for itself."""
    return roles.get(name, Label(name, name))
