"""Conversations and the database that keeps them."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "ConversationAmbiguous",
    "ConversationInTrash",
    "ConversationNotFound",
    "ConversationNotInTrash",
    "JournalClosed",
    "JournalDamaged",
    "JournalEmptied",
    "JournalError",
    "JournalLinkBroken",
    "JournalLocked",
    "JournalNotAFile",
    "JournalReadOnly",
    "JournalTooNew",
    "MessageAmbiguous",
    "MessageNotFound",
]


class ConversationNotFound(UserError):
    """No conversation has the id ``conversation``."""


class ConversationAmbiguous(ConversationNotFound):
    """``conversation`` is too short, or the beginning of more than one id."""


class ConversationInTrash(ConversationNotFound):
    """``conversation`` lies in the trash."""


class ConversationNotInTrash(UserError):
    """``conversation`` does not lie in the trash."""


class MessageNotFound(UserError):
    """No message has the id ``message``."""


class MessageAmbiguous(MessageNotFound):
    """``message`` is too short, or the beginning of more than one id."""


class JournalError(EvotrError):
    """The database at ``path`` cannot be used: ``reason``."""


class JournalTooNew(JournalError):
    """The database at ``path`` has the unknown ``revision`` of a newer version."""


class JournalReadOnly(JournalError):
    """The database at ``path`` or its folder cannot be written."""


class JournalLocked(JournalError):
    """Another program holds the database at ``path``."""


class JournalDamaged(JournalError):
    """The file at ``path`` is not a sound database: ``reason``."""


class JournalEmptied(JournalError):
    """The database at ``path`` is empty or gone, and its ``log`` is still there."""


class JournalLinkBroken(JournalError):
    """``path`` is a link to ``target``, where nothing is."""


class JournalNotAFile(JournalError):
    """What lies at ``path`` is a folder, a pipe or a device."""


class JournalClosed(JournalError):
    """The database at ``path`` was closed before the request."""
