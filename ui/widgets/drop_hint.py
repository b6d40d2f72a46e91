"""What is shown over the window while documents are dragged over it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["DropHint"]

_EDGE: Final = 12
_GONE_MS: Final = 80
"""A drag leaves one widget before it enters the next one."""


class DropHint(QLabel):
    """Lies over ``place`` and says what a drop would do; the drag does not see it."""

    def __init__(self, place: QWidget, say: Callable[[], str]) -> None:
        super().__init__(place)
        self._place, self._say = place, say
        self.setObjectName("dropHint")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(_GONE_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    @Slot(bool)
    def follow(self, over: bool) -> None:  # noqa: FBT001  # a signal's argument
        """Something is dragged over the window, or no more."""
        if not over:
            self._gone.start()
            return
        self._gone.stop()
        self.setText(self._say())
        self.setGeometry(self._place.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE))
        self.raise_()
        self.show()
