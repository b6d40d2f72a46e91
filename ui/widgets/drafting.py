"""What is typed into a field is kept with its conversation, and stands there again."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from ui.presenters import ChatPresenter
from ui.presenters.drafts import DraftsPresenter, Part
from ui.widgets.composer import MessageEdit, write_over

__all__ = ["FieldDraft", "MessageDraft"]

_AT_ONCE: Final = 20_000
"""Up to so many characters are kept with each key; longer ones when it rests."""
_REST_MS: Final = 300


class FieldDraft(QObject):
    """Keeps what stands in ``field`` as a part of a conversation.

    Where it begins with other words (a question to be said otherwise), only what
    differs from them is kept, and undoing brings them back.
    """

    def __init__(self, field: QPlainTextEdit, drafts: DraftsPresenter) -> None:
        super().__init__(field)
        self._field = field
        self._drafts = drafts
        self.at: str | None = None
        self.part: Part = ""
        self._before = ""
        self._still = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.keep)
        field.textChanged.connect(self._typed)
        drafts.changed.connect(self._changed)

    def turn_to(self, at: str | None, part: Part = "", before: str = "") -> None:
        """Show what was typed there, over ``before``; None: keep nothing more."""
        self.keep()
        self.at, self.part, self._before = at, part, before
        if at is not None:
            self._show(self._drafts.text(at, part), anew=bool(before))

    def go_with(self, at: str) -> None:
        """The conversation is called so from now on."""
        if self.at is not None and self.at != at:
            before, self.at = self.at, at
            self._drafts.note(before, self.part, "")
            self.keep()

    @Slot()
    def keep(self) -> None:
        """Keep what stands there now."""
        self._rest.stop()
        if self.at is None:
            return
        text = self._field.toPlainText()
        self._still = True
        self._drafts.note(self.at, self.part, "" if text == self._before else text)
        self._still = False

    def drop(self) -> None:
        """What stands there was said, or is not wanted."""
        at, self.at = self.at, None
        self._rest.stop()
        if at is not None:
            self._drafts.note(at, self.part, "")

    @Slot()
    def _typed(self) -> None:
        if self._still or self.at is None:
            return
        if self._field.document().characterCount() > _AT_ONCE:
            self._rest.start()
        else:
            self.keep()

    @Slot(str, str, str)
    def _changed(self, at: str, part: Part, text: str) -> None:
        """Somebody else shows the same conversation, and has it typed into."""
        if not self._still and (at, part) == (self.at, self.part):
            self._show(text)

    def _show(self, text: str, *, anew: bool = False) -> None:
        if not anew and (text or self._before) == self._field.toPlainText():
            return
        self._still = True
        self._write(self._before or text)
        if self._before and text:
            self._write_over(text)
        self._field.moveCursor(QTextCursor.MoveOperation.End)
        self._still = False

    def _write(self, text: str) -> None:
        if isinstance(self._field, MessageEdit):
            self._field.write(text)
        else:
            self._field.setPlainText(text)

    def _write_over(self, text: str) -> None:
        """What stood there comes back when that is undone."""
        if isinstance(self._field, MessageEdit):
            self._field.write_over(text)
        else:
            write_over(self._field, text)


class MessageDraft(FieldDraft):
    """Follows the conversation in front of ``chat``.

    ``slot`` is where words for a new one are kept: there is none by that id.
    """

    def __init__(
        self,
        field: QPlainTextEdit,
        drafts: DraftsPresenter,
        chat: ChatPresenter,
        slot: str,
    ) -> None:
        super().__init__(field, drafts)
        self._chat, self._slot = chat, slot
        self._left = False
        chat.left.connect(self._leave)
        chat.fronted.connect(self._fronted)
        chat.kept.connect(self._said)
        chat.unkept.connect(self._unkept)
        chat.typing = self._typing
        self.turn_back()

    @property
    def here(self) -> str:
        """The conversation in front."""
        return self._chat.conversation_id or self._slot

    def turn_back(self) -> None:
        """Show the next message again."""
        self.turn_to(self.here)

    @Slot(str)
    def give_back(self, words: str) -> None:
        """Words that were not sent: of the next message again, before what is typed.

        The field shows them unless a question stands there, to be said otherwise. They
        are written at once: nothing else keeps them any more.
        """
        self.keep()
        self._drafts.give_back(self.here, words)

    def send(self, words: str) -> None:
        """Words of the field are being sent: they are kept until they are stored."""
        self._drafts.send(self.here, words)

    def _typing(self) -> bool:
        """Whether there are words of the next message, also where these are aside."""
        self.keep()
        return bool(self._drafts.text(self.here).strip())

    def save(self) -> None:
        """Write now what stands in the field, and what is being sent."""
        self.keep()
        self._drafts.save()

    @Slot(str, str)
    def _said(self, at: str, words: str) -> None:
        self._drafts.said(at or self._slot, words)

    @Slot(str, str)
    def _unkept(self, at: str, words: str) -> None:
        self._drafts.give_back(at or self._slot, words)

    @Slot()
    def _leave(self) -> None:
        self.keep()
        self._left = True

    @Slot()
    def _fronted(self) -> None:
        if self._left:
            self._left = False
            self.turn_to(self.here)
        else:
            self.go_with(self.here)
