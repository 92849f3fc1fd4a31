import re
from pathlib import Path

import pytest

from ubah.core.diagnostics import Basis, Rule
from ubah.core.guards import GUARDS
from ubah.core.rules import RULES
from ubah.core.sop_file import build_sop
from ubah.core.strict_yaml.source import parse

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tools" / "ubah"


def rules_in_the_sources() -> set[str]:
    return {
        rule
        for path in PACKAGE.rglob("*.py")
        for rule in re.findall(r"\bUB[0-9]{3}\b", path.read_text(encoding="utf-8"))
    }


RESERVED = {"UB520"}
"""Given out already for vouchers, which only an office with a forge has."""


def test_the_rule_book_has_every_rule_that_the_tool_reports_and_no_other() -> None:
    assert rules_in_the_sources() | RESERVED == {rule.id for rule in RULES}


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_every_rule_says_everything_in_both_languages(rule: Rule) -> None:
    for label in (rule.title, rule.what, rule.why, rule.mend):
        assert len(label.id) > 3
        assert len(label.en) > 3
        assert label.id != label.en
    assert len(rule.title.id) <= 70
    assert len(rule.title.en) <= 70
    sop_named = re.search(r"\bSOP|[Ll]angkah \d|[Dd]efinisi", rule.why.id)
    assert sop_named or rule.why.id.startswith("Aturan alat") or rule.basis is Basis.FORMAT
    assert not rule.title.id.endswith(".")


def test_a_guards_rule_has_the_basis_that_sop_yaml_gives_it() -> None:
    document, _ = parse((ROOT / "schemas/sop.yaml").read_bytes(), "schemas/sop.yaml")
    assert document is not None
    basis = {rule.id: rule.basis for rule in RULES}
    sop = build_sop(document.value)  # type: ignore[arg-type]
    given = {
        (GUARDS[guard.name].rule.id, guard.basis)
        for action in sop.actions.values()
        for guard in action.guards
    }
    assert {(rule, basis[rule]) for rule, _ in given} == given
