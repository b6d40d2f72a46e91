"""Experts, what they are trained on, and their training."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "AnswerMissing",
    "BlendWrong",
    "CardDuplicate",
    "CardExemplarsMissing",
    "CardIdReserved",
    "CardKeyUnknown",
    "CardUnreadable",
    "CardWrong",
    "ColumnMissing",
    "DatasetAmbiguous",
    "DatasetNotFound",
    "ExemplarNotFound",
    "ExemplarNotProposed",
    "ExemplarWordless",
    "ExpertBusy",
    "ExpertNotFound",
    "ExpertPinned",
    "ExpertUnheard",
    "FileNotReadable",
    "FileNotText",
    "NoEarlierVersion",
    "ParquetUnreadable",
    "ProposalNotFound",
    "RouteRowWrong",
    "RouteRowsMissing",
    "RouterFailed",
    "RowWrong",
    "RowsBeyondContext",
    "RowsMissing",
    "RowsTooLong",
    "RunBusy",
    "RunDamaged",
    "RunFixed",
    "RunNotFound",
    "StandingExpertGone",
    "TrainingDataError",
    "TrainingDiverged",
    "TrainingError",
    "TrainingFailed",
    "VersionInUse",
    "VersionNotFound",
]


class ExpertNotFound(UserError):
    """There is no expert ``expert``; ``suggestion`` is the nearest."""


class ExpertUnheard(ExpertNotFound):
    """No expert has a name near ``expert``."""


class StandingExpertGone(ExpertNotFound):
    """The setting of who answers names ``expert``, and there is none."""


class ExpertPinned(UserError):
    """A setting names the adapter of ``expert``: no version can take its place."""


class VersionNotFound(UserError):
    """``expert`` has no version ``version`` for the base in use."""


class VersionInUse(UserError):
    """``version`` of ``expert`` is served (or bundled) and is not removed."""


class NoEarlierVersion(UserError):
    """Nothing was served by ``expert`` before what it serves now."""


class BlendWrong(UserError):
    """``blend`` is no choice of experts with weights: ``reason`` is the culprit."""


class CardWrong(UserError):
    """The expert's card ``file`` is wrong at ``key``; it should be ``reason``."""


class CardIdReserved(CardWrong):
    """The card ``file`` has the id ``expert``, which the program itself means."""


class CardUnreadable(CardWrong):
    """The system does not let the card ``file`` be read: ``reason``."""


class CardKeyUnknown(CardWrong):
    """No key of a card has the name ``key``; ``suggestion`` is near."""


class CardDuplicate(CardWrong):
    """The card ``file`` has the id ``expert`` of the card ``other`` beside it."""


class CardExemplarsMissing(CardWrong):
    """The card ``file`` of ``expert`` has no question that it should get."""


class ExemplarNotFound(UserError):
    """No exemplar, or more than one, has an id that begins with ``exemplar``."""


class ProposalNotFound(ExemplarNotFound):
    """No proposal, or more than one, has an id that begins with ``exemplar``."""


class ExemplarNotProposed(UserError):
    """``exemplar`` is no proposal of a night, or was decided on already."""


class ExemplarWordless(UserError):
    """There is no word in ``text`` that the router could learn from."""


class TrainingDataError(UserError):
    """The rows in ``file`` cannot be trained on."""


class FileNotReadable(TrainingDataError):
    """There is no ``file``, or the system does not let it be read: ``reason``."""


class FileNotText(TrainingDataError):
    """``file`` is not text in UTF-8."""


class RowWrong(TrainingDataError):
    """``line`` of ``file`` is no row of chat; ``reason`` is the culprit."""


class AnswerMissing(RowWrong):
    """The last message in ``line`` of ``file`` is not an assistant's with text."""


class ColumnMissing(TrainingDataError):
    """The rows of ``file`` have no ``column``; they have ``known``."""


class RowsMissing(TrainingDataError):
    """There is not one row in ``file``."""


class RowsTooLong(TrainingDataError):
    """All ``rows`` of ``file`` have more than ``limit`` tokens."""


class RowsBeyondContext(RowsTooLong):
    """All ``rows`` of ``file`` are longer than the model reads: ``limit`` tokens."""


class DatasetNotFound(UserError):
    """The hub has no data set ``dataset``, or none that can be read here."""


class DatasetAmbiguous(UserError):
    """``dataset`` has several of ``what``, and one must be named: ``known``."""


class ParquetUnreadable(UserError):
    """``dataset`` lies in Parquet, and the library that reads it is not here."""


class RouteRowWrong(UserError):
    """``line`` of ``file`` is no question to route; ``reason`` is the culprit."""


class RouteRowsMissing(UserError):
    """There is not one question in ``file`` that can be judged."""


class RunNotFound(UserError):
    """There is no training run at ``run``."""


class RunFixed(UserError):
    """The run ``run`` was begun with ``kept`` as ``name``: ``value`` is too late."""


class TrainingError(EvotrError):
    """The training run in the folder ``run`` did not end well."""


class RunBusy(TrainingError):
    """Another process trains in the folder ``run``."""


class RunDamaged(TrainingError):
    """The file ``reason`` of the training run ``run`` cannot be used."""


class TrainingDiverged(TrainingError):
    """Numbers up to ``step`` were not finite; ``skipped`` steps did nothing."""


class TrainingFailed(TrainingError):
    """The process that trained ended with ``reason``; ``log`` may say why."""


class RouterFailed(EvotrError):
    """The router cannot be opened or asked: ``reason``."""


class ExpertBusy(EvotrError):
    """Another process is changing the versions of ``expert``."""
