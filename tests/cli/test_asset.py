"""`ubah asset`: an asset and its declaration are written together, by a request that has come to step 12."""

from __future__ import annotations

from pathlib import Path

import pytest
from clerk import PLAN, Kantor, at_terminal, copy_of, now, state_of
from test_import_assets import assets_of, brought_to_step_12, passes

from support.office import asset

FIELDS = (
    *("--set", "name=Server SPSE", "--set", "class=perangkat keras", "--set", "owner=LPSE"),
    *("--set", "specification=16 inti", "--set", "custodian=Cici", "--set", "location=Rak 1"),
    *("--set", "confidentiality=tinggi", "--set", "integrity=3", "--set", "availability=2"),
    *("--set", "state_property.price=Rp 5.000.000", "--set", "valid_until=5 Desember 2030"),
)
COMMENTED = asset("SRV-0007").decode().replace("owner:", "# sejak 2020\nowner:")


@pytest.fixture(scope="module")
def ready(founded: Kantor, tmp_path_factory: pytest.TempPathFactory) -> Kantor:
    """An office with one asset, whose first request has come to step 12."""
    kantor = copy_of(founded, tmp_path_factory.mktemp("aset"))
    kantor.root(files={"assets/SRV-0007.yaml": f"# Aset pertama\n{COMMENTED}"})
    number = kantor.new(plan=PLAN)
    kantor.land()
    brought_to_step_12(kantor, number)
    return kantor


@pytest.fixture
def own(ready: Kantor, tmp_path: Path) -> Kantor:
    return copy_of(ready, tmp_path)


def closed(kantor: Kantor) -> list[tuple[str, str, str]]:
    """Land what was committed, and return what the request declared."""
    assert kantor.git("status", "--porcelain") == ""
    kantor.land()
    passes(kantor.repo)
    (number,) = [path.stem for path in (kantor.repo / "changes").rglob("RFC-*.yaml")]
    assert kantor.record(number)["status"] == "closed"
    flag = kantor.record(number)["journal"][-2]["evidence"]
    return [(row["id"], row["change"], row["intended"]) for row in flag["assets"]]


def test_an_asset_is_added(own: Kantor) -> None:
    own.ubah("asset", "add", "srv", *FIELDS, by="pengelola-1")
    assert closed(own) == [("SRV-0008", "add", "Tambahkan Server SPSE")]
    added = assets_of(own.repo)["SRV-0008"]
    assert (added["class"], added["confidentiality"], added["status"]) == ("physical", 3, "active")
    assert (added["valid_until"], added["state_property"]) == ("2030-12-05", {"price": 5_000_000})


def test_an_asset_is_changed_and_its_comments_stay(own: Kantor) -> None:
    before = (own.repo / "assets/SRV-0007.yaml").read_text()
    words = ["--set", "location=Rak 9", "--set", "remarks=Dipindahkan", "--intended", "Pindah rak"]
    own.ubah("asset", "update", "SRV-0007", *words, by="pengelola-1")
    assert closed(own) == [("SRV-0007", "update", "Pindah rak")]
    after = (own.repo / "assets/SRV-0007.yaml").read_text()
    assert after.startswith("# Aset pertama\n")
    assert "# sejak 2020\nowner: LPSE\n" in after
    assert after == before.replace("Ruang peladen", '"Rak 9"') + "remarks: Dipindahkan\n"


