"""The settings as their declarations have them; what is typed is written at once."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from evotr.domain import ExpertCard, fold
from evotr.errors import EvotrError
from evotr.settings import ShownSetting
from ui.bridge import Errands
from ui.bridge.panels import WorkshopPort
from ui.platform import Platform
from ui.platform.keys import carbon_keys
from ui.text import Speech
from ui.text.keys import native_keys

__all__ = ["AT_ONCE", "KEYS", "LONG", "WHO", "SettingsPresenter"]

AT_ONCE: Final = frozenset({"language", "quick_keys", "quick_thread"})
"""What holds from the moment it is written; who hears `written` sees to it."""

KEYS: Final = frozenset({"quick_keys"})
"""What is given by pressing it."""

LONG: Final = frozenset({"system_prompt"})
"""What is written in several lines."""

WHO: Final = frozenset({"expert"})
"""What names an expert."""

_ANYONE, _NOBODY = "auto", "base"
_SWITCH: Final = ("true", "false")

_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "group_own": ("language", "quick_keys", "quick_thread", "menu_bar", "dock"),
    "group_answers": (
        *("base_model_path", "expert", "max_experts", "system_prompt"),
        *("history_messages", "context_tokens", "max_tokens", "temperature"),
        *("top_p", "top_k", "min_p", "repetition_penalty", "stop", "seed"),
    ),
    "group_memory": (
        *("memory", "memory_paused", "memory_model", "recall", "own_words"),
        *("workspace", "quiet_minutes", "document_mb", "document_seconds"),
    ),
    "group_nights": (
        *("night", "night_hours", "night_minutes", "night_idle_minutes"),
        *("night_on_mains", "night_cool", "night_free_gb", "night_display_off"),
    ),
}
_OTHERS: Final = "group_others"
_STRANGE: Final = "group_strange"
_Read = tuple[Iterable[ShownSetting], tuple[ExpertCard, ...]]


class SettingsPresenter(QObject):
    """Lists and writes.

    Signals:
        changed(settings): All of them, as `ShownSetting`, by their groups.
        written(name, text): A setting was written (None: it was taken back).
        refused(name, error): What was typed cannot be; nothing was written.
        told(sentence): Something was done.
        failed(error): Something else could not be done.
    """

    changed = Signal(object)
    written = Signal(str, object)
    refused = Signal(str, object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, texts: Speech, errands: Errands, platform: Platform, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = errands
        self._platform = platform
        self._workshop: WorkshopPort | None = None
        self._faults: dict[str, EvotrError] = {}
        self._unfit: Mapping[str, EvotrError] = {}
        self._asked = False
        self._experts: tuple[str, ...] = ()
        self._strange: frozenset[str] = frozenset()  # names that no setting has

    @property
    def hears_keys(self) -> bool:
        """Whether this system lets programs hear keys outside of their windows."""
        return "hot_key" in self._platform.features

    def unusable(self, keys: str) -> EvotrError | None:
        """Why these keys cannot be heard outside of the windows, None if they can."""
        try:
            carbon_keys(keys)
        except EvotrError as error:
            return error
        return None

    def note_fault(self, name: str, error: EvotrError) -> None:
        """What was written for a setting is so, but does not work."""
        self._faults[name] = error
        self.refused.emit(name, error)

    def fault_of(self, name: str) -> EvotrError | None:
        """Why a setting that was written does not work, if that is known."""
        return self._faults.get(name)

    @property
    def can_start_at_login(self) -> bool:
        """Whether this system, and this way to start the program, offer it."""
        return "login_item" in self._platform.features

    @property
    def starts_at_login(self) -> bool:
        """Whether the program starts when its user logs in."""
        return self._platform.starts_at_login()

    def attach(self, workshop: WorkshopPort | None) -> None:
        """Keep the settings of this workshop from now on."""
        self._workshop = workshop

    def know(self, unfit: Mapping[str, EvotrError]) -> None:
        """Say what is wrong with models that settings name; told at once if seen."""
        self._unfit = unfit
        if self._asked:
            self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        self._asked = True
        if self._workshop is not None:
            work = partial(_read, self._workshop, self._unfit)
            self._errands.run(work, self._arrived, self.failed.emit)

    def write(self, name: str, text: str | None) -> None:
        """Write what was typed for a setting; None takes it back to its default."""
        if self._workshop is None:
            return
        workshop = self._workshop

        def done(_: object) -> None:
            self._faults.pop(name, None)
            self.written.emit(name, text)  # first: it may change the language
            key = "panels.from_now" if name in AT_ONCE else "panels.from_next_start"
            if name in self._strange:
                key = "panels.removed"
            if name not in self._faults:
                self.told.emit(self._texts(key))
            self.refresh()

        self._errands.run(
            lambda: workshop.set(name, text),
            done,
            lambda error: self.refused.emit(name, error),
        )

    def set_start_at_login(self, *, on: bool) -> None:
        """Start at login from now on, or no more."""
        try:
            self._platform.set_start_at_login(on=on)
        except EvotrError as error:
            self.failed.emit(error)

    def fits(self, setting: ShownSetting, words: str) -> bool:
        """Whether a setting's names or description have all ``words``."""
        names = f"{self.label(setting)} {setting.name} {setting.variable}"
        where = fold(f"{names} {self.about(setting)}")
        return all(word in where for word in fold(words).split())

    @staticmethod
    def group_of(setting: ShownSetting) -> str:
        """The group it stands in, a key of ``panels``."""
        if setting.kind == "unknown":
            return _STRANGE
        groups = (key for key, names in _GROUPS.items() if setting.name in names)
        return next(groups, _OTHERS)

    def label(self, setting: ShownSetting) -> str:
        """How a setting is called; what is unknown has its name of the file."""
        if setting.kind == "unknown":
            return setting.name
        return self._texts(f"label.{setting.name}")

    def choices(self, setting: ShownSetting) -> tuple[str, ...]:
        """What can be chosen; () for what is typed.

        What the file says stays among it: an expert that is gone, a blend, or what
        is refused.
        """
        known = _SWITCH if setting.kind == "switch" else setting.choices
        if setting.name in WHO:
            known = (_ANYONE, *self._experts, _NOBODY)
        if not known:
            return ()
        return known if setting.value in known else (*known, setting.value)

    def choice(self, setting: ShownSetting, value: str) -> str:
        """How a value to choose is called."""
        if setting.fault is not None and value == setting.value:
            return value
        if setting.name not in WHO or value == _ANYONE:
            return self._texts(f"choice.{value}")
        if value == _NOBODY:
            return self._texts("panels.who_nobody")
        parts = [part.strip() for part in value.split(",")]
        ids = [part.partition(":")[0] for part in parts]
        if self._experts and not set(ids) <= set(self._experts):
            return self._texts("panels.who_other", who=value)
        return " + ".join(map(self._share, parts))

    def _share(self, part: str) -> str:
        """One expert of a blend as it stands above answers: its name, and a percent."""
        expert, _, weight = part.partition(":")
        name = self._texts.expert(expert.strip())
        try:
            percent = round(100 * float(weight))
        except ValueError:  # nobody else, or not a number: the file says what it says
            return f"{name}{part[len(expert) :]}"
        return self._texts("provenance.share", expert=name, percent=percent)

    def about(self, setting: ShownSetting) -> str:
        """What a setting is for, and where it has no use here."""
        if setting.kind == "unknown":
            return ""
        key = f"settings.{setting.name}"
        if setting.name not in KEYS:
            return self._texts(key)
        about = self._texts(key, away=native_keys("Backspace"))
        missing = "" if self.hears_keys else self._texts("panels.keys_missing")
        return f"{about} {missing}".rstrip()

    def _arrived(self, read: _Read) -> None:
        settings, cards = read
        if cards:
            self._texts.introduce(cards)
            self._experts = tuple(card.id for card in cards)
        settings = tuple(settings)
        unknown = (each.name for each in settings if each.kind == "unknown")
        self._strange = frozenset(unknown)
        order = [name for names in _GROUPS.values() for name in names]
        places = {name: place for place, name in enumerate(order)}

        def place(setting: ShownSetting) -> int:
            """The others stand last, as they are declared."""
            strange = setting.kind == "unknown"
            return -1 if strange else places.get(setting.name, len(order))

        self.changed.emit(tuple(sorted(settings, key=place)))


def _read(workshop: WorkshopPort, unfit: Mapping[str, EvotrError]) -> _Read:
    """The settings, and whom they can name; they are there without the experts, too."""
    try:
        return workshop.settings(unfit), workshop.cards()
    except EvotrError:
        return workshop.settings(unfit), ()
