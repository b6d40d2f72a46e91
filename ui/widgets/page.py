"""The right side: the transcript, what there is to tell, and the composer."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from evotr.errors import EvotrError
from ui.presenters import ChatPresenter, Desk
from ui.presenters.trouble import details_of
from ui.theme import Colors
from ui.widgets.column import COLUMN
from ui.widgets.composer import Composer
from ui.widgets.correcting import AnswerEditor
from ui.widgets.documents import choose, show_skipped
from ui.widgets.foot import FootLine
from ui.widgets.notice import NoticeBar
from ui.widgets.transcript import TranscriptView
from ui.widgets.waiting import WaitingList
from ui.widgets.welcome import Welcome

__all__ = ["ConversationPage"]

_SKIPPED = 3  # skipped files that the notice itself names


class ConversationPage(QWidget):
    """Shows the conversation in front of ``chat``, and takes the next words for it.

    Without one that is the desk's own, and what else the desk has to tell is told here.
    """

    editing_changed = Signal(bool)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        chat: ChatPresenter | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.chat = chat or desk.chat
        self.teaching = desk.teaching(self.chat)
        self._texts = texts = desk.texts
        self.editing = False
        self._edited: int | None = None
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        private = self.chat.private
        self.transcript = TranscriptView(texts, self, teach=not private)
        self.correcting = AnswerEditor(self.transcript, texts, self)
        if private:
            hello = texts("private.greeting"), texts("private.greeting_more")
        else:
            hello = texts("transcript.greeting"), texts("transcript.greeting_more")
        self.welcome = Welcome(*hello, self)
        self.notice = NoticeBar(texts, self)
        self.waiting = WaitingList(texts, self)
        self.composer = Composer(texts, self)
        self.foot = FootLine(texts, desk.status, self.chat, self)
        self._lay_out()
        self._connect()
        self._turn_page()

    @property
    def drafted(self) -> bool:
        """Whether words were written that are not sent."""
        return bool(self.composer.edit.toPlainText().strip()) and not self.editing

    def _lay_out(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.transcript)
        column = QVBoxLayout()
        column.setContentsMargins(24, 0, 24, 10)
        column.setSpacing(8)
        for widget in (self.notice, self.waiting, self.composer, self.foot):
            column.addWidget(widget)
        frame = QWidget(self)
        frame.setLayout(column)
        frame.setMaximumWidth(COLUMN + 2 * 24)
        centred = QHBoxLayout()
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(frame, 1000)
        centred.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._stack, 1)
        layout.addLayout(centred)

    def _connect(self) -> None:
        chat = self.chat
        chat.changed.connect(self.transcript.splice)
        chat.changed.connect(self._turn_page)
        chat.streamed.connect(self.transcript.stream)
        chat.progressed.connect(self.transcript.progress)
        chat.busy_changed.connect(self.composer.set_busy)
        chat.refused.connect(self.composer.give_back)
        chat.queued.connect(self.waiting.show_words)
        chat.thumbed.connect(self.transcript.mark_thumb)
        chat.found.connect(self.transcript.go_to)
        chat.broke.connect(self._broke)
        chat.consented.connect(self._consented)
        self.transcript.acted.connect(self._act)
        self.transcript.part_asked.connect(chat.toggle)
        self.transcript.stepped.connect(chat.step)
        self.transcript.expert_asked.connect(self.teaching.answer_by)
        self.transcript.conversation_asked.connect(self._desk.select)
        self.waiting.taken_back.connect(chat.take_back)
        self.correcting.kept.connect(self.teaching.correct)
        # Not the transcript: it would show its first link.
        self.correcting.left.connect(self.composer.setFocus)
        self.teaching.told.connect(self.notice.tell)
        self.teaching.right_wanted.connect(self._want_right)
        self.teaching.refused.connect(self.correcting.begin)
        self.composer.submitted.connect(self._submit)
        self.composer.stopped.connect(self.stop)
        chat.attached.connect(self._attached)
        self._desk.not_opened.connect(self._not_opened)
        self.composer.set_open(is_open=chat.open)
        if chat is self._desk.chat:
            self._connect_desk()
        else:
            chat.failed.connect(self._tell)

    def _connect_desk(self) -> None:
        documents = self._desk.documents
        self.composer.offer_attaching()
        self.composer.attaching.connect(self._choose_documents)
        documents.began.connect(self._adding)
        documents.progressed.connect(self.notice.go_on)
        documents.ended.connect(self._added)
        self._desk.told.connect(self.notice.tell)
        self._desk.selected.connect(self._end_edit)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self.composer.recolor(colors)
        self.notice.recolor(colors)
        self.waiting.recolor(colors)

    def begin_edit(self, place: int | None = None) -> None:
        """Take a question (None: the last) into the composer, to say it otherwise."""
        if place is None:
            place = self.chat.last_place("user")
        if place is None or self.chat.busy or self.editing:
            return
        self._edited = place
        self._set_editing(editing=True)
        self.composer.begin_edit(self.chat.entries[place].text)
        self.notice.tell(self._texts("composer.editing"))

    def begin_correction(self, place: int | None = None) -> None:
        """Have an answer (None: the last) rewritten where it stands."""
        if place is None:
            place = self.chat.last_place("assistant") if self.chat.last_answer else None
        if place is not None and not self.chat.private:
            self.correcting.begin(place, self.chat.entries[place].text)

    def act_on_last(self, action: str) -> None:
        """Do with the last answer what its links do."""
        place = self.chat.last_place("assistant") if self.chat.last_answer else None
        if place is not None:
            self._act(action, place)

    @Slot()
    def stop(self) -> None:
        """Stop the answer under way, or leave the last question as it was."""
        if self.editing:
            self._end_edit()
        else:
            self.chat.stop()

    @Slot(str)
    def _submit(self, words: str) -> None:
        if self.editing:
            place = self._edited
            self._set_editing(editing=False)
            self.notice.hide()
            self.composer.end_edit()
            self.chat.edit(words, place)
        else:
            self.chat.send(words)

    @Slot()
    def _end_edit(self) -> None:
        if self.editing:
            self._set_editing(editing=False)
            self.notice.hide()
            self.composer.end_edit()

    def _set_editing(self, *, editing: bool) -> None:
        self.editing = editing
        self.editing_changed.emit(editing)

    @Slot(str, int)
    def _act(self, action: str, place: int) -> None:
        match action:
            case "copy":
                QGuiApplication.clipboard().setText(self.chat.entries[place].text)
            case "again":
                self.chat.regenerate(place)
            case "edit":
                mine = self.chat.entries[place].role == "user"
                self.begin_edit(place if mine else place - 1)
            case "correct":
                self.begin_correction(place)
            case "go_on":
                self.chat.send(self._texts("transcript.go_on"))
            case "who":
                self.chat.toggle(place, 0)
            case "before" | "after":
                self.chat.step(place, -1 if action == "before" else 1)
            case "up" | "down":
                self.teaching.thumb(place, "up" if action == "up" else "down")

    @Slot(int)
    def _want_right(self, place: int) -> None:
        """A bad answer: offer to say what it should have been."""
        self.notice.offer(
            self._texts("taught.wanted"),
            self._texts("transcript.correct"),
            partial(self.begin_correction, place),
        )

    @Slot(object)
    def _broke(self, error: EvotrError) -> None:
        """The answer ended with an error: offer to try again."""
        told = (*self._texts.error(error), details_of(error))
        self.notice.tell_with(told, self._texts("trouble.again"), self.chat.regenerate)

    @Slot(object)
    def _tell(self, error: EvotrError) -> None:
        self.notice.tell(*self._texts.error(error), details_of(error))

    @Slot(str)
    def _consented(self, consent: str) -> None:
        stored = self.chat.conversation_id is not None and not self.chat.private
        if consent == "nothing" and stored and self.chat.entries:
            self.notice.tell(self._texts("notice.nothing_kept"))

    @Slot()
    def _choose_documents(self) -> None:
        title = self._texts("documents.choose")
        choose(self, title, self._desk.documents.add, folder=False)

    @Slot(str)
    def _adding(self, sentence: str) -> None:
        self.notice.begin(
            sentence, self._texts("composer.stop"), self._desk.documents.stop
        )

    @Slot(str, object)
    def _added(self, sentence: str, skipped: tuple[str, ...]) -> None:
        lines = "\n".join(skipped[:_SKIPPED])
        if len(skipped) <= _SKIPPED:
            self.notice.tell(sentence, lines)
            return
        self.notice.report(
            f"{sentence}\n{lines}",
            self._texts("documents.show_all"),
            partial(show_skipped, self, self._texts, skipped),
        )

    @Slot()
    def _turn_page(self) -> None:
        self._stack.setCurrentIndex(1 if self.chat.entries else 0)

    @Slot(bool)
    def _attached(self, is_open: bool) -> None:  # noqa: FBT001  # a signal's argument
        self.composer.set_open(is_open=is_open)

    @Slot(str, str)
    def _not_opened(self, sentence: str, hint: str) -> None:
        self.welcome.greeting.setText(self._texts("transcript.cannot_open"))
        self.welcome.more.setText(f"{sentence}\n\n{hint}".strip())
