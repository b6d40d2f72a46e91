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
    ├── MemoryFailed > MemoryLate a turn goes on without memory
    ├── ModelError           a model that cannot serve
    │   ├── AdapterError     an expert's weights
    │   │   ├── ActiveUnreadable · AdapterDamaged > ImportDamaged · AdapterMismatch
    │   │   └── AdapterMissing · AdapterUnsupported
    │   ├── EmbedderUnavailable an embedding model
    │   │   └── EmbedderMissing · EmbedderWeightsWrong
    │   ├── RerankerUnavailable > RerankerMissing a model that weighs memories
    │   ├── GenerationBroken > AdapterOverflowed · ModelDamaged · ModelUnsupported
    │   └── TokenizerMissing
    ├── TrainingError        a run that did not end well
    │   └── RunBusy · RunDamaged · TrainingDiverged · TrainingFailed
    ├── UserError            the user's input: exit code 2
    │   ├── CardWrong        an expert's card
    │   │   ├── CardDuplicate · CardExemplarsMissing · CardIdReserved
    │   │   └── CardKeyUnknown · CardUnreadable
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
    │   ├── MemoryLineWrong > MemoryLineNotJson a line of an import
    │   ├── ModelNotFound
    │   │   └── ModelBundled · ModelNameWrong
    │   ├── QueryLineWrong > QueryLineNotJson a line of a search
    │   ├── SnapshotMissing > SnapshotForeign a snapshot of the memories
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
    │   ├── NoEarlierVersion · ParquetUnreadable · RouteRowWrong · RouteRowsMissing
    │   ├── RunFixed · RunNotFound · SnapshotDamaged · SnapshotInHome
    │   ├── SnapshotOfAnother · SnapshotTooNew · UnknownSetting > SettingUnheard
    │   └── VersionInUse · VersionNotFound
    ├── DiskFull > DiskTooSmall · EngineClosed · ExpertBusy · IndexBroken · IndexBusy
    └── PullRunning · RouterFailed · SnapshotBusy

