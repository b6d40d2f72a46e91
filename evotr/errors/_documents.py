"""Files that cannot be taken into memory, each for its reason."""

from evotr.errors._base import UserError

__all__ = [
    "DocumentBinary",
    "DocumentBomb",
    "DocumentChanging",
    "DocumentCrashed",
    "DocumentDamaged",
    "DocumentEmpty",
    "DocumentEncrypted",
    "DocumentHungry",
    "DocumentLink",
    "DocumentLoop",
    "DocumentMissing",
    "DocumentNotFile",
    "DocumentRefused",
    "DocumentSlow",
    "DocumentTooLarge",
    "DocumentUnreadable",
]


class DocumentRefused(UserError):
    """The file at ``path`` is not taken in; the classes below say why."""


class DocumentBinary(DocumentRefused):
    """What lies at ``path`` is neither text nor of a kind that can be read."""


class DocumentBomb(DocumentRefused):
    """The archive at ``path`` would unpack to more than ``limit`` MB, or is a trap."""


class DocumentChanging(DocumentRefused):
    """The file at ``path`` was written to while it was read, twice."""


class DocumentCrashed(DocumentRefused):
    """Reading ``path`` ended the process that did: ``reason``."""


class DocumentDamaged(DocumentRefused):
    """The file at ``path`` is no sound ``kind``.

    ``reason`` is a `evotr.memory.documents.values.Damage`, ``detail`` what the library
    that read it said, in English.
    """


class DocumentEmpty(DocumentRefused):
    """There is no text in ``path``: an empty file, or pictures of pages."""


class DocumentEncrypted(DocumentRefused):
    """``path`` opens with a password or a licence only."""


class DocumentHungry(DocumentRefused):
    """Reading ``path`` took more than ``limit`` MB of memory."""


class DocumentLink(DocumentRefused):
    """``path`` is a link to a folder, met inside a folder."""


class DocumentLoop(DocumentRefused):
    """The link ``path`` leads back to itself."""


class DocumentMissing(DocumentRefused):
    """Nothing is at ``path`` (any more)."""


class DocumentNotFile(DocumentRefused):
    """What lies at ``path`` is a device, a pipe or a socket."""


class DocumentSlow(DocumentRefused):
    """Reading ``path`` took longer than ``limit`` seconds."""


class DocumentTooLarge(DocumentRefused):
    """``path`` has ``size`` MB, or more text than may be, and ``limit`` MB are read."""


class DocumentUnreadable(DocumentRefused):
    """The system does not let us read ``path``: ``reason``."""
