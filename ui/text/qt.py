"""Qt's own words: buttons of dialogs, menus of text fields, names of keys."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from typing_extensions import override

from evotr.text import LANGUAGE_VARIABLES, LANGUAGES, Language
from ui.text import Speech

__all__ = ["QtLanguage", "computers_language", "system_languages"]

# What Qt's Turkish catalogue lacks, and keys that it calls as no keyboard does
# (“Üst Karakter” for Shift, “Vazgeç” for Esc).
_WORDS: Final = {
    ("QFileDialog", "&Look in:"): "qt.look_in",
    ("QFileDialog", "Files of &type:"): "qt.files_of_type",
    ("QShortcut", "Alt"): "qt.alt",
    ("QShortcut", "Backspace"): "qt.backspace",
    ("QShortcut", "Ctrl"): "qt.ctrl",
    ("QShortcut", "Del"): "qt.del",
    ("QShortcut", "End"): "qt.end",
    ("QShortcut", "Enter"): "qt.enter",
    ("QShortcut", "Esc"): "qt.esc",
    ("QShortcut", "Home"): "qt.home",
    ("QShortcut", "Ins"): "qt.ins",
    ("QShortcut", "PgDown"): "qt.page_down",
    ("QShortcut", "PgUp"): "qt.page_up",
    ("QShortcut", "Return"): "qt.return",
    ("QShortcut", "Shift"): "qt.shift",
    ("QShortcut", "Tab"): "qt.tab",
}


def computers_language(
    usual: Language, environment: Mapping[str, str], spoken: Sequence[str]
) -> Language:
    """The computer's own language.

    A Mac tells programs that its Finder starts nothing in their environment.

    Args:
        usual: What the environment says.
        environment: Variables and their values.
        spoken: What the system says, the most wanted first ("tr-TR").
    """
    if any(environment.get(name) for name in LANGUAGE_VARIABLES):
        return usual
    wanted = (tag.lower().partition("-")[0] for tag in spoken)
    return next((each for tag in wanted for each in LANGUAGES if each == tag), usual)


def system_languages() -> list[str]:
    """What the system says that its user speaks, the most wanted first."""
    return QLocale.system().uiLanguages()


class _OwnWords(QTranslator):
    """Answers from the window's catalogue."""

    def __init__(self, texts: Speech) -> None:
        super().__init__()
        self._texts = texts

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(  # None asks the next translator
        self,
        context: str,
        sourceText: str,  # Qt's own
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        key = _WORDS.get((context, sourceText))
        return None if key is None else self._texts(key)


class QtLanguage:
    """Has Qt speak the language of ``texts`` until `close`.

    Installing translators is what tells every widget of a change (`LanguageChange`).
    """

    def __init__(self, texts: Speech) -> None:
        self._texts = texts
        self._translators: tuple[QTranslator, ...] = ()
        self._locale = QLocale()
        self.follow()

    def follow(self) -> None:
        """Speak the language that ``texts`` speaks now."""
        self._remove()
        locale = QLocale(self._texts.language)
        QLocale.setDefault(locale)
        of_qt = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        of_qt.load(locale, "qtbase", "_", folder)
        # The last one is asked first.
        self._translators = (of_qt, _OwnWords(self._texts))
        for each in self._translators:
            QCoreApplication.installTranslator(each)

    def close(self) -> None:
        """Let Qt speak as it did before."""
        self._remove()
        QLocale.setDefault(self._locale)

    def _remove(self) -> None:
        for each in self._translators:
            QCoreApplication.removeTranslator(each)
        self._translators = ()
