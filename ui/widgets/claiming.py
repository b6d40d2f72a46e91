"""Keys that a field has a use for, before the window's shortcuts have them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

__all__ = ["claimed"]


def claimed(event: QEvent, wants: Callable[[QKeyEvent], bool]) -> bool:
    """Whether Qt asks here who has a key that is wanted: it comes to the field then."""
    asks = event.type() == QEvent.Type.ShortcutOverride
    if not (asks and isinstance(event, QKeyEvent) and wants(event)):
        return False
    event.accept()
    return True
