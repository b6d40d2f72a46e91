"""The first question of all, asked in both languages before anything is opened."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout

from evotr.text import LANGUAGES, Language
from ui.text import load
from ui.theme import colors_now, stylesheet
from ui.widgets.panels.parts import row_of

__all__ = ["LanguageDialog"]

_MARGIN: Final = 36


class LanguageDialog(QDialog):
    """Return takes ``language``, the computer's own; closing it does, too."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language = language
        self.setObjectName("panels")
        self.setWindowTitle("EVO-TR")
        self.setStyleSheet(stylesheet(colors_now()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN // 2)
        self.buttons: dict[Language, QPushButton] = {}
        for each in LANGUAGES:
            texts = load(each)
            asked = QLabel(texts("guide.language"), self)
            asked.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(asked)
            button = QPushButton(texts("guide.own_name"), self)
            button.clicked.connect(lambda _=False, each=each: self._take(each))
            self.buttons[each] = button
        self.setAccessibleName(
            " / ".join(load(each)("guide.language") for each in LANGUAGES)
        )
        layout.addLayout(row_of(None, *self.buttons.values(), None))
        self.buttons[language].setDefault(True)
        self.buttons[language].setFocus()

    def _take(self, language: Language) -> None:
        self.language = language
        self.accept()
