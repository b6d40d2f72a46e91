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
    "FolderNotWritable",
    "InstanceRunning",
    "MessageTooLong",
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


class InstanceRunning(UserError):
    """Another process (``pid``) has this home (``home``) open."""


class EngineClosed(EvotrError):
    """The inference engine was closed while or before the request ran."""


class FolderNotWritable(EvotrError):
    """Nothing can be written at ``path``: ``reason``."""


class DiskFull(EvotrError):
    """The disk of ``path`` takes no more."""


class DiskTooSmall(DiskFull):
    """What is to come needs ``needed``, and the disk of ``path`` has ``free``."""


def named_os_error(error: OSError, path: Path) -> EvotrError:
    """What the system refused at ``path``: a full disk, or writing at all."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(path=path)
    return FolderNotWritable(path=path, reason=error.strerror or error)
