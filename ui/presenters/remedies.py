"""What the window can do about an error: a panel where it is mended, or its folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from evotr import errors
from evotr.errors import EvotrError
from evotr.paths import Paths

__all__ = ["Remedy", "remedy_of"]

Kind = Literal[
    "models", "experts", "memory", "labelling", "nights", "settings", "folder"
]

_KINDS: Final[dict[type[EvotrError], Kind | None]] = {
    errors.ModelError: "models",
    errors.ModelNotFound: "models",
    errors.ModelInUse: "models",
    errors.NightOfOtherModel: "models",
    errors.AdapterError: "experts",
    errors.ExpertNotFound: "experts",
    errors.StandingExpertGone: "settings",
    errors.VersionNotFound: "experts",
    errors.VersionInUse: "experts",
    errors.NoEarlierVersion: "experts",
    errors.MemoryNotFound: "memory",
    errors.MemoryOfDocument: "memory",
    errors.LedgerRowNotFound: "labelling",
    errors.LedgerRowFixed: "labelling",
    errors.NightRunning: "nights",
    errors.NightNotFound: "nights",
    errors.NightNothingToUndo: "nights",
    errors.NightBuiltOn: "nights",
    errors.InvalidSetting: "settings",
    errors.PromptTooLong: "settings",
    errors.MemoryOff: "settings",
    errors.ExpertPinned: "settings",
    errors.DocumentTooLarge: "settings",
    errors.EmbedderUnavailable: "settings",
    errors.RerankerUnavailable: "settings",
    errors.HotKeyTaken: "settings",
    errors.HotKeyUnusable: "settings",
    errors.HubUnauthorized: "settings",
    errors.HubAddressUnknown: "settings",
    errors.HubConnectionRefused: "settings",
    errors.HubNotThere: "settings",
    errors.SettingsFileBroken: "folder",
    errors.SettingsFileClosed: "folder",
    errors.FolderNotWritable: "folder",
    errors.DiskFull: "folder",
    errors.JournalError: "folder",
    # Nothing in the folder helps with these.
    errors.JournalTooNew: None,
    errors.JournalClosed: None,
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """``kind`` is the panel to open, or ``folder``: that of ``path``."""

    kind: Kind
    path: Path | None = None

    @property
    def key(self) -> str:
        """The button's sentence."""
        return f"remedy.{self.kind}"


def remedy_of(error: EvotrError) -> Remedy | None:
    """What can be done about ``error``, where the window can do anything."""
    kinds = (_KINDS[kind] for kind in type(error).__mro__ if kind in _KINDS)
    kind = next(kinds, None)
    if isinstance(error, errors.UnknownSetting):
        return _of_unknown(error.values.get("source"))
    if kind != "folder":
        return None if kind is None else Remedy(kind)
    path = error.values.get("path")
    return None if path is None else Remedy(kind, Path(str(path)))


def _of_unknown(source: object) -> Remedy | None:
    """The panel takes it out of the settings file; nothing helps in the environment."""
    if not isinstance(source, Path):
        return None
    its_own = Paths(source.parent).settings == source
    return Remedy("settings") if its_own else Remedy("folder", source)
