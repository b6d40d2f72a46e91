"""The right side: the transcript, what there is to tell, and the composer."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from evotr.errors import EvotrError
from ui.presenters import ChatPresenter, Desk, Origin, Status
from ui.theme import Colors
from ui.widgets.composer import Composer
from ui.widgets.documents import show_skipped
from ui.widgets.notice import NoticeBar
from ui.widgets.transcript import COLUMN, TranscriptView

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
        self._chat = chat or desk.chat
        self._texts = desk.texts
        self.editing = False
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.transcript = TranscriptView(desk.texts, self)
        self.greeting = QLabel(desk.texts("transcript.greeting"), self)
        self.greeting_more = QLabel(desk.texts("transcript.greeting_more"), self)
        self.notice = NoticeBar(desk.texts, self)
        self.composer = Composer(desk.texts, self)
        self.status = QLabel(desk.status.status.text, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.status.setObjectName("status")
        self.status.setAccessibleName(self._texts("status.name"))
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        small = self.status.font()
        small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
        self.status.setFont(small)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._welcome())
        self._stack.addWidget(self.transcript)
        column = QVBoxLayout()
        column.setContentsMargins(24, 0, 24, 10)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.composer)
        column.addWidget(self.status)
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

    def _welcome(self) -> QWidget:
        """What an empty conversation says, also why there is none."""
        welcome = QWidget(self)
        font = self.greeting.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        self.greeting.setFont(font)
        self.greeting.setObjectName("greeting")
        self.greeting_more.setObjectName("greetingMore")
        layout = QVBoxLayout(welcome)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(10)
        layout.addStretch(5)
        for label in (self.greeting, self.greeting_more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        layout.addStretch(6)
        return welcome

    def _connect(self) -> None:
        chat = self._chat
        chat.changed.connect(self.transcript.splice)
        chat.changed.connect(self._turn_page)
        chat.streamed.connect(self.transcript.stream)
        chat.progressed.connect(self.transcript.progress)
        chat.busy_changed.connect(self.composer.set_busy)
        chat.refused.connect(self.composer.give_back)
        chat.consented.connect(self._consented)
        self.transcript.acted.connect(self._act)
        self.transcript.source_asked.connect(self._show_source)
        self.composer.submitted.connect(self._submit)
        self.composer.stopped.connect(self.stop)
        self._desk.status.changed.connect(self._show_status)
        self._desk.opened.connect(self._opened)
        self._desk.not_opened.connect(self._not_opened)
        self.composer.set_open(is_open=chat.open)
        if chat is self._desk.chat:
            self._connect_desk()
        else:
            chat.failed.connect(self._tell)

    def _connect_desk(self) -> None:
        documents = self._desk.documents
        documents.began.connect(self._adding)
        documents.progressed.connect(self.notice.go_on)
        documents.ended.connect(self._added)
        self._desk.told.connect(self.notice.tell)
        self._desk.selected.connect(self._end_edit)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self.composer.recolor(colors)
        self.notice.recolor(colors)

    def begin_edit(self) -> None:
        """Take the last question into the composer, to say it otherwise."""
        question = self._chat.last_question
        if question is None or self._chat.busy or self.editing:
            return
        self._set_editing(editing=True)
        self.composer.begin_edit(question.text)
        self.notice.tell(self._texts("composer.editing"))

    @Slot()
    def stop(self) -> None:
        """Stop the answer under way, or leave the last question as it was."""
        if self.editing:
            self._end_edit()
        else:
            self._chat.stop()

    def copy_answer(self) -> None:
        """Put the last answer into the clipboard, as it was written."""
        answer = self._chat.last_answer
        if answer is not None:
            QGuiApplication.clipboard().setText(answer.text)

    @Slot(str)
    def _submit(self, words: str) -> None:
        if self.editing:
            self._set_editing(editing=False)
            self.notice.hide()
            self.composer.end_edit()
            self._chat.edit(words)
        else:
            self._chat.send(words)

    @Slot()
    def _end_edit(self) -> None:
        if self.editing:
            self._set_editing(editing=False)
            self.notice.hide()
            self.composer.end_edit()

    def _set_editing(self, *, editing: bool) -> None:
        self.editing = editing
        self.editing_changed.emit(editing)

    @Slot(str)
    def _act(self, action: str) -> None:
        match action:
            case "copy":
                self.copy_answer()
            case "again":
                self._chat.regenerate()
            case "edit":
                self.begin_edit()

    @Slot(object)
    def _tell(self, error: EvotrError) -> None:
        self.notice.tell(*self._texts.error(error))

    @Slot(object)
    def _show_source(self, origin: Origin) -> None:
        self.notice.tell(origin.label, f"“{origin.quote}”")

    @Slot(str)
    def _consented(self, consent: str) -> None:
        stored = self._chat.conversation_id is not None
        if consent == "nothing" and stored and self._chat.entries:
            self.notice.tell(self._texts("notice.nothing_kept"))

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
        self._stack.setCurrentIndex(1 if self._chat.entries else 0)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        self.status.setText(status.text)
        if self.status.property("tone") != status.tone:
            self.status.setProperty("tone", status.tone)
            self.status.style().unpolish(self.status)
            self.status.style().polish(self.status)

    @Slot()
    def _opened(self) -> None:
        self.composer.set_open(is_open=True)

    @Slot(str, str)
    def _not_opened(self, sentence: str, hint: str) -> None:
        self.greeting.setText(self._texts("transcript.cannot_open"))
        self.greeting_more.setText(f"{sentence}\n\n{hint}".strip())
