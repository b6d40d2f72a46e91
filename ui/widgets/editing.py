"""A question, or a message that waits, being said otherwise in the message field."""

from PySide6.QtCore import QObject, Signal, Slot

from ui.presenters import ChatPresenter
from ui.text import Speech
from ui.widgets.composer import Composer
from ui.widgets.notice import NoticeBar
from ui.widgets.unfinished import Unfinished

__all__ = ["Editing"]


class Editing(QObject):
    """Begins that, ends it, and says meanwhile what the field is for.

    What was typed for the next message is kept aside, and stands in the field again
    when it is over. ``changed(open)`` when it begins, and when it ends.
    """

    changed = Signal(bool)

    def __init__(
        self,
        texts: Speech,
        chat: ChatPresenter,
        composer: Composer,
        unfinished: Unfinished,
        notice: NoticeBar,
    ) -> None:
        super().__init__(composer)
        self._texts = texts
        self._chat = chat
        self._composer = composer
        self._unfinished = unfinished
        self._notice = notice
        self.open = False
        self.question: str | None = None
        """The id of the question, which its place may change; None: what waits."""

    def begin(self, place: int | None = None, *, focus: bool = True) -> None:
        """Take a question (None: the last) into the field."""
        if place is None:
            place = self._chat.last_place("user")
        if place is None or self._chat.busy or self.open:
            return
        self.question = self._chat.entries[place].key
        self._set_open(is_open=True)
        self._unfinished.open_question(place)
        self._show(focus=focus)

    def begin_waiting(self, number: int, *, focus: bool = True) -> None:
        """Take what waits, counted from 0, into the field; its place stays its own."""
        if self.open or not self._chat.conversation_id:
            return
        self._set_open(is_open=True)
        self._unfinished.open_waiting(self._chat.waiting[number])
        self._chat.hold_back(number)
        self._show(focus=focus)

    def say(self, words: str) -> None:
        """Have these words be what is said, where the old ones were."""
        question, self.question = self.question, None
        self._set_open(is_open=False)
        self._notice.hide()
        if question is None:
            self._unfinished.close_waiting()
            self._chat.put_back(words)
        else:
            self._unfinished.close_question()
            self._chat.edit(words, self._chat.place_of(question))

    @Slot()
    def end(self) -> None:
        """Leave the message as it was.

        One that waits and was only looked at holds nothing up any more.
        """
        self._end(go_on=not self._unfinished.changed_waiting)

    def _end(self, *, go_on: bool = False) -> None:
        if not self.open:
            return
        question, self.question = self.question, None
        self._set_open(is_open=False)
        self._notice.hide()
        if question is None:
            self._unfinished.close_waiting()
            self._chat.put_back(go_on=go_on)
        else:
            self._unfinished.close_question()

    def leave(self) -> None:
        """Another conversation comes: what is unfinished waits in this one."""
        if not self.open:
            return
        if self.question is None and not self._unfinished.changed_waiting:
            self._end()
            return
        self.question = None
        self._set_open(is_open=False)

    def tell(self) -> None:
        """Say what the field is for, where it is not for the next message."""
        if self.open:
            waits = self.question is None
            key = "composer.editing_waiting" if waits else "composer.editing"
            self._notice.hold(self._texts(key))

    def _show(self, *, focus: bool) -> None:
        if focus:
            self._composer.setFocus()
        self.tell()

    def _set_open(self, *, is_open: bool) -> None:
        self.open = is_open
        self.changed.emit(is_open)
