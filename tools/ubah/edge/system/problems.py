"""What the operating system says of a file that cannot be used, as a sentence of ours."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from ubah.core.diagnostics import Message, msg

_REASONS: Mapping[int, Message] = {
    errno.ENOENT: msg("there is no such file or folder"),
    errno.EACCES: msg("you have no permission for it"),
    errno.EPERM: msg("you have no permission for it"),
    errno.EISDIR: msg("it is a folder, not a file"),
    errno.ENOTDIR: msg("a part of the path is a file, not a folder"),
    errno.EEXIST: msg("something of that name is there already"),
    errno.ENOTEMPTY: msg("the folder is not empty"),
    errno.ENOSPC: msg("no space is left on the disk"),
    errno.EDQUOT: msg("your quota of disk space is used up"),
    errno.EROFS: msg("the disk can only be read"),
    errno.ENAMETOOLONG: msg("the name is too long"),
    errno.ELOOP: msg("symbolic links lead in a circle"),
    errno.EIO: msg("the disk reports an error"),
    errno.EMFILE: msg("too many files are open"),
    errno.ENFILE: msg("too many files are open"),
    errno.EBUSY: msg("it is in use"),
    errno.EXDEV: msg("it lies on another disk"),
}


def reason_of(problem: OSError) -> Message:
    """Return why a file could not be used; the system's own words come in its language, not ours."""
    known = _REASONS.get(problem.errno or 0)
    if known is None:
        return msg("the system reports error {number}", number=problem.errno or 0)
    return known
