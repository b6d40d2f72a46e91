"""What is remembered, and the documents it comes from."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "DocumentNotFound",
    "IndexBroken",
    "IndexBusy",
    "MemoryAmbiguous",
    "MemoryFailed",
    "MemoryLate",
    "MemoryLineNotJson",
    "MemoryLineWrong",
    "MemoryNotFound",
]


class MemoryNotFound(UserError):
    """No memory has the id ``memory``."""


class MemoryAmbiguous(MemoryNotFound):
    """``memory`` is too short, or the beginning of more than one id."""


class MemoryLineWrong(UserError):
    """Line ``line`` of an import lacks ``key``, or has something else there."""


class MemoryLineNotJson(MemoryLineWrong):
    """Line ``line`` of an import is no JSON object."""


class DocumentNotFound(UserError):
    """No document has the id or path ``document``."""


class IndexBroken(EvotrError):
    """The index of vectors at ``path`` fails (``reason``); it can be made anew."""


class MemoryFailed(EvotrError):
    """The memory does not work (``reason``); what asked it goes on without."""


class MemoryLate(MemoryFailed):
    """The memory did not answer within ``seconds``."""


class IndexBusy(EvotrError):
    """The process ``pid`` has the index of vectors open: words alone decide."""
