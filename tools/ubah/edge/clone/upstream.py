"""Main here and main on the server: which is newer, and bringing the one up to the other."""

from __future__ import annotations

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.edge.git import WorkingRepository
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.main_chain import MainChain


def brought_up_to_date(
    repository: WorkingRepository, reader: LandingReader, main: str, branch: str
) -> tuple[str, str]:
    """Return main's commit, moved on to the server's where it lay behind, and what the server has.

    Only what `git fetch` has brought is looked at; "" stands for a server that nothing is known of.

    Raises:
        CannotRun: if main here holds landings that the server's main has gone past.
    """
    server = repository.find(f"refs/remotes/origin/{repository.main}") or ""
    if not server or server == main or server in MainChain(reader, main):
        return main, server
    if main in MainChain(reader, server):
        repository.move_branch(repository.main, server, main, "ubah: go on to the server's main")
        return server, server
    raise CannotRun(
        msg(
            "{main} here has gone another way than {main} on the server, "
            "which somebody else has landed on meanwhile",
            main=repository.main,
        ),
        _way_back(repository, branch),
    )


def newest_main(repository: WorkingRepository, reader: LandingReader, main: str) -> tuple[str, str]:
    """Return main's newest commit that is known here, and what git calls it: the server's, if main lies behind.

    Main here may be old where people merge the server's main into their branches. Nothing is moved.
    """
    server = repository.find(f"refs/remotes/origin/{repository.main}") or ""
    if server not in ("", main) and main in MainChain(reader, server):
        return server, f"origin/{repository.main}"
    return main, repository.main


def _way_back(repository: WorkingRepository, branch: str) -> Message:
    main, kept = repository.main, repository.free_branch(f"{repository.main}-before")
    if repository.current_branch() == main:
        return msg(
            "the steps stay on their branches; type one after the other: git branch {kept}; "
            "git reset --keep origin/{main}; ubah land {branch}",
            kept=kept,
            main=main,
            branch=branch,
        )
    return msg(
        "the steps stay on their branches; type one after the other: git branch {kept} {main}; "
        "git branch --force {main} origin/{main}; ubah land {branch}",
        kept=kept,
        main=main,
        branch=branch,
    )