def test_several_assets_close_one_request(own: Kantor) -> None:
    own.ubah("asset", "retire", "SRV-0007", "--more", by="pengelola-1")
    own.ubah("asset", "add", *FIELDS, "--more", by="pengelola-1")
    assert "BRG-0001" in assets_of(own.repo)
    own.ubah("asset", "add", *FIELDS, "--rfc", "rfc-2026-0001", by="pengelola-1", code=None)
    assert [(number, change) for number, change, _ in closed(own)] == [
        ("BRG-0001", "add"),
        ("BRG-0002", "add"),
        ("SRV-0007", "retire"),
    ]
    assert assets_of(own.repo)["SRV-0007"]["status"] == "retired"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", *FIELDS[2:]], "yang belum ada: Nama Aset"),
        (["add", "SRV-0007", *FIELDS], "sudah ada"),
        (["add", "S-1", *FIELDS], "bukan id aset"),
        (["add", "TOOLONGA", *FIELDS], "bukan id aset"),
        (["add", *FIELDS, "--set", "warna=biru"], "tidak ada isian warna"),
        (["add", *FIELDS, "--set", "integrity=9"], "bukan nilai 1 sampai 3"),
        (["add", *FIELDS, "--set", "integrity="], "--set integrity"),
        (["update", "SRV-0007"], "belum disebutkan apa yang berubah"),
        (["update", "SRV-0007", "--set", "owner=LPSE"], "sudah demikian"),
        (["update", "SRV-0009", "--set", "owner=X"], "tidak ada aset SRV-0009"),
        (["retire", "SRV-0007", "--rfc", "RFC-2026-0009"], "RFC-2026-0009"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(
    own: Kantor, words: list[str], told: str
) -> None:
    before = state_of(own.repo)
    refused = own.ubah("asset", *words, by="pengelola-1", code=2)
    assert told in refused.err, refused.err
    assert state_of(own.repo) == before


def test_what_became_of_a_planned_release_is_said_with_the_asset(
    ready: Kantor, tmp_path: Path
) -> None:
    own = copy_of(ready, tmp_path)
    moment = now(60 * 24)
    window = {"start": moment, "end": now(60 * 25), "notice": "Diumumkan."}
    own.git("reset", "-q", "--hard", "HEAD^1")  # before the release was said to be live already
    own.step("RFC-2026-0001", "schedule_release", by="pengelola-1", window=window)
    before = state_of(own.repo)
    refused = own.ubah("asset", "retire", "SRV-0007", by="pengelola-1", code=1)
    assert "--release outcome=released --release at='2026-02-23 09:00'" in refused.said
    assert "--set" not in refused.said
    assert state_of(own.repo) == before
    words = ["--release", "outcome=cancelled", "--release", "reason=Ditunda."]
    own.ubah("asset", "retire", "SRV-0007", *words, by="pengelola-1")
    assert closed(own) == [("SRV-0007", "retire", "Hentikan pemakaian Peladen SPSE")]


def test_a_file_in_the_way_leaves_nothing_half_written(own: Kantor) -> None:
    """Somebody's folder stands where the asset's file belongs: it is not overwritten."""
    (own.repo / "assets/SRV-0008.yaml").mkdir()
    (own.repo / "assets/SRV-0008.yaml/milik-orang").write_text("x")
    before = state_of(own.repo)
    refused = own.ubah("asset", "add", "SRV-0008", *FIELDS, by="pengelola-1", code=None)
    assert refused.code != 0
    assert state_of(own.repo) == before


def test_the_judge_decides_who_may(own: Kantor) -> None:
    before = state_of(own.repo)
    refused = own.ubah("asset", "retire", "SRV-0007", by="pemohon-1", code=1)
    assert "tidak dicatat" in refused.err
    assert state_of(own.repo) == before


def test_without_a_request_it_says_what_comes_first(kantor: Kantor) -> None:
    refused = kantor.ubah("asset", "add", *FIELDS, by="pengelola-1", code=2)
    assert "belum ada permintaan" in refused.err
    assert "ubah new" in refused.err


def test_at_a_terminal_an_asset_is_asked_for(own: Kantor) -> None:
    answers = [
        *("Server SPSE", "fisik", "16 inti", "LPSE", "", "Cici", "Rak 1", "5 Desember 2030"),
        *("sangat", "tinggi", "3", "2", "", "", "", "", "Baru"),
    ]
    words = ["asset", "add", "--key", own.key("pengelola-1")]
    code, screen = at_terminal(own.repo, words, answers)
    assert code == 0, screen
    for said in ("Nama Aset: ", "bukan nilai 1 sampai 3", "Barang Milik Daerah: isi sekarang?"):
        assert said in screen, screen
    assert closed(own) == [("BRG-0001", "add", "Tambahkan Server SPSE")]
    assert assets_of(own.repo)["BRG-0001"]["remarks"] == "Baru"
