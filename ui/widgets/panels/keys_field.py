"""A field that takes keys by their being pressed."""

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from ui.text.keys import native_keys
from ui.widgets.claiming import claimed
from ui.widgets.esc_field import EscField

__all__ = ["KeysField", "owner_of"]

_ALONE: Final = {
    *(Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta),
    *(Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_unknown),
    *(Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Multi_key),
}
_TAKES_AWAY: Final = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
_ON: Final = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_Format = QKeySequence.SequenceFormat


class KeysField(EscField):
    """`text` is as a setting has it ("Alt+Space"); it shows what the keyboard has.

    What is pressed is there at once, Backspace takes it away, Tab goes on.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = ""
        self.setReadOnly(True)  # nothing is pasted or dropped
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    @override
    def settle(self, text: str) -> None:
        """Show these keys."""
        self._settled = self._keys = text
        self.setText(native_keys(text))

    @override
    def text(self) -> str:
        """The keys, as the settings file has them."""
        return self._keys

    @override
    def event(self, event: QEvent) -> bool:
        """No shortcut of the window takes what is pressed here."""
        return claimed(event, self._has_use) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys."""
        keys = _chord(event)
        if self._takes_away(event):
            self.pressed.emit("")
        elif keys:
            self.pressed.emit(keys)
        else:
            event.ignore()

    def _has_use(self, event: QKeyEvent) -> bool:
        return bool(_chord(event)) or self._takes_away(event)

    def _takes_away(self, event: QKeyEvent) -> bool:
        return event.key() in _TAKES_AWAY and not event.modifiers()


def owner_of(keys: str) -> str:
    """The action of a menu here that has these keys already, "" for none."""
    wanted = QKeySequence(keys, _Format.PortableText)
    for window in QApplication.topLevelWidgets():
        for action in window.findChildren(QAction):
            if wanted in action.shortcuts():
                return action.text()
    return ""


def _chord(event: QKeyEvent) -> str:
    """The key with what is held, "" where it is none to record."""
    bare = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    if event.key() in _ALONE or (bare and event.key() in {*_ON, Qt.Key.Key_Escape}):
        return ""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    known = QKeySequence(QKeyCombination(held, event.keyCombination().key()))
    return known.toString(_Format.PortableText)
