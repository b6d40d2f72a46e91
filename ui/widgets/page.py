"""The right side: the transcript, what there is to tell, and the composer."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from evotr.drafts import Drafts
from evotr.errors import EvotrError
from ui.presenters import ChatPresenter, Desk
from ui.presenters.drafts import DraftsPresenter
from ui.presenters.hindrance import hindrance
from ui.presenters.remedies import remedy_of
from ui.theme import Colors
from ui.widgets.column import COLUMN
from ui.widgets.composer import Composer
from ui.widgets.correcting import AnswerEditor
from ui.widgets.drafting import MessageDraft
from ui.widgets.editing import Editing
from ui.widgets.find_bar import FindBar
from ui.widgets.foot import FootLine
from ui.widgets.intake import Intake
from ui.widgets.mending import mend
from ui.widgets.newest import NewestButton
from ui.widgets.notice import NoticeBar
from ui.widgets.own_prompt import OwnPrompting
from ui.widgets.phrases import Anew
from ui.widgets.telling import Telling
from ui.widgets.transcript import TranscriptView
from ui.widgets.typing_on import TypingOn
from ui.widgets.unfinished import Unfinished
from ui.widgets.waiting import WaitingList
from ui.widgets.welcome import Welcome

__all__ = ["ConversationPage"]

_TEACHING = frozenset({"up", "down", "correct"})


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
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        private = self.chat.private
        self.transcript = TranscriptView(texts, self, teach=not private)
        self.correcting = AnswerEditor(self.transcript, texts, self)
        self.newest = NewestButton(self.transcript, texts, self.chat, self)
        self.finding = FindBar(texts, self.chat, self.transcript)
        self.welcome = Welcome(self)
        self._refusal: tuple[EvotrError, str] | None = None
        self.notice = NoticeBar(texts, self)
        self.own_prompt = OwnPrompting(texts, self.chat, self.notice, self)
        self.telling = Telling(desk, self.chat, self.notice, self)
        self.intake = Intake(self, desk, self.chat, self.notice)
        self.waiting = WaitingList(texts, self)
        self.composer = Composer(texts, self)
        # Of a private conversation nothing is in a file.
        drafts = DraftsPresenter(Drafts(), desk.inbox, self) if private else desk.drafts
        slot = "" if self.chat is desk.chat else "quick"
        field = self.composer.edit
        TypingOn(self.transcript, lambda: field)
        self.drafting = MessageDraft(field, drafts, self.chat, slot)
        self.unfinished = Unfinished(
            self.chat, drafts, self.drafting, self.correcting, desk.holds
        )
        self.edits = Editing(
            texts, self.chat, self.composer, self.unfinished, self.notice
        )
        self.begin_edit = self.edits.begin
        self.foot = FootLine(texts, desk.status, self.chat, desk.pause, self)
        self._lay_out()
        self._connect()
        Anew(self).also(self._greet)
        self._turn_page()

    @property
    def drafted(self) -> bool:
        """Whether words were written that are not sent."""
        return bool(self.composer.edit.toPlainText().strip()) and not self.editing

    @property
    def editing(self) -> bool:
        """Whether something said before is in the composer, to be said otherwise."""
        return self.edits.open

    def put_above(self, widget: QWidget) -> None:
        """Show a widget above the conversation, in its column."""
        self._above.addWidget(widget)

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
        self._above = QVBoxLayout()
        self._above.setContentsMargins(24, 12, 24, 0)
        layout.addLayout(self._above)
        self._above.addWidget(self.finding)
        layout.addLayout(self._stack, 1)
        layout.addLayout(centred)

    def _connect(self) -> None:
        chat = self.chat
        chat.changed.connect(self.transcript.splice)
        chat.retold.connect(self.transcript.retell)
        chat.changed.connect(self._turn_page)
        for there in (chat.changed, chat.read):
            there.connect(self._come_back)
        chat.streamed.connect(self.transcript.stream)
        chat.progressed.connect(self.transcript.progress)
        chat.busy_changed.connect(self.composer.set_busy)
        chat.refused.connect(self.drafting.give_back)
        chat.thumbed.connect(self.transcript.mark_thumb)
        chat.broke.connect(self.telling.broke)
        chat.failed.connect(self.telling.tell)
        chat.left.connect(self._leave)
        chat.left.connect(self.notice.leave)
        chat.busy_changed.connect(self._went_on)
        chat.consented.connect(self._consented)
        self.transcript.spliced.connect(self.unfinished.follow)
        self.transcript.acted.connect(self._act)
        self.transcript.part_asked.connect(chat.toggle)
        self.transcript.stepped.connect(chat.step)
        self.transcript.conversation_asked.connect(self._desk.select)
        self.foot.own_prompt.clicked.connect(self.own_prompt.ask)
        over = (self.correcting.left, self.finding.left, self.waiting.left)
        for left in (*over, self.newest.used, chat.branched):
            # Not the transcript: it would show its first link.
            left.connect(self.composer.setFocus)
        self.composer.hindrance = self._hindrance
        self.composer.held.connect(self.notice.tell)
        self.composer.submitted.connect(self._submit)
        self.composer.stopped.connect(chat.stop)
        self.composer.edit.given.connect(self.intake.add)
        chat.attached.connect(self._attached)
        self._desk.not_opened.connect(self._not_opened)
        self.composer.set_open(is_open=chat.open)
        self._desk.closing.connect(self.unfinished.keep)
        self._connect_waiting()
        self._connect_teaching()
        self._connect_desk()

    def _connect_waiting(self) -> None:
        chat, waiting = self.chat, self.waiting
        chat.edited_one = self.unfinished.edits
        chat.queued.connect(self._queued)
        chat.returned.connect(self.unfinished.settle)
        waiting.taken_back.connect(chat.take_back)
        waiting.edited.connect(self.edits.begin_waiting)
        waiting.wanted.connect(chat.send_waiting)
        self.edits.changed.connect(waiting.lock)
        self.edits.changed.connect(self.editing_changed)

    def _connect_teaching(self) -> None:
        teaching = self.teaching
        teaching.told.connect(self.notice.tell)
        teaching.routed.connect(partial(self.telling.tell_learned, teaching.unteach))
        teaching.right_wanted.connect(self._want_right)
        teaching.refused.connect(self._take_back)
        self.transcript.expert_asked.connect(teaching.answer_by)
        self.correcting.kept.connect(teaching.correct)

    def _connect_desk(self) -> None:
        if not self.chat.private:
            self.composer.offer_attaching()
            self.composer.attaching.connect(self.intake.choose)
        if self.chat is self._desk.chat:
            self._desk.told.connect(self.notice.announce)
            self._desk.troubled.connect(self.telling.announce)

    @Slot(int)
    def scale_text(self, percent: int) -> None:
        """Show and write words in this size."""
        self.transcript.scale_text(percent)
        self.composer.scale_text(percent)
        self.correcting.edit.setFont(self.composer.edit.font())

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self.composer.recolor(colors)
        self.notice.recolor(colors)
        self.finding.recolor(colors)
        self.newest.recolor(colors)
        self.waiting.recolor(colors)

    def begin_correction(self, place: int | None = None, *, focus: bool = True) -> None:
        """Have an answer (None: the last) rewritten where it stands."""
        if place is None:
            place = self.chat.last_place("assistant") if self.chat.last_answer else None
        if place is not None and not self.chat.private:
            self.telling.right_begun()
            self.unfinished.open_answer(place, focus=focus)

    @Slot(object)
    def _queued(self, words: tuple[str, ...]) -> None:
        edited = self.chat.edited
        resting = not self.chat.busy and edited != 0
        self.waiting.show_words(words, resting=resting, edited=edited)
        self.unfinished.come_back_to_waiting(self.edits.begin_waiting)

    @Slot()
    def _come_back(self) -> None:
        self.unfinished.come_back(self.begin_edit, self.begin_correction)

    @Slot()
    def _leave(self) -> None:
        """Another conversation comes: what is unfinished waits in this one."""
        focused = QApplication.focusWidget()
        if focused is not None and self.correcting.isAncestorOf(focused):
            self.composer.setFocus()
        self.unfinished.leave()
        self.edits.leave()

    @Slot(str, str, str)
    def _take_back(self, conversation_id: str, answer_id: str, text: str) -> None:
        self.unfinished.take_back(conversation_id, answer_id, text)
        self._come_back()

    def act_on_last(self, action: str) -> None:
        """Do with the last answer what its links do.

        Versions are those of the last message that has some, question or answer.
        """
        place = self.chat.last_place("assistant") if self.chat.last_answer else None
        if action in {"before", "after"}:
            place = self.chat.last_versions
        if place is not None:
            self._act(action, place)

    @Slot()
    def stop(self) -> None:
        """Stop the answer under way, or leave the last question as it was."""
        if self.editing:
            self.edits.end()
        else:
            self.chat.stop()

    def _hindrance(self) -> str:
        """Why what is typed cannot be sent now, empty where it can."""
        question = self.edits.question
        key = hindrance(self.chat, question, ending=self._desk.ending)
        if key == "composer.opening" and self._refusal is not None:
            key = "composer.not_opened"
        return self._texts(key) if key else ""

    @Slot(str)
    def _submit(self, words: str) -> None:
        self.drafting.send(words)
        if self.editing:
            self.edits.say(words)
        else:
            self.chat.send(words)
        self.drafting.save()  # also what was typed within the last second

    @Slot(str, int)
    def _act(self, action: str, place: int) -> None:
        if refusal := self._refusal_of(action, place):
            self.notice.tell(self._texts(refusal))
            return
        match action:
            case "copy" | "copied":
                self._copy(place, code=action == "copied")
            case "edit":
                mine = self.chat.entries[place].role == "user"
                self.begin_edit(place if mine else place - 1)
            case "correct":
                self.begin_correction(place)
            case "again" | "go_on":
                go = self.chat.regenerate if action == "again" else self.chat.go_on
                go(place)
            case "branch":
                self.chat.branch(place)
            case "who":
                self.chat.toggle(place, 0)
            case "before" | "after":
                self.chat.step(place, -1 if action == "before" else 1)
            case "up" | "down":
                self.teaching.thumb(place, "up" if action == "up" else "down")

    def _refusal_of(self, action: str, place: int) -> str:
        """Why that cannot be done with a message; a thumb of before is taken back."""
        if action == "branch" and self.chat.private:
            return "private.not_branched"
        if action not in _TEACHING:
            return ""
        if self.chat.private:
            return "private.not_taught"
        entry = self.chat.entries[place]
        return "" if entry.teachable or entry.thumb else "taught.no_answer"

    def _copy(self, place: int, *, code: bool) -> None:
        if not code:  # that is there already
            QGuiApplication.clipboard().setText(self.chat.entries[place].text)
        self.notice.confirm(self._texts("transcript.copied"))

    @Slot(int)
    def _want_right(self, place: int) -> None:
        """A bad answer: offer to say what it should have been."""
        self.telling.ask_right(place, partial(self.begin_correction, place))

    @Slot(bool)
    def _went_on(self, busy: bool) -> None:  # noqa: FBT001 — a signal's argument
        if busy:
            self.notice.leave()
            self.edits.tell()

    @Slot(str)
    def _consented(self, consent: str) -> None:
        stored = self.chat.conversation_id is not None and not self.chat.private
        if consent == "nothing" and stored and self.chat.entries:
            self.notice.tell(self._texts("notice.nothing_kept"))

    @Slot()
    def _turn_page(self) -> None:
        self._stack.setCurrentIndex(1 if self.chat.entries else 0)

    @Slot(bool)
    def _attached(self, is_open: bool) -> None:  # noqa: FBT001  # a signal's argument
        self.composer.set_open(is_open=is_open)
        if is_open:  # perhaps it could not be opened before
            self._refusal = None
            self.notice.leave()  # it may say that this was waited for
            tried = any(each.hasFocus() for each in self.welcome.buttons)
            self._greet()
            if tried:  # and goes with its button
                self.composer.setFocus()
            # When all that is attached with it is.
            QTimer.singleShot(0, self.composer, self.composer.send_wanted)

    @Slot(object, str)
    def _not_opened(self, error: EvotrError, hint: str) -> None:
        self._refusal = error, hint
        self.composer.give_up()
        self._greet()

    def _greet(self) -> None:
        """What an empty page says: a greeting, or why nobody answers."""
        texts = self._texts
        self.welcome.offer()
        if self._refusal is not None:
            error, hint = self._refusal
            greeting = texts("transcript.cannot_open")
            more = f"{texts.error(error)[0]}\n\n{texts.again(hint)}".strip()
            self._offer_opening(error)
        elif self.chat.private:
            greeting, more = texts("private.greeting"), texts("private.greeting_more")
        else:
            greeting = texts("transcript.greeting")
            more = texts("transcript.greeting_more")
        self.welcome.say(greeting, more)

    def _offer_opening(self, error: EvotrError) -> None:
        """To open it once more, after what stood in the way is mended."""
        desk, remedy = self._desk, remedy_of(error)
        choices = [(self._texts("trouble.again"), desk.open_again)]
        if remedy is not None:
            act = partial(mend, remedy, desk.panel_wanted.emit)
            choices.append((self._texts(remedy.key), act))
        self.welcome.offer(*choices)
