"""Every error that EVO-TR raises on purpose.

The tree::

    EvotrError
    ├── UserError               the user's input: exit code 2
    │   ├── EmptyMessage
    │   ├── MessageTooLong
    │   ├── UnknownSetting
    │   ├── UsageWrong
    │   │   ├── ArgumentMissing
    │   │   ├── ArgumentUnexpected
    │   │   ├── CommandMissing
    │   │   ├── CommandUnknown
    │   │   ├── OptionUnknown
    │   │   ├── OptionValueMissing
    │   │   ├── OptionValueUnexpected
    │   │   └── ValueRefused
    │   ├── InvalidSetting
    │   │   ├── SettingMalformed
    │   │   ├── SettingNotChoice
    │   │   ├── SettingNotFolder
    │   │   ├── SettingNotToken
    │   │   ├── SettingOutOfRange
    │   │   └── SettingsFileBroken
    │   ├── ConversationNotFound
    │   │   ├── ConversationAmbiguous
    │   │   └── ConversationInTrash
    │   ├── ConversationNotInTrash
    │   ├── MessageNotFound
    │   ├── ModelNotFound
    │   ├── ModelInUse
    │   ├── ExpertNotFound
    │   ├── VersionNotFound
    │   ├── VersionInUse
    │   ├── NoEarlierVersion
    │   ├── BlendWrong
    │   ├── CardWrong           an expert's card
    │   │   ├── CardKeyUnknown
    │   │   └── CardDuplicate
    │   ├── TrainingDataError   rows that an expert cannot be trained on
    │   │   ├── FileNotReadable
    │   │   ├── FileNotText
    │   │   ├── RowWrong
    │   │   │   └── AnswerMissing
    │   │   ├── ColumnMissing
    │   │   ├── RowsMissing
    │   │   └── RowsTooLong
    │   ├── DatasetNotFound
    │   ├── DatasetAmbiguous
    │   ├── ParquetUnreadable
    │   ├── RunNotFound
    │   └── InstanceRunning
    ├── ModelError              a model that cannot serve
    │   ├── ModelDamaged
    │   ├── ModelUnsupported
    │   ├── TokenizerMissing
    │   ├── GenerationBroken
    │   └── AdapterError        an expert's weights that cannot serve
    │       ├── AdapterDamaged
    │       ├── AdapterMismatch
    │       └── AdapterUnsupported
    ├── TrainingError           a training run that did not end well
    │   ├── RunBusy
    │   ├── RunDamaged
    │   ├── TrainingDiverged
    │   └── TrainingFailed
    ├── EngineClosed
    ├── JournalError            the database
    │   ├── JournalTooNew
    │   ├── JournalReadOnly
    │   ├── JournalLocked
    │   ├── JournalDamaged
    │   ├── JournalEmptied
    │   ├── JournalLinkBroken
    │   ├── JournalNotAFile
    │   └── JournalClosed
    ├── HubError                a download
    │   ├── HubUnauthorized
    │   ├── HubUnreachable
    │   ├── HubFileRefused
    │   ├── HubModelUnusable
    │   └── ChecksumMismatch
    ├── PullRunning
    ├── ExpertBusy
    ├── FolderNotWritable
    └── DiskFull
        └── DiskTooSmall

An error carries values, not sentences: the faces render it in the user's language
from ``evotr/text`` under the class's name (``error.<Name>`` says what is wrong,
``error.<Name>.hint`` what to do).
"""

import errno
from pathlib import Path
from typing import ClassVar

