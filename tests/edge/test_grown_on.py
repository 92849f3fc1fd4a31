"""What a landing brings, found without git where it has grown on main, is what git lists (rule 7)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ubah.edge.git import READ_HERE, ObjectStore
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.lineage import MOST_GROWN, grown_on

PERSON = b"Contoh <contoh@localhost> 1767225600 +0000"


class Graph:
    """Commits in a bare repository, each with parents among the ones before it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
        self.count = 0

    def git(self, *words: str, text: str = "") -> str:
        done = subprocess.run(
            ["git", "-C", str(self.folder), *words], input=text, text=True, capture_output=True,
            check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def made(self, shape: list[list[int]]) -> list[str]:
        """Make a commit for each list of parents, all by one process of git."""
        told = []
        for number, parents in enumerate(shape, 1):
            self.count += 1  # a branch of its own: one that is there would be gone on with
            told += [f"commit refs/heads/x{self.count}", f"mark :{number}"]
            told += [f"committer {PERSON.decode()}", f"data {len(str(number))}", str(number)]
            told += [
                f"{'merge' if place else 'from'} :{parent + 1}"
                for place, parent in enumerate(parents)
            ]
        marks = self.folder / "marks"
        self.git("fast-import", "--quiet", f"--export-marks={marks}", text="\n".join([*told, ""]))
        rows = dict(line.split() for line in marks.read_text().splitlines())
        return [rows[f":{number}"] for number in range(1, len(shape) + 1)]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return Graph(tmp_path_factory.mktemp("graf") / "x.git")


shapes = st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=2, max_size=12).map(
    lambda rows: [
        sorted({parent % number for parent in parents}) if number else []
        for number, parents in enumerate(rows)
    ]
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shape=shapes, data=st.data())
def test_it_is_what_git_lists_or_nothing(
    graph: Graph, shape: list[list[int]], data: st.DataObject
) -> None:
    oids = graph.made(shape)
    tip = data.draw(st.integers(0, len(oids) - 1))
    with ObjectStore(graph.folder) as store:
        reader = LandingReader(store)
        for base in range(len(oids)):
            listed = set(store.reachable(oids[tip], oids[base]))
            found = grown_on(reader, oids[base], oids[tip])
            assert set(found) in (listed, set())
            if shape[tip] == [base]:
                assert found == [oids[tip]]
            for at, oid in enumerate(found):
                parents = shape[oids.index(oid)]
                assert {oids[p] for p in parents} <= {*found[:at], oids[base]}
        chain = graph.git("rev-list", "--first-parent", oids[tip]).split()
        assert store.first_parents(oids[tip]) == chain
        assert store.first_parents(oids[tip], 2) == chain[:2]


def test_much_is_left_to_git(graph: Graph) -> None:
    length = max(MOST_GROWN, READ_HERE) + 5
    oids = graph.made([[], *([number] for number in range(length))])
    with ObjectStore(graph.folder) as store:
        reader = LandingReader(store)
        assert grown_on(reader, oids[0], oids[-1]) == []
        assert grown_on(reader, oids[-2], oids[-1]) == [oids[-1]]
        assert store.first_parents(oids[-1]) == oids[::-1]
        assert store.first_parents(oids[-1], READ_HERE + 2) == oids[: -READ_HERE - 3 : -1]


def test_a_branch_that_leaves_main_elsewhere_is_left_to_git(graph: Graph) -> None:
    root, main, side, merge = graph.made([[], [0], [0], [1, 2]])
    with ObjectStore(graph.folder) as store:
        reader = LandingReader(store)
        assert grown_on(reader, main, merge) == []
        assert grown_on(reader, main, merge, {root: 1}.get) == []
        assert grown_on(reader, root, side) == [side]
        assert grown_on(reader, side, root) == []
        assert grown_on(reader, main, root) == []
