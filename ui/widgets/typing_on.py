"""What is typed where nothing can be written is written into the message field."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from typing_extensions import override

__all__ = ["TypingOn", "focused_field", "paste_into"]

_Keys = Qt.KeyboardModifier
# What letters are typed with: AltGr is none, or a switch of groups. Alt alone opens
# menus, but on a Mac Option writes (@ on a Turkish keyboard).
_WRITING: Final = _Keys.ShiftModifier | _Keys.KeypadModifier | _Keys.GroupSwitchModifier
_OPTION: Final = _Keys.AltModifier if sys.platform == "darwin" else _Keys.NoModifier

_TYPED: Final = {QEvent.Type.KeyPress, QEvent.Type.InputMethod}


class TypingOn(QObject):
    """Hands what is typed or pasted at ``place`` on to ``field()``, with the keyboard.

    ``place``, which owns it, keeps the keys that it has a use for: those without a
    letter, Space, and shortcuts.
    """

    def __init__(self, place: QWidget, field: Callable[[], QPlainTextEdit]) -> None:
        super().__init__(place)
        self._place, self._field = place, field
        self._hear_input_methods()
        place.installEventFilter(self)
        if isinstance(place, QAbstractItemView):
            # The view turns them off and on again with its rows.
            place.selectionModel().currentChanged.connect(self._hear_input_methods)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters, the key that pastes, and what an input method has put together."""
        if event.type() not in _TYPED:  # those of its end come, too
            return False
        if not self._place.hasFocus():  # what a title's editor leaves over comes by
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.Paste):
                paste_into(self._field())
                return True
            return _writes(event) and self._hand_on(event)
        if isinstance(event, QInputMethodEvent):
            # What is still being put together stays here: moved, it would be lost.
            return not event.commitString() or self._hand_on(event)
        return False

    def _hand_on(self, event: QEvent) -> bool:
        field, copy = self._field(), event.clone()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        QApplication.sendEvent(field, copy)
        return True

    def _hear_input_methods(self) -> None:
        """Otherwise "^" and "a" come as two keys, and not as a letter."""
        self._place.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def focused_field() -> QWidget | None:
    """Where the keyboard is; the line of a box that can be written in, and not it."""
    focused = QApplication.focusWidget()
    line = focused.lineEdit() if isinstance(focused, QComboBox) else None
    return line or focused


def paste_into(field: QPlainTextEdit | None) -> None:
    """Paste where the keyboard is, or into ``field`` where nobody can write there."""
    focused = focused_field()
    if (
        isinstance(focused, QLineEdit | QTextEdit | QPlainTextEdit)
        and focused.isEnabled()
        and not focused.isReadOnly()
    ):
        focused.paste()
    elif field is not None:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.paste()


def _writes(event: QKeyEvent) -> bool:
    """Whether it is a letter, and not a blank, which scrolls or chooses."""
    text, held = event.text(), event.modifiers()
    return (
        bool(text.strip()) and text.isprintable() and not held & ~(_WRITING | _OPTION)
    )