An error carries values, not sentences: the faces render it from ``evotr/text``, where
``error.<Name>`` says what is wrong and ``error.<Name>.hint`` what to do.
"""

from evotr.errors._base import (
    DiskFull,
    DiskTooSmall,
    EmptyMessage,
    EngineClosed,
    EvotrError,
    FolderForbidden,
    FolderIsFile,
    FolderMissing,
    FolderNotWritable,
    FolderReadOnly,
    InstanceRunning,
    MessageTooLong,
    PromptTooLong,
    UserError,
    named_os_error,
)
from evotr.errors._documents import (
    DocumentBinary,
    DocumentBomb,
    DocumentChanging,
    DocumentCrashed,
    DocumentDamaged,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentHungry,
    DocumentLink,
    DocumentLoop,
    DocumentMissing,
    DocumentNotFile,
    DocumentRefused,
    DocumentSlow,
    DocumentTooLarge,
    DocumentUnreadable,
)
from evotr.errors._experts import (
    AnswerMissing,
    BlendWrong,
    CardDuplicate,
    CardExemplarsMissing,
    CardIdReserved,
    CardKeyUnknown,
    CardUnreadable,
    CardWrong,
    ColumnMissing,
    DatasetAmbiguous,
    DatasetNotFound,
    ExemplarNotFound,
    ExemplarWordless,
    ExpertBusy,
    ExpertIsBase,
    ExpertNotFound,
    FileNotReadable,
    FileNotText,
    NoEarlierVersion,
    ParquetUnreadable,
    RouterFailed,
    RouteRowsMissing,
    RouteRowWrong,
    RowsBeyondContext,
    RowsMissing,
    RowsTooLong,
    RowWrong,
    RunBusy,
    RunDamaged,
    RunFixed,
    RunNotFound,
    TrainingDataError,
    TrainingDiverged,
    TrainingError,
    TrainingFailed,
    VersionInUse,
    VersionNotFound,
)
from evotr.errors._memory import (
    DocumentNotFound,
    IndexBroken,
    IndexBusy,
    MemoryAmbiguous,
    MemoryFailed,
    MemoryLate,
    MemoryLineNotJson,
    MemoryLineWrong,
    MemoryNotFound,
    MemoryOfDocument,
    MemoryOff,
    QueryLineNotJson,
    QueryLineWrong,
    SnapshotBusy,
    SnapshotDamaged,
    SnapshotForeign,
    SnapshotInHome,
    SnapshotMissing,
    SnapshotOfAnother,
    SnapshotTooNew,
)
from evotr.errors._models import (
    ActiveUnreadable,
    AdapterDamaged,
    AdapterError,
    AdapterMismatch,
    AdapterMissing,
    AdapterOverflowed,
    AdapterUnsupported,
    ChecksumMismatch,
    EmbedderMissing,
    EmbedderUnavailable,
    EmbedderWeightsWrong,
    GenerationBroken,
    HubAddressUnknown,
    HubConnectionRefused,
    HubError,
    HubFileRefused,
    HubModelUnusable,
    HubNotThere,
    HubSilent,
    HubUnauthorized,
    HubUnreachable,
    ImportDamaged,
    ModelBundled,
    ModelDamaged,
    ModelError,
    ModelInUse,
    ModelNameWrong,
    ModelNotFound,
    ModelUnsupported,
    PullRunning,
    RerankerMissing,
    RerankerUnavailable,
    TokenizerMissing,
)
from evotr.errors._talk import (
    ConversationAmbiguous,
    ConversationInTrash,
    ConversationNotFound,
    ConversationNotInTrash,
    JournalClosed,
    JournalDamaged,
    JournalEmptied,
    JournalError,
    JournalLinkBroken,
    JournalLocked,
    JournalNotAFile,
    JournalReadOnly,
    JournalTooNew,
    MessageNotFound,
)
from evotr.errors._usage import (
    ArgumentMissing,
    ArgumentUnexpected,
    CommandMissing,
    CommandUnknown,
    ConfirmationMissing,
    DeviceMissing,
    InvalidSetting,
    OptionsExclusive,
    OptionUnknown,
    OptionValueMissing,
    OptionValueUnexpected,
    SettingMalformed,
    SettingNotChoice,
    SettingNotFolder,
    SettingNotToken,
    SettingOutOfRange,
    SettingsFileBroken,
    SettingsFileClosed,
    SettingUnheard,
    UnknownSetting,
    UsageWrong,
    ValueRefused,
)

__all__ = [
    "ActiveUnreadable",
    "AdapterDamaged",
    "AdapterError",
    "AdapterMismatch",
    "AdapterMissing",
    "AdapterOverflowed",
    "AdapterUnsupported",
    "AnswerMissing",
    "ArgumentMissing",
    "ArgumentUnexpected",
    "BlendWrong",
    "CardDuplicate",
    "CardExemplarsMissing",
    "CardIdReserved",
    "CardKeyUnknown",
    "CardUnreadable",
    "CardWrong",
    "ChecksumMismatch",
    "ColumnMissing",
    "CommandMissing",
    "CommandUnknown",
    "ConfirmationMissing",
    "ConversationAmbiguous",
    "ConversationInTrash",
    "ConversationNotFound",
    "ConversationNotInTrash",
    "DatasetAmbiguous",
    "DatasetNotFound",
    "DeviceMissing",
    "DiskFull",
    "DiskTooSmall",
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
    "DocumentNotFound",
    "DocumentRefused",
    "DocumentSlow",
    "DocumentTooLarge",
    "DocumentUnreadable",
    "EmbedderMissing",
    "EmbedderUnavailable",
    "EmbedderWeightsWrong",
    "EmptyMessage",
    "EngineClosed",
    "EvotrError",
    "ExemplarNotFound",
    "ExemplarWordless",
    "ExpertBusy",
    "ExpertIsBase",
    "ExpertNotFound",
    "FileNotReadable",
    "FileNotText",
    "FolderForbidden",
    "FolderIsFile",
    "FolderMissing",
    "FolderNotWritable",
    "FolderReadOnly",
    "GenerationBroken",
    "HubAddressUnknown",
    "HubConnectionRefused",
    "HubError",
    "HubFileRefused",
    "HubModelUnusable",
    "HubNotThere",
    "HubSilent",
    "HubUnauthorized",
    "HubUnreachable",
    "ImportDamaged",
    "IndexBroken",
    "IndexBusy",
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
    "MemoryAmbiguous",
    "MemoryFailed",
    "MemoryLate",
    "MemoryLineNotJson",
    "MemoryLineWrong",
    "MemoryNotFound",
    "MemoryOfDocument",
    "MemoryOff",
    "MessageNotFound",
    "MessageTooLong",
    "ModelBundled",
    "ModelDamaged",
    "ModelError",
    "ModelInUse",
    "ModelNameWrong",
    "ModelNotFound",
    "ModelUnsupported",
    "NoEarlierVersion",
    "OptionUnknown",
    "OptionValueMissing",
    "OptionValueUnexpected",
    "OptionsExclusive",
    "ParquetUnreadable",
    "PromptTooLong",
    "PullRunning",
    "QueryLineNotJson",
    "QueryLineWrong",
    "RerankerMissing",
    "RerankerUnavailable",
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
    "SettingMalformed",
    "SettingNotChoice",
    "SettingNotFolder",
    "SettingNotToken",
    "SettingOutOfRange",
    "SettingUnheard",
    "SettingsFileBroken",
    "SettingsFileClosed",
    "SnapshotBusy",
    "SnapshotDamaged",
    "SnapshotForeign",
    "SnapshotInHome",
    "SnapshotMissing",
    "SnapshotOfAnother",
    "SnapshotTooNew",
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
