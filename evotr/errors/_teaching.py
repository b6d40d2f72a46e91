"""What the user says of answers, and what is learned from it."""

from evotr.errors._base import UserError

__all__ = [
    "AnswerExpected",
    "AnswerWaits",
    "CorrectionUnchanged",
    "LedgerRowAmbiguous",
    "LedgerRowFixed",
    "LedgerRowNotFound",
    "LedgerRowSecret",
    "LedgerRowSteering",
    "LedgerRowTooLong",
]


class AnswerExpected(UserError):
    """``message`` is no answer of the assistant."""


class AnswerWaits(UserError):
    """``answer`` was disliked and waits for its right one: ``option`` is for rows."""


class CorrectionUnchanged(UserError):
    """The answer ``message`` says already what it should say."""


class LedgerRowNotFound(UserError):
    """No row of the ledger has the id ``row``."""


class LedgerRowAmbiguous(LedgerRowNotFound):
    """``row`` is too short, or the beginning of more than one id."""


class LedgerRowFixed(UserError):
    """The row ``row`` of the ledger was retracted: it is to be taught anew."""


class LedgerRowSecret(LedgerRowFixed):
    """The row ``row`` holds a secret, or a number that is somebody's own."""


class LedgerRowSteering(LedgerRowFixed):
    """The row ``row`` holds signs that steer the model."""


class LedgerRowTooLong(LedgerRowFixed):
    """The row ``row`` is too long to be trained on."""