__all__ = [
    "AdapterDamaged",
    "AdapterError",
    "AdapterMismatch",
    "AdapterUnsupported",
    "AnswerMissing",
    "ArgumentMissing",
    "ArgumentUnexpected",
    "BlendWrong",
    "CardDuplicate",
    "CardKeyUnknown",
    "CardWrong",
    "ChecksumMismatch",
    "ColumnMissing",
    "CommandMissing",
    "CommandUnknown",
    "ConversationAmbiguous",
    "ConversationInTrash",
    "ConversationNotFound",
    "ConversationNotInTrash",
    "DatasetAmbiguous",
    "DatasetNotFound",
    "DiskFull",
    "DiskTooSmall",
    "EmptyMessage",
    "EngineClosed",
    "EvotrError",
    "ExpertBusy",
    "ExpertNotFound",
    "FileNotReadable",
    "FileNotText",
    "FolderNotWritable",
    "GenerationBroken",
    "HubError",
    "HubFileRefused",
    "HubModelUnusable",
    "HubUnauthorized",
    "HubUnreachable",
    "InstanceRunning",
    "InvalidSetting",
    "JournalClosed",
    "JournalDamaged",
    "JournalEmptied",
    "JournalError",
    "JournalLinkBroken",
    "JournalLocked",
    "JournalNotAFile",
    "JournalReadOnly",
    "JournalTooNew",
    "MessageNotFound",
    "MessageTooLong",
    "ModelDamaged",
    "ModelError",
    "ModelInUse",
    "ModelNotFound",
    "ModelUnsupported",
    "NoEarlierVersion",
    "OptionUnknown",
    "OptionValueMissing",
    "OptionValueUnexpected",
    "ParquetUnreadable",
    "PullRunning",
    "RowWrong",
    "RowsMissing",
    "RowsTooLong",
    "RunBusy",
    "RunDamaged",
    "RunNotFound",
    "SettingMalformed",
    "SettingNotChoice",
    "SettingNotFolder",
    "SettingNotToken",
    "SettingOutOfRange",
    "SettingsFileBroken",
    "TokenizerMissing",
    "TrainingDataError",
    "TrainingDiverged",
    "TrainingError",
    "TrainingFailed",
    "UnknownSetting",
    "UsageWrong",
    "UserError",
    "ValueRefused",
    "VersionInUse",
    "VersionNotFound",
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


class UnknownSetting(UserError):
    """No setting has the name ``key`` (in ``source``); ``suggestion`` is near."""


class UsageWrong(UserError):
    """The words after ``command`` are none that it knows: ``detail``."""


class ArgumentMissing(UsageWrong):
    """``command`` was called without its ``name``."""


class ArgumentUnexpected(UsageWrong):
    """``command`` takes nothing where ``words`` stand."""


class CommandMissing(UsageWrong):
    """``command`` was called without one of the commands below it (``known``)."""


class CommandUnknown(UsageWrong):
    """``command`` has no command ``name``; it has ``known``."""


class OptionUnknown(UsageWrong):
    """``command`` has no option ``name``; it has ``known``."""


class OptionValueMissing(UsageWrong):
    """The option ``name`` of ``command`` stands without its value."""


class OptionValueUnexpected(UsageWrong):
    """The option ``name`` of ``command`` is a switch and was given a value."""


class ValueRefused(UsageWrong):
    """``command`` takes ``expected`` as its ``name``, and was given ``value``."""


class InvalidSetting(UserError):
    """The value of ``key`` (in ``source``) is refused because of ``reason``.

    The classes below say the reason themselves.
    """


class SettingMalformed(InvalidSetting):
    """``key`` is not of its kind: it is written like ``example``."""


class SettingNotChoice(InvalidSetting):
    """``key`` is none of the ``choices``."""


class SettingNotFolder(InvalidSetting):
    """``key`` begins with the home of a user that this computer does not have."""


class SettingNotToken(InvalidSetting):
    """``key`` is blank, or has blanks or control characters inside."""


class SettingOutOfRange(InvalidSetting):
    """``key`` breaks its ``bound``, ``≥ 1`` for example."""


class SettingsFileBroken(InvalidSetting):
    """The file at ``path`` cannot be read from ``line`` and ``column`` on."""


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


class ModelNotFound(UserError):
    """``model`` is neither a folder, nor an installed model, nor on the hub."""


class ModelInUse(UserError):
    """``model`` is the one in use (or bundled) and is not removed."""


class ExpertNotFound(UserError):
    """There is no expert ``expert``; ``suggestion`` is the nearest."""


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


class CardKeyUnknown(CardWrong):
    """No key of a card has the name ``key``; ``suggestion`` is near."""


class CardDuplicate(CardWrong):
    """The card ``file`` has the id ``expert`` of the card ``other`` beside it."""


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


class DatasetNotFound(UserError):
    """The hub has no data set ``dataset``, or none that can be read here."""


class DatasetAmbiguous(UserError):
    """``dataset`` has several of ``what``, and one must be named: ``known``."""


class ParquetUnreadable(UserError):
    """``dataset`` lies in Parquet, and the library that reads it is not here."""


class RunNotFound(UserError):
    """There is no training run at ``run``."""


class InstanceRunning(UserError):
    """Another process (``pid``) has this home (``home``) open."""


class ModelError(EvotrError):
    """A model folder that cannot serve."""

    exit_code = 2


class ModelDamaged(ModelError):
    """A file of the model at ``path`` is missing or truncated: ``reason``."""


class ModelUnsupported(ModelError):
    """The model at ``path`` has an ``architecture`` that mlx-lm does not know."""


class TokenizerMissing(ModelError):
    """The model at ``path`` has no usable tokenizer."""


class GenerationBroken(ModelError):
    """The model's output is not finite (NaN) or all zero (``path``)."""

    exit_code = 1


class AdapterError(ModelError):
    """An adapter at ``path`` that cannot serve: ``reason``."""


class AdapterDamaged(AdapterError):
    """A file of the adapter at ``path`` is missing, cut or not finite: ``reason``."""


class AdapterMismatch(AdapterError):
    """The adapter at ``path`` was not made for this base: ``reason``."""


class AdapterUnsupported(AdapterError):
    """The adapter at ``path`` has something that cannot be carried: ``reason``."""


class TrainingError(EvotrError):
    """The training run in the folder ``run`` did not end well."""


class RunBusy(TrainingError):
    """Another process trains in the folder ``run``."""


class RunDamaged(TrainingError):
    """The file ``reason`` of the training run ``run`` cannot be used."""


class TrainingDiverged(TrainingError):
    """``skipped`` steps in a row, up to ``step``, were not finite."""


class TrainingFailed(TrainingError):
    """The process that trained ended with ``reason``; ``log`` may say why."""


class EngineClosed(EvotrError):
    """The inference engine was closed while or before the request ran."""


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


class HubError(EvotrError):
    """The hub answered ``status`` for ``model``."""


class HubUnauthorized(HubError):
    """The hub refuses ``model`` without a valid token (401 or 403)."""

    exit_code = 2


class HubUnreachable(HubError):
    """The hub at ``endpoint`` does not answer: ``reason``."""


class HubFileRefused(HubError):
    """The hub lists ``file`` for ``model``: a name that would leave its folder."""


class HubModelUnusable(HubError):
    """``model`` has no ``config.json`` or no weights in the safetensors format."""

    exit_code = 2


class ChecksumMismatch(HubError):
    """The downloaded ``file`` of ``model`` is not what the hub announced."""


class PullRunning(EvotrError):
    """Another process downloads ``model`` right now."""


class ExpertBusy(EvotrError):
    """Another process is changing the versions of ``expert``."""


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
