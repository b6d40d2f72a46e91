"""What an empty conversation says, also why there is none."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

__all__ = ["Welcome"]


class Welcome(QWidget):
    """A greeting, a line below it, and perhaps what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.greeting = QLabel(self)
        self.more = QLabel(self)
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
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self._row.addStretch(1)
        layout.addLayout(self._row)
        layout.addStretch(6)
        self.buttons: list[QPushButton] = []
        self._actions: list[Callable[[], object]] = []

    def say(self, greeting: str, more: str) -> None:
        """Say this."""
        self.greeting.setText(greeting)
        self.more.setText(more)

    def offer(self, *choices: tuple[str, Callable[[], object]]) -> None:
        """Have a button for each: what it says, and what it does."""
        self._actions = [action for _, action in choices]
        while len(self.buttons) < len(choices):
            self._add_button(len(self.buttons))
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(choices))
        for button, (text, _) in zip(self.buttons, choices, strict=False):
            button.setText(text)

    def _add_button(self, number: int) -> None:
        button = QPushButton(self)
        button.clicked.connect(partial(self._press, number))
        self.buttons.append(button)
        self._row.insertWidget(len(self.buttons), button)

    def _press(self, number: int) -> None:
        self._actions[number]()
