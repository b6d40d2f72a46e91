"""The roots, and what the system refuses."""

import errno
from pathlib import Path
from typing import ClassVar

__all__ = [
    "DiskFull",
    "DiskTooSmall",
    "EmptyMessage",
    "EngineClosed",
    "EvotrError",
    "FolderForbidden",
    "FolderHeld",
    "FolderIsFile",
    "FolderMissing",
    "FolderNotWritable",
    "FolderReadOnly",
    "InstanceRunning",
    "MessageTooLong",
    "NightRunning",
    "PromptTooLong",
    "UserError",
    "named_os_error",
]


class EvotrError(Exception):
    """The root: ``values`` fill the placeholders of the error's sentence."""

    exit_code: ClassVar[int] = 1

    def __init__(self, **values: object) -> None:
        super().__init__(", ".join(f"{key}={value!r}" for key, value in values.items()))
        self.values = values


class UserError(EvotrError):
    """Something the user typed or chose cannot be done as it stands."""

    exit_code = 2


class EmptyMessage(UserError):
    """A message without a single visible character."""


class MessageTooLong(UserError):
    """``tokens`` of the newest message alone exceed the model's ``limit``."""


class PromptTooLong(MessageTooLong):
    """The newest message fits the ``limit``, but not beside the system prompt.

    Together they have ``tokens``.
    """


class InstanceRunning(UserError):
    """Another process (``pid``) has this home (``home``) open."""


class NightRunning(UserError):
    """Another process (``pid``) makes a night in this home already."""


class EngineClosed(EvotrError):
    """The inference engine was closed while or before the request ran."""


class FolderNotWritable(EvotrError):
    """Nothing can be written at ``path``: ``reason``.

    The classes below say the reason themselves.
    """


class FolderForbidden(FolderNotWritable):
    """The user may not do what was tried at ``path``."""

    exit_code = 2


class FolderHeld(FolderNotWritable):
    """Another program has ``path`` and does not let go of it."""


class FolderIsFile(FolderNotWritable):
    """A file stands at ``path``, or above it, where a folder belongs."""

    exit_code = 2


class FolderMissing(FolderNotWritable):
    """Nothing is at ``path``, or what it is in is gone."""

    exit_code = 2


class FolderReadOnly(FolderNotWritable):
    """The disk of ``path`` takes no writing at all."""


class DiskFull(EvotrError):
    """The disk of ``path`` takes no more."""


class DiskTooSmall(DiskFull):
    """What is to come needs ``needed``, and the disk of ``path`` has ``free``."""


_KINDS: dict[int | None, type[EvotrError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: FolderForbidden,
    errno.EPERM: FolderForbidden,
    errno.EROFS: FolderReadOnly,
    errno.ENOTDIR: FolderIsFile,
    errno.EEXIST: FolderIsFile,
    errno.ENOENT: FolderMissing,
}


def named_os_error(error: OSError, path: Path) -> EvotrError:
    """What the system refused at ``path``: a full disk, or writing at all."""
    kind = _KINDS.get(error.errno, FolderNotWritable)
    return kind(path=path, reason=error)
