"""The system prompt of one conversation, to be read and written."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.presenters import ChatPresenter
from ui.text import Speech
from ui.widgets.notice import NoticeBar
from ui.widgets.panels.parts import button, labelled, note, row_of, writing
from ui.widgets.phrases import Phrases

__all__ = ["OwnPromptDialog", "OwnPrompting"]

_SIZE: Final = (520, 320)


class OwnPromptDialog(QDialog):
    """``keep(text)`` follows *Save*; with "" that of the settings holds."""

    def __init__(
        self,
        texts: Speech,
        parent: QWidget,
        text: str,
        keep: Callable[[str], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._keep = keep
        say = Phrases(texts, self)
        say(self.setWindowTitle, "own_prompt.title")
        say(self.setAccessibleName, "own_prompt.title")
        self.field = writing(say, "own_prompt.field")
        self.field.setPlainText(text)
        self.about = note(self)
        say(self.about.setText, "own_prompt.about")
        self.save = button(say, "own_prompt.save", self._save)
        self.usual = button(say, "own_prompt.usual", self._take_away)
        self.usual.setEnabled(bool(text))
        self.cancel = button(say, "own_prompt.cancel", self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled(say, self.field))
        layout.addWidget(self.field, 1)
        layout.addWidget(self.about)
        layout.addLayout(row_of(self.usual, None, self.cancel, self.save))
        self.resize(*_SIZE)
        self.field.setFocus()

    def _save(self) -> None:
        self._keep(self.field.toPlainText().strip())
        self.accept()

    def _take_away(self) -> None:
        self._keep("")
        self.accept()


class OwnPrompting(QObject):
    """Has that of the conversation in front of ``chat`` written.

    Args:
        texts: The sentences.
        chat: Whose it is.
        notice: Where it is told what follows.
        parent: What the dialog belongs to.
    """

    def __init__(
        self, texts: Speech, chat: ChatPresenter, notice: NoticeBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._chat = chat
        self._notice = notice
        self._over = parent

    @Slot()
    def ask(self) -> None:
        """Open the dialog."""
        own = self._chat.own_prompt
        OwnPromptDialog(self._texts, self._over, own, self._keep).open()

    def _keep(self, text: str) -> None:
        self._chat.set_own_prompt(text)
        key = "own_prompt.kept" if text else "own_prompt.taken_away"
        self._notice.tell(self._texts(key))
