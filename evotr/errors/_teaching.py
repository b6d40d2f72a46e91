"""What the user says of answers, and what is learned from it."""

from evotr.errors._base import UserError

__all__ = [
    "AnswerExpected",
    "CorrectionUnchanged",
    "LedgerRowAmbiguous",
    "LedgerRowFixed",
    "LedgerRowNotFound",
]


class AnswerExpected(UserError):
    """``message`` is no answer of the assistant."""


class CorrectionUnchanged(UserError):
    """The answer ``message`` says already what it should say."""


class LedgerRowNotFound(UserError):
    """No row of the ledger has the id ``row``."""


class LedgerRowAmbiguous(LedgerRowNotFound):
    """``row`` is too short, or the beginning of more than one id."""


class LedgerRowFixed(UserError):
    """The row ``row`` of the ledger was retracted: it is to be taught anew."""
