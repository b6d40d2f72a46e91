"""The system prompt of one conversation, to be read and written."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ui.presenters import ChatPresenter
from ui.text import Speech
from ui.widgets.asking import ask
from ui.widgets.notice import NoticeBar
from ui.widgets.panels.parts import button, labelled, note, row_of, writing
from ui.widgets.phrases import Phrases

__all__ = ["OwnPromptDialog", "OwnPrompting"]

_SIZE: Final = (520, 320)


class OwnPromptDialog(QDialog):
    """``keep(text)`` follows *Save*; with "" that of the settings holds.

    It answers whether there is still something to keep it for; if not, what was written
    stays to be copied.
    """

    def __init__(
        self,
        texts: Speech,
        parent: QWidget,
        text: str,
        keep: Callable[[str], bool],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._texts = texts
        self._keep = keep
        self._before = text.strip()
        say = Phrases(texts, self)
        say(self.setWindowTitle, "own_prompt.title")
        say(self.setAccessibleName, "own_prompt.title")
        self.field = writing(say, "own_prompt.field")
        self.field.setPlainText(text)
        self.about = note(self)
        self._gone = False
        say.also(lambda: self.about.setText(texts(self._told)))
        self.save = button(say, "own_prompt.save", self._save)
        self.usual = button(say, "own_prompt.usual", self._take_away)
        self.usual.setEnabled(bool(text))
        self.cancel = button(say, "own_prompt.cancel", self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._save)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled(say, self.field))
        layout.addWidget(self.field, 1)
        layout.addWidget(self.about)
        layout.addLayout(row_of(self.usual, None, self.cancel, self.save))
        self.resize(*_SIZE)
        self.field.setFocus()

    @override
    def reject(self) -> None:
        """Close without keeping; words that would be lost are asked about."""
        before, texts = self._before, self._texts
        if self._gone or self.field.toPlainText().strip() == before:
            super().reject()
            return
        ask(
            self,
            lambda: (
                texts("own_prompt.ask"),
                texts("own_prompt.ask_more"),
                texts("own_prompt.discard"),
            ),
            super().reject,
            careful=True,
        )

    @property
    def _told(self) -> str:
        return "own_prompt.gone" if self._gone else "own_prompt.about"

    def _save(self) -> None:
        self._give(self.field.toPlainText().strip())

    def _take_away(self) -> None:
        self._give("")

    def _give(self, text: str) -> None:
        if self._keep(text):
            self.accept()
            return
        self._gone = True
        self.about.setText(self._texts(self._told))
        for no_more in (self.save, self.usual):
            no_more.setEnabled(False)


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
        self._left = 0  # times that another conversation came to the front
        chat.left.connect(self._leave)
        chat.own_prompt_kept.connect(self._tell)

    @Slot()
    def ask(self) -> None:
        """Open the dialog, for the conversation that is in front now."""
        here, left, chat = self._chat.conversation_id, self._left, self._chat

        def keep(text: str) -> bool:
            # A new one has no name until it is stored, and is gone when it was left.
            gone = here is None and chat.conversation_id is not None
            if gone and self._left != left:
                return False
            chat.set_own_prompt(text, here)
            return True

        OwnPromptDialog(self._texts, self._over, chat.own_prompt, keep).open()

    @Slot()
    def _leave(self) -> None:
        self._left += 1

    @Slot(str)
    def _tell(self, text: str) -> None:
        key = "own_prompt.kept" if text else "own_prompt.taken_away"
        self._notice.tell(self._texts(key))
