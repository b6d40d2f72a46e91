"""A drop-down that a wheel never changes: it scrolls what lies around it."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

__all__ = ["Choice"]


class Choice(QComboBox):
    """Keys and clicks choose; the wheel goes on to what it lies in, also in focus.

    Qt's own changes its value as soon as it slides under the pointer.
    """

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Not mine."""
        event.ignore()
