"""What `ubah doctor` says of the files that a forge reads: its jobs, forms, the pinned tool."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.forge.words import PULL
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom, good, lacking


def examine_files(setting: Setting, command: str, pin: str, pull: str = PULL) -> Iterator[Symptom]:
    """Yield what is to be said of them; ``command`` writes them, ``pin`` is the file that pins the tool.

    ``pull``: what a pull request is called there.
    """
    if setting.absent:
        yield lacking(
            msg("missing: {files}", files=setting.absent),
            msg(
                "type: {command} --release, and land what it writes in a {pull} of its own",
                command=command,
                pull=pull,
            ),
        )
    if setting.changed:
        yield Symptom(
            Condition.ADVICE,
            msg("other than in this release of the tool: {files}", files=setting.changed),
            msg("see what differs: {command} --release, then git diff", command=command),
        )
    if setting.outdated:
        yield lacking(
            msg("not up to date: {files}", files=setting.outdated),
            msg(
                "type: {command}, and land what it writes in a {pull} of its own",
                command=command,
                pull=pull,
            ),
        )
    if not (setting.absent or setting.changed or setting.outdated):
        yield good(msg("the files that the forge reads are up to date"))
    yield _pin(setting, pin)


def _pin(setting: Setting, path: str) -> Symptom:
    if setting.pinned is None:
        return lacking(
            msg("no release of the tool is pinned"),
            msg("write ubah==VERSION --hash=sha256:… into {path}", path=path),
        )
    version, digest = setting.pinned
    if not digest:
        return lacking(
            msg(
                "the pinned release {version} has no hash, so nothing will be installed",
                version=version,
            ),
            msg(
                "type: pip download --no-deps ubah=={version} && pip hash ubah-*.whl",
                version=version,
            ),
        )
    if version != setting.running:
        return Symptom(
            Condition.ADVICE,
            msg(
                "the office pins {version}, but {running} runs here",
                version=version,
                running=setting.running,
            ),
            msg("type: pip install ubah=={version}", version=version),
        )
    return good(msg("the tool is pinned: {version}", version=version))
