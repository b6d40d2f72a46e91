"""What an empty conversation says, also why there is none."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

__all__ = ["Welcome"]


class Welcome(QWidget):
    """A greeting, and a line below it."""

    def __init__(self, greeting: str, more: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.greeting = QLabel(greeting, self)
        self.more = QLabel(more, self)
        font = self.greeting.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        self.greeting.setFont(font)
        self.greeting.setObjectName("greeting")
        self.more.setObjectName("greetingMore")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(10)
        layout.addStretch(5)
        for label in (self.greeting, self.more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        layout.addStretch(6)
