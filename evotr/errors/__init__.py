"""Every error that EVO-TR raises on purpose.

The tree; behind ``>`` stands an only child::

    EvotrError
    ├── FolderNotWritable
    │   ├── FolderForbidden · FolderHeld · FolderIsFile · FolderMissing
    │   └── FolderReadOnly
    ├── HubError             a download
    │   ├── HubUnreachable
    │   │   └── HubAddressUnknown · HubConnectionRefused · HubNotThere · HubSilent
    │   └── ChecksumMismatch · HubFileRefused · HubModelUnusable · HubUnauthorized
    ├── JournalError         the database
    │   ├── JournalClosed · JournalDamaged · JournalEmptied · JournalLinkBroken
    │   └── JournalLocked · JournalNotAFile · JournalReadOnly · JournalTooNew
    ├── MemoryFailed         a turn goes on without memory
    │   └── MemoryLate
    ├── ModelError           a model that cannot serve
    │   ├── AdapterError     an expert's weights
    │   │   ├── AdapterDamaged
    │   │   │   └── ImportDamaged · NightVersionDamaged
    │   │   ├── ActiveUnreadable · AdapterMismatch · AdapterMissing · AdapterOverflowed
    │   │   └── AdapterUnsupported
    │   ├── EmbedderUnavailable an embedding model
    │   │   └── EmbedderMissing · EmbedderReplaced · EmbedderWeightsWrong
    │   ├── RerankerUnavailable a model that weighs memories
    │   │   └── RerankerMissing
    │   └── GenerationBroken · ModelDamaged · ModelUnsupported · TokenizerMissing
    ├── TrainingError        a run that did not end well
    │   └── RunBusy · RunDamaged · TrainingDiverged · TrainingFailed
    ├── UserError            the user's input: exit code 2
    │   ├── CardWrong        an expert's card
    │   │   ├── CardDuplicate · CardExemplarsMissing · CardIdReserved · CardKeyUnknown
    │   │   └── CardUnreadable
    │   ├── ConversationNotFound
    │   │   └── ConversationAmbiguous · ConversationInTrash
    │   ├── DocumentRefused  a file that is not taken into memory
    │   │   ├── DocumentBinary · DocumentBomb · DocumentChanging · DocumentCrashed
    │   │   ├── DocumentDamaged · DocumentEmpty · DocumentEncrypted · DocumentHungry
    │   │   ├── DocumentLink · DocumentLoop · DocumentMissing · DocumentNotFile
    │   │   └── DocumentSlow · DocumentTooLarge · DocumentUnreadable
    │   ├── InvalidSetting
    │   │   ├── DeviceMissing · SettingMalformed · SettingNotChoice · SettingNotFolder
    │   │   ├── SettingNotHours · SettingNotToken · SettingOutOfRange
    │   │   └── SettingsFileBroken · SettingsFileClosed
    │   ├── MemoryLineWrong  a line of an import
    │   │   └── MemoryLineNotJson
    │   ├── ModelNotFound
    │   │   └── ModelBundled · ModelNameWrong
    │   ├── NightNotFound
    │   │   └── NightAmbiguous · NightNoneYet
    │   ├── QueryLineWrong   a line of a search
    │   │   └── QueryLineNotJson
    │   ├── SnapshotMissing  a snapshot of the memories
    │   │   └── SnapshotForeign
    │   ├── TrainingDataError rows that an expert cannot be trained on
    │   │   ├── ColumnMissing · FileNotReadable · FileNotText · RowWrong > AnswerMissing
    │   │   └── RowsMissing · RowsTooLong > RowsBeyondContext
    │   ├── UsageWrong
    │   │   ├── ArgumentMissing · ArgumentUnexpected · CommandMissing · CommandUnknown
    │   │   ├── ConfirmationMissing · OptionUnknown · OptionValueMissing
    │   │   └── OptionValueUnexpected · OptionsExclusive · ValueRefused
    │   ├── AnswerExpected · AnswerWaits · BlendWrong · ConversationNotInTrash
    │   ├── CorrectionUnchanged
    │   ├── DatasetAmbiguous · DatasetNotFound · DocumentNotFound · EmptyMessage
    │   ├── ExemplarNotFound > ProposalNotFound · ExemplarNotProposed · ExemplarWordless
    │   ├── ExpertNotFound > ExpertUnheard · StandingExpertGone
    │   ├── ExpertPinned · FileNotWritable > FileIsFolder · FileThere · FileUnnamed
    │   ├── HotKeyTaken · HotKeyUnusable · InstanceRunning
    │   ├── LedgerRowFixed > LedgerRowSecret · LedgerRowSteering · LedgerRowTooLong
    │   ├── LedgerRowNotFound > LedgerRowAmbiguous
    │   ├── MemoryNotFound > MemoryAmbiguous · MemoryOfDocument · MemoryOff
    │   ├── MessageNotFound > MessageAmbiguous · MessageTooLong > PromptTooLong
    │   ├── ModelInUse · NightBuiltOn · NightNothingToUndo · NightOfOtherModel
    │   ├── NightRunning · NoEarlierVersion · NothingAsked · ParquetUnreadable
    │   ├── RouteRowWrong · RouteRowsMissing
    │   ├── RunFixed · RunNotFound · SnapshotDamaged · SnapshotInHome
    │   ├── SnapshotOfAnother · SnapshotTooNew · UnknownSetting > SettingUnheard
    │   ├── VersionInUse
    │   └── VersionNotFound
    ├── DiskFull > DiskTooSmall · EngineClosed · ExpertBusy · FeatureMissing
    ├── IndexBroken · IndexBusy · LoginItemRefused · PullRunning · RouterFailed
    └── SnapshotBusy · TimerRefused > TimerMissing

An error carries values, not sentences: the faces render it in the user's language
from ``evotr/text`` under the class's name (``error.<Name>`` says what is wrong,
``error.<Name>.hint`` what to do).
"""

from evotr.errors import (
    _base,
    _desktop,
    _documents,
    _experts,
    _memory,
    _models,
    _nights,
    _talk,
    _teaching,
    _usage,
)
from evotr.errors._base import *  # noqa: F403 — its __all__ names them
from evotr.errors._desktop import *  # noqa: F403 — its __all__ names them
from evotr.errors._documents import *  # noqa: F403 — its __all__ names them
from evotr.errors._experts import *  # noqa: F403 — its __all__ names them
from evotr.errors._memory import *  # noqa: F403 — its __all__ names them
from evotr.errors._models import *  # noqa: F403 — its __all__ names them
from evotr.errors._nights import *  # noqa: F403 — its __all__ names them
from evotr.errors._talk import *  # noqa: F403 — its __all__ names them
from evotr.errors._teaching import *  # noqa: F403 — its __all__ names them
from evotr.errors._usage import *  # noqa: F403 — its __all__ names them

__all__: list[str] = []
__all__ += _base.__all__
__all__ += _desktop.__all__
__all__ += _documents.__all__
__all__ += _experts.__all__
__all__ += _memory.__all__
__all__ += _models.__all__
__all__ += _nights.__all__
__all__ += _talk.__all__
__all__ += _teaching.__all__
__all__ += _usage.__all__
