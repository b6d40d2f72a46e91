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
    "MemoryOfDocument",
    "MemoryOff",
    "NothingAsked",
    "QueryLineNotJson",
    "QueryLineWrong",
    "SnapshotBusy",
    "SnapshotDamaged",
    "SnapshotForeign",
    "SnapshotInHome",
    "SnapshotMissing",
    "SnapshotOfAnother",
    "SnapshotTooNew",
]


class MemoryNotFound(UserError):
    """No memory has the id ``memory``."""


class MemoryAmbiguous(MemoryNotFound):
    """``memory`` is too short, or the beginning of more than one id."""


class MemoryOfDocument(UserError):
    """``memory`` is a piece of the file ``path``: its words are not the user's."""


class MemoryOff(UserError):
    """The user has switched the memory off."""


class NothingAsked(UserError):
    """The memory ``memory`` contradicts no other one: there is nothing to settle."""


class MemoryLineWrong(UserError):
    """Line ``line`` of an import lacks ``key``, or has something else there."""


class MemoryLineNotJson(MemoryLineWrong):
    """Line ``line`` of an import is no JSON object."""


class QueryLineWrong(UserError):
    """Line ``line`` of a search lacks ``key``, or has something else there."""


class QueryLineNotJson(QueryLineWrong):
    """Line ``line`` of a search is no JSON object."""


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


class SnapshotMissing(UserError):
    """There is no snapshot at ``path``."""


class SnapshotForeign(SnapshotMissing):
    """What is at ``path`` is no snapshot."""


class SnapshotDamaged(UserError):
    """The snapshot at ``path`` is not as it was written: its part ``part``."""


class SnapshotTooNew(UserError):
    """A newer version of the program wrote the snapshot at ``path``."""


class SnapshotBusy(EvotrError):
    """Another program uses the snapshot at ``path``."""


class SnapshotInHome(UserError):
    """The place ``path`` of a snapshot lies in the home ``home`` that it is of."""


class SnapshotOfAnother(UserError):
    """The snapshot at ``path`` has ``memories`` memories or lessons that are new."""
