"""What every `ubah forge` command works with: the clone, the office on main, the forge, the key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from ubah.cli.language import print_problem, say
from ubah.core.forge.model import Comment, ForgeAccount, Thread
from ubah.core.forge.tokens import token_refused
from ubah.core.forge.words import ForgeWords
from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.edge.clone.workspace import object_reader
from ubah.edge.forges import Forge, ForgeRefused
from ubah.edge.forges.environment import ForgeEnvironment, key_file
from ubah.edge.forges.table import Connections, forge_kind, job_environment
from ubah.edge.git import Exchange, WorkingRepository
from ubah.edge.recorder.recorder import Recorder, SampleOffice, authority_at, fetch_main, read_key
from ubah.edge.system import catalogues, clock
from ubah.report.pull_request import MARKER

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class RecorderJob:
    """What a command works with: the recorder, the office on main, the language."""

    recorder: Recorder
    authority: Authority
    environment: ForgeEnvironment
    language: str

    @property
    def words(self) -> ForgeWords:
        """What the forge's own pages call what people press there."""
        return forge_kind(self.authority).words

    @property
    def translate(self) -> Translate:
        """What is told on the forge in the office's language, and in the forge's own words."""
        return self.words.spoken(catalogues.load(self.language))


@contextmanager
def open_job(
    remote: str,
    lang: str | None,
    token: str = "",
    key: str = "",
    connections: Connections | None = None,
) -> Iterator[RecorderJob]:
    """Open the clone, read the office from the forge's main, and take up the recorder's key.

    ``token`` is asked with, and ``key`` signs, where the environment has none; ``connections`` are those
    of a run of several jobs.

    Raises:
        CannotRun: if something is missing.
        ForgeUnreachable: if main cannot be fetched, or lacks a part here.
    """
    environment = job_environment(os.environ)
    environment = replace(environment, token=environment.token or token, key=environment.key or key)
    with ExitStack() as stack:
        repository = stack.enter_context(WorkingRepository(Path.cwd()))
        reader = object_reader(repository)
        stack.enter_context(reader.store)
        exchange = Exchange(repository, remote)
        signs = None
        if environment.key:
            signs = read_key(stack.enter_context(key_file(environment.key)))
        authority = authority_at(reader, fetch_main(repository, exchange))
        service = (connections or Connections()).connect(environment, authority)
        refused = (
            token_refused(service.own_account, service.host, authority.roles) if signs else None
        )
        if refused is not None:
            raise refused
        recorder = Recorder(repository, exchange, reader, clock.now, signs, service)
        yield RecorderJob(recorder, authority, environment, lang or authority.office.language)


def excused(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Let a command end well in the sample office, with a sentence: there is nothing to do there."""

    @wraps(command)
    def run(*words: Arguments.args, **more: Arguments.kwargs) -> None:
        try:
            command(*words, **more)
        except SampleOffice as sample:
            say(sample.message, None)

    return run


@contextmanager
def unless_refused() -> Iterator[None]:
    """Go on where the forge refuses what is only told: it is printed, and holds up nobody else's."""
    try:
        yield
    except ForgeRefused as problem:
        print_problem(problem)


def own_comments(job: RecorderJob, thread: Thread) -> tuple[Comment, ...]:
    """Return the tool's own comments on a pull request or an issue, oldest first."""
    found = job.recorder.forge.comments(thread)
    return tuple(one for one in found if is_own(job, one.author))


def write_comment(
    job: RecorderJob,
    thread: Thread,
    text: str,
    beneath: str = "",
    *,
    quietly: bool = False,
    own: tuple[Comment, ...] | None = None,
) -> None:
    """Write the tool's one comment, or rewrite it in place; another person's is left alone.

    ``beneath`` is what somebody must be told by it, known again by its first line: a mention that is
    edited in may tell nobody, so it stands in a new comment, in one with ``text`` if that is new.
    ``quietly``: only what stands there already is put right, which tells nobody. ``own``: the tool's
    comments there, where they have been read just now.
    """
    service: Forge = job.recorder.forge
    if own is None:
        own = own_comments(job, thread)
    old = next((one for one in own if one.body.startswith(MARKER)), None)
    if old is None and quietly:
        return
    if old is None:
        service.write_comment(thread, f"{text}\n{beneath}" if beneath else text)
        return
    mark = beneath.partition("\n")[0]
    if mark and not any(mark in one.body for one in own):
        service.write_comment(thread, beneath)
    if old.body.rstrip() != text.rstrip() and (not mark or mark not in old.body):
        service.write_comment(thread, text, replacing=old.id)


def write_once(job: RecorderJob, thread: Thread, text: str) -> None:
    """Write a comment of its own, unless one of the tool's has its first line already."""
    mark = text.partition("\n")[0]
    if not any(mark in one.body for one in own_comments(job, thread)):
        job.recorder.forge.write_comment(thread, text)


def is_own(job: RecorderJob, author: ForgeAccount | None) -> bool:
    """Whether a comment or issue may be rewritten: a robot's, or one by the recorder's account."""
    return job.recorder.is_mine(author, job.authority)
