"""Every error that EVO-TR raises on purpose.

The tree::

    EvotrError
    ├── UserError               the user's input: exit code 2
    │   ├── EmptyMessage
    │   ├── MessageTooLong
    │   │   └── PromptTooLong
    │   ├── UnknownSetting
    │   │   └── SettingUnheard
    │   ├── UsageWrong
    │   │   ├── ArgumentMissing · ArgumentUnexpected · CommandMissing
    │   │   ├── CommandUnknown · ConfirmationMissing · OptionUnknown
    │   │   └── OptionValueMissing · OptionValueUnexpected · ValueRefused
    │   ├── InvalidSetting
    │   │   ├── DeviceMissing · SettingMalformed · SettingNotChoice
    │   │   ├── SettingNotFolder · SettingNotToken · SettingOutOfRange
    │   │   └── SettingsFileBroken · SettingsFileClosed
    │   ├── ConversationNotFound
    │   │   ├── ConversationAmbiguous
    │   │   └── ConversationInTrash
    │   ├── ConversationNotInTrash
    │   ├── MessageNotFound
    │   ├── MemoryNotFound
    │   │   └── MemoryAmbiguous
    │   ├── MemoryLineWrong     a line of an import
    │   │   └── MemoryLineNotJson
    │   ├── DocumentNotFound
    │   ├── DocumentRefused     a file that is not taken into memory
    │   │   ├── DocumentBinary · DocumentBomb · DocumentChanging · DocumentCrashed
    │   │   ├── DocumentDamaged · DocumentEmpty · DocumentEncrypted · DocumentHungry
    │   │   ├── DocumentLink · DocumentLoop · DocumentMissing · DocumentNotFile
    │   │   └── DocumentSlow · DocumentTooLarge · DocumentUnreadable
    │   ├── ModelNotFound
    │   │   ├── ModelBundled
    │   │   └── ModelNameWrong
    │   ├── ModelInUse
    │   ├── ExpertIsBase · ExpertNotFound
    │   ├── VersionInUse · VersionNotFound
    │   ├── NoEarlierVersion
    │   ├── BlendWrong
    │   ├── CardWrong           an expert's card
    │   │   ├── CardKeyUnknown
    │   │   ├── CardDuplicate
    │   │   └── CardExemplarsMissing
    │   ├── ExemplarNotFound
    │   ├── TrainingDataError   rows that an expert cannot be trained on
    │   │   ├── FileNotReadable
    │   │   ├── FileNotText
    │   │   ├── RowWrong
    │   │   │   └── AnswerMissing
    │   │   ├── ColumnMissing
    │   │   ├── RowsMissing
    │   │   └── RowsTooLong
    │   │       └── RowsBeyondContext
    │   ├── DatasetNotFound
    │   ├── DatasetAmbiguous
    │   ├── ParquetUnreadable
    │   ├── RouteRowsMissing · RouteRowWrong
    │   ├── RunFixed · RunNotFound
    │   └── InstanceRunning
    ├── IndexBroken             an index of memories, which can be made anew
    ├── ModelError              a model that cannot serve
    │   ├── ModelDamaged
    │   ├── ModelUnsupported
    │   ├── TokenizerMissing
    │   ├── GenerationBroken
    │   │   └── AdapterOverflowed
    │   ├── EmbedderUnavailable an embedding model that cannot serve
    │   │   ├── EmbedderMissing
    │   │   └── EmbedderWeightsWrong
    │   └── AdapterError        an expert's weights that cannot serve
    │       ├── ActiveUnreadable
    │       ├── AdapterDamaged
    │       │   └── ImportDamaged
    │       ├── AdapterMismatch
    │       ├── AdapterMissing
    │       └── AdapterUnsupported
    ├── TrainingError           a training run that did not end well
    │   ├── RunBusy
    │   ├── RunDamaged
    │   ├── TrainingDiverged
    │   └── TrainingFailed
    ├── EngineClosed
    ├── JournalError            the database
    │   ├── JournalTooNew · JournalReadOnly · JournalLocked · JournalDamaged
    │   └── JournalEmptied · JournalLinkBroken · JournalNotAFile · JournalClosed
    ├── HubError                a download
    │   ├── HubUnauthorized
    │   ├── HubUnreachable
    │   │   ├── HubAddressUnknown · HubConnectionRefused
    │   │   └── HubNotThere · HubSilent
    │   ├── HubFileRefused
    │   ├── HubModelUnusable
    │   └── ChecksumMismatch
    ├── PullRunning
    ├── ExpertBusy
    ├── RouterFailed
    ├── FolderNotWritable
    │   └── FolderForbidden · FolderIsFile · FolderMissing · FolderReadOnly
    └── DiskFull
        └── DiskTooSmall

An error carries values, not sentences: the faces render it in the user's language
from ``evotr/text`` under the class's name (``error.<Name>`` says what is wrong,
``error.<Name>.hint`` what to do).
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
    CardKeyUnknown,
    CardWrong,
    ColumnMissing,
    DatasetAmbiguous,
    DatasetNotFound,
    ExemplarNotFound,
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
    MemoryAmbiguous,
    MemoryLineNotJson,
    MemoryLineWrong,
    MemoryNotFound,
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
    "CardKeyUnknown",
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
    "MemoryLineNotJson",
    "MemoryLineWrong",
    "MemoryNotFound",
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
    "ParquetUnreadable",
    "PromptTooLong",
    "PullRunning",
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
