"""All the words of a face: what is seen on it, and what screen readers say."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QProgressBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from evotr.text import Language
from ui.text import load

__all__ = ["again", "left_over", "words"]

_PROPERTIES = (
    *("text", "title", "windowTitle", "toolTip", "placeholderText", "plainText"),
    *("accessibleName", "accessibleDescription", "informativeText", "labelText"),
)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def words(root: QObject) -> list[tuple[str, str, str]]:
    """Whose it is, what kind of word, and the word; sorted."""
    return sorted(_below(root))


def left_over(found: list[tuple[str, str, str]], language: Language) -> list[str]:
    """Words that only ``language`` has, on a face that speaks the other one."""
    theirs = load(language).sentences.values()
    ours = load("tr" if language == "en" else "en").sentences.values()
    foreign = {each for each in theirs if "{" not in each} - set(ours)
    return [text for *_, text in found if text in foreign]


def again(
    qtbot: QtBot,
    face: QObject,
    speak: Callable[[Language], None],
    fresh: Callable[[], QObject] | None = None,
) -> list[tuple[str, str, str]]:
    """From English to Turkish and back: as it was, as a new face is, nothing left.

    What it is in Turkish.
    """
    before = words(face)
    assert len(before) > 3
    assert left_over(before, "tr") == []
    speak("tr")
    qtbot.waitUntil(lambda: left_over(words(face), "en") == [])
    turkish = words(face)
    assert turkish != before
    if fresh is not None:
        assert turkish == words(fresh())
    speak("en")
    qtbot.waitUntil(lambda: left_over(words(face), "tr") == [])

    def as_it_was() -> None:
        now = words(face)
        assert [each for each in now if each not in before] == []
        assert now == before

    qtbot.waitUntil(as_it_was)
    return turkish


def _below(thing: QObject) -> Iterator[tuple[str, str, str]]:
    if isinstance(thing, QWidget | QAction):
        yield from _own(thing)
    for child in thing.children():
        yield from _below(child)


def _own(thing: QObject) -> Iterator[tuple[str, str, str]]:
    who = f"{type(thing).__name__} {thing.objectName()}"
    for name in _PROPERTIES:
        value = thing.property(name)
        bare = isinstance(thing, QProgressBar) and name == "text"
        if isinstance(value, str) and value and not bare:
            yield who, name, value
    if isinstance(thing, QComboBox):
        for row in range(thing.count()):
            yield who, "item", thing.itemText(row)
    if isinstance(thing, QTabBar):
        for tab in range(thing.count()):
            yield who, "tab", thing.tabText(tab)
    if isinstance(thing, QAbstractItemView) and thing.model() is not None:
        yield from ((who, "cell", text) for text in _cells(thing.model()))


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    lists = isinstance(model, QAbstractListModel)
    for column in range(1 if lists else model.columnCount()):
        head = model.headerData(column, Qt.Orientation.Horizontal)
        yield str(head or "")
        for row in range(model.rowCount()):
            index = model.index(row, column)
            yield from (str(index.data(role) or "") for role in _ROLES)
