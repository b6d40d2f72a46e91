"""What Undo undoes: words in a field, or else that a conversation was deleted."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.widgets.typing_on import focused_field

__all__ = ["left_to_window", "undo_words", "words_to_undo"]


def words_to_undo(field: QWidget | None) -> bool:
    """Whether words are, or were, typed there: then Undo is the field's own.

    Where all of them are undone it is, too: one key too many brings nothing back.
    """
    if isinstance(field, QLineEdit):
        typed = field.isUndoAvailable() or field.isRedoAvailable()
    elif isinstance(field, QTextEdit | QPlainTextEdit):
        page = field.document()
        typed = page.isUndoAvailable() or page.isRedoAvailable()
    else:
        return False
    return typed and not field.isReadOnly()


def undo_words() -> bool:
    """Undo in the field with the keyboard; whether that has anything of its own."""
    field = focused_field()
    own = words_to_undo(field)
    if own and isinstance(field, QLineEdit | QTextEdit | QPlainTextEdit):
        field.undo()
    return own


def left_to_window(field: QWidget, event: QEvent) -> bool:
    """Whether a field that has nothing to undo leaves the key to the window's menus.

    Qt's fields claim it in any case.
    """
    left = (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.matches(QKeySequence.StandardKey.Undo)
        and not words_to_undo(field)
    )
    if left:
        event.ignore()
    return left
