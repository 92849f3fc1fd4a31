"""The lists of impact on the site: recounted from the assets' files, and said in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import yaml
from site_support import context, pages_of

from ubah.core.judge.contents import judge_contents
from ubah.core.paths import asset_id
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.publish.addresses.paths import asset_url, record_url
from ubah.publish.pages.calendar import calendar_body
from ubah.publish.pages.record import record_body

PATH = re.compile(r"[A-Z]+-\d{4}(?: → [A-Z]+-\d{4})+")


def _closure(files: dict[str, bytes], touched: set[str]) -> set[str]:
    """Return what depends on ``touched``, by going through all files until nothing more comes."""
    assets = {
        n: yaml.load(data, yaml.CSafeLoader)
        for path, data in files.items()
        if (n := asset_id(path))
    }
    found: set[str] = set()
    while True:
        more = {
            name
            for name, data in assets.items()
            if data["status"] != "retired"
            and {*data.get("depends_on", ())} & (touched | found)
            and name not in touched | found
        }
        if not more:
            return found
        found |= more


def test_each_asset_names_what_depends_on_it(files: dict[str, bytes], register: Register) -> None:
    pages = pages_of(register)
    deep = 0
    for view in register.assets:
        body = pages[asset_url(view.asset.id)].body
        paths = [found.split(" → ") for found in PATH.findall(body)]
        assert {path[0] for path in paths} == _closure(files, {view.asset.id}), view.asset.id
        assert all(path[-1] == view.asset.id for path in paths)
        deep += sum(len(path) > 2 for path in paths)
    assert deep > 5


def test_each_record_names_what_it_touches_and_what_depends_on_that(
    files: dict[str, bytes], register: Register
) -> None:
    pages = pages_of(register)
    counted = 0
    for view in register.records:
        body = pages[record_url(view.record.id)].body
        record = yaml.load(files[view.path], yaml.CSafeLoader)
        touched = set(record["request"].get("affected_assets", ()))
        flags = [e for e in record["journal"] if e["action"] == "flag_assets"]
        touched |= {row["id"] for row in flags[-1]["evidence"]["assets"]} if flags else set()
        section = body.partition('id="dampak-aset"')[2].partition("</section>")[0]
        assert bool(section) == bool(touched), view.record.id
        direct = section.partition("</ul>")[0]
        assert set(re.findall(r">([A-Z]+-\d{4})<", direct)) == touched
        reached = {found.split(" → ")[0] for found in PATH.findall(section.partition("</ul>")[2])}
        assert reached == _closure(files, touched), view.record.id
        counted += len(reached)
    assert counted > 20


def test_releases_that_meet_through_dependence_are_shown_and_not_judged(
    files: dict[str, bytes], register: Register, indonesian: Callable[[str], str]
) -> None:
    """Two like RFC-2026-0025: one on an application, one on the server below its database."""
    planned = files["changes/2026/RFC-2026-0025.yaml"]
    assert planned.count(b"    - DB-0002\n") == planned.count(b"release: Data") == 1
    twins = {
        number: planned.replace(b"RFC-2026-0025", number.encode())
        .replace(b"    - DB-0002\n", f"    - {asset}\n".encode())
        .replace(b"release: Data", f"release: {number}".encode())
        for number, asset in (("RFC-2026-0901", "APP-0001"), ("RFC-2026-0902", "SRV-0002"))
    }
    records = {f"changes/2026/{number}.yaml": data for number, data in twins.items()}
    assets = {path: data for path, data in files.items() if asset_id(path)}
    steps = judge_contents(records, assets, register.authority).steps
    both = build_register({**records, **assets}, register.authority, steps, AuditSummary(()))
    ctx = context(both, "id", indonesian)
    for own in both.records:
        body = record_body(own, ctx)
        assert "Jadwal rilis yang bertemu melalui ketergantungan" in body
        assert "(APP-0001 → DB-0001 → SRV-0002)" in body
        assert "UB803" not in body
    row = "bertemu rilis lain melalui ketergantungan"
    assert calendar_body(ctx).count(f"{row}</span>") == len(both.records)
    alone = context(replace(both, records=both.records[:1]), "id", indonesian)
    assert "bertemu melalui ketergantungan" not in record_body(both.records[0], alone)
    assert row not in calendar_body(alone)
