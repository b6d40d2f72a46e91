"""Every error that EVO-TR raises on purpose.

The tree; behind ``>`` stands an only child::

    EvotrError
    ├── FolderNotWritable
    │   └── FolderForbidden · FolderIsFile · FolderMissing · FolderReadOnly
    ├── HubError             a download
    │   ├── HubUnreachable
    │   │   └── HubAddressUnknown · HubConnectionRefused · HubNotThere · HubSilent
    │   └── ChecksumMismatch · HubFileRefused · HubModelUnusable · HubUnauthorized
    ├── JournalError         the database
    │   ├── JournalClosed · JournalDamaged · JournalEmptied · JournalLinkBroken
    │   └── JournalLocked · JournalNotAFile · JournalReadOnly · JournalTooNew
    ├── MemoryFailed > MemoryLate  a turn goes on without memory
    ├── ModelError           a model that cannot serve
    │   ├── AdapterError     an expert's weights
    │   │   ├── ActiveUnreadable · AdapterDamaged > ImportDamaged · AdapterMismatch
    │   │   └── AdapterMissing · AdapterOverflowed · AdapterUnsupported
    │   ├── EmbedderUnavailable an embedding model
    │   │   └── EmbedderMissing · EmbedderWeightsWrong
    │   ├── RerankerUnavailable > RerankerMissing  a model that weighs memories
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
    │   │   ├── SettingNotToken · SettingOutOfRange · SettingsFileBroken
    │   │   └── SettingsFileClosed
    │   ├── MemoryLineWrong > MemoryLineNotJson  a line of an import
    │   ├── ModelNotFound
    │   │   └── ModelBundled · ModelNameWrong
    │   ├── QueryLineWrong > QueryLineNotJson  a line of a search
    │   ├── SnapshotMissing > SnapshotForeign  a snapshot of the memories
    │   ├── TrainingDataError rows that an expert cannot be trained on
    │   │   ├── ColumnMissing · FileNotReadable · FileNotText · RowWrong > AnswerMissing
    │   │   └── RowsMissing · RowsTooLong > RowsBeyondContext
    │   ├── UsageWrong
    │   │   ├── ArgumentMissing · ArgumentUnexpected · CommandMissing · CommandUnknown
    │   │   ├── ConfirmationMissing · OptionUnknown · OptionValueMissing
    │   │   └── OptionValueUnexpected · OptionsExclusive · ValueRefused
    │   ├── BlendWrong · ConversationNotInTrash · DatasetAmbiguous · DatasetNotFound
    │   ├── DocumentNotFound · EmptyMessage · ExemplarNotFound · ExemplarWordless
    │   ├── ExpertIsBase · ExpertNotFound · InstanceRunning
    │   ├── MemoryNotFound > MemoryAmbiguous · MemoryOfDocument · MemoryOff
    │   ├── MessageNotFound · MessageTooLong > PromptTooLong · ModelInUse
    │   ├── NoEarlierVersion · NothingAsked · ParquetUnreadable · RouteRowWrong
    │   ├── RouteRowsMissing · RunFixed · RunNotFound · SnapshotDamaged · SnapshotInHome
    │   ├── SnapshotOfAnother · SnapshotTooNew · UnknownSetting > SettingUnheard
    │   └── VersionInUse · VersionNotFound
    ├── DiskFull > DiskTooSmall · EngineClosed · ExpertBusy · IndexBroken · IndexBusy
    └── PullRunning · RouterFailed · SnapshotBusy

An error carries values, not sentences: the faces render it from ``evotr/text``, where
``error.<Name>`` says what is wrong and ``error.<Name>.hint`` what to do.
"""

from evotr.errors import (
    _base,
    _documents,
    _experts,
    _memory,
    _models,
    _talk,
    _usage,
)
from evotr.errors._base import *  # noqa: F403 — its __all__ names them
from evotr.errors._documents import *  # noqa: F403 — its __all__ names them
from evotr.errors._experts import *  # noqa: F403 — its __all__ names them
from evotr.errors._memory import *  # noqa: F403 — its __all__ names them
from evotr.errors._models import *  # noqa: F403 — its __all__ names them
from evotr.errors._talk import *  # noqa: F403 — its __all__ names them
from evotr.errors._usage import *  # noqa: F403 — its __all__ names them

__all__: list[str] = []
__all__ += _base.__all__
__all__ += _documents.__all__
__all__ += _experts.__all__
__all__ += _memory.__all__
__all__ += _models.__all__
__all__ += _talk.__all__
__all__ += _usage.__all__
