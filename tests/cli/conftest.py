import contextlib
import signal
from pathlib import Path

import pytest
from clerk import ANSWERS, PLAN, Kantor, copy_of, run
from demonstration import build

from support.once import made_once
from ubah.core.reading.writing import dump

# A shell that starts the tests in the background has them ignore Ctrl-C, and so what they start.
with contextlib.suppress(ValueError):
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Kantor:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "jawaban.yaml").write_text(dump(ANSWERS))
    run(folder, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys")
    return Kantor(folder)


@pytest.fixture(scope="session")
def with_record(founded: Kantor, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kantor, str]:
    kantor = copy_of(founded, tmp_path_factory.mktemp("berkas"))
    number = kantor.new(plan=PLAN)
    kantor.land()
    return kantor, number


@pytest.fixture
def kantor(founded: Kantor, tmp_path: Path) -> Kantor:
    return copy_of(founded, tmp_path)


@pytest.fixture
def busy(with_record: tuple[Kantor, str], tmp_path: Path) -> tuple[Kantor, str]:
    """An office whose first request has landed; main is checked out."""
    return copy_of(with_record[0], tmp_path), with_record[1]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with build/demo in it, whose name a shell would trip over, and what was said."""

    def make(folder: Path) -> None:
        (folder / "said").write_text(build(folder))

    folder = made_once(tmp_path_factory, "a 'b", make)
    return folder, (folder / "said").read_text()
