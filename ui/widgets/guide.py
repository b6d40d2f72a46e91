"""The welcome above the conversation: one card, a step at a time."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.presenters.guide import STEPS, GuidePresenter, GuideStep
from ui.presenters.panels import OfferRow
from ui.text import Speech
from ui.widgets.choice import Choice
from ui.widgets.fitted import Fitted
from ui.widgets.panels.parts import button, note, row_of
from ui.widgets.phrases import Phrases

__all__ = ["GuideCard"]

_WORDS: Final[dict[GuideStep, tuple[str, str]]] = {
    "ask": ("guide.ask", "guide.ask_more"),
    "here": ("guide.here", "guide.here_more"),
    "model": ("guide.model", "guide.model_more"),
    "nights": ("guide.nights", "guide.nights_more"),
}
_OTHER: Final[dict[GuideStep, str]] = {
    "ask": "guide.ask_other",
    "model": "guide.model_other",
}
"""Where another model answers than the one that comes with the program."""
_LINES: Final = 6  # of what a step says, in the smallest window
_RING: Final = 4  # around that, for what shows where the keyboard is
_NAMED: Final = 12  # letters of an offer that are seen in any window
_QUESTIONS: Final = ("guide.who", "guide.can", "guide.code")


class GuideCard(QFrame):
    """Hidden until there is a step; the conversation below stays usable.

    ``left()`` when it goes and had the keyboard.

    Args:
        texts: The sentences.
        presenter: Goes through the steps.
        home: Where everything lies.
        private_keys: Those that begin a private conversation.
    """

    left = Signal()

    def __init__(
        self,
        texts: Speech,
        presenter: GuidePresenter,
        home: str,
        private_keys: QKeySequence,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._presenter = presenter
        self._home, self._keys = home, private_keys
        self._nights_on, self._hours = False, ""
        self._rows: tuple[OfferRow, ...] = ()
        self._pulls = False
        self.setObjectName("guide")
        say = Phrases(texts, self)
        say(self.setAccessibleName, "guide.name")
        self.title = QLabel(self)
        self.title.setObjectName("guideTitle")
        self.text = note(self)
        self.questions = [
            button(say, key, partial(self._ask, key)) for key in _QUESTIONS
        ]
        self.offers = Choice(self)
        say(self.offers.setAccessibleName, "guide.offers")
        self.offers.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.offers.setMinimumContentsLength(_NAMED)
        self.about = note(self)
        self.get = button(say, "guide.get", self._get)
        self.stop = button(say, "panels.stop", presenter.stop)
        self.allow = button(say, "guide.allow", presenter.allow_nights)
        self.said = note(self)
        self.count = note(self)
        self.skip = button(say, "guide.skip", presenter.end)
        self.back = button(say, "guide.back", lambda: presenter.move(-1))
        self.next = button(say, "guide.next", lambda: presenter.move(1))
        self.told = self._step_parts()
        self._lay_out()
        self._connect()
        self._pulling("")
        self.hide()
        say.also(self._retell)

    def _lay_out(self) -> None:
        for label in (self.title, self.count):
            label.setWordWrap(False)
        for asked in self.questions:
            asked.setEnabled(self._presenter.open)
        for pressed in (*self._buttons, *self.questions):
            pressed.setAutoDefault(True)  # Return presses the one with the focus
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20 - _RING, 14, 20 - _RING, 12)
        layout.setSpacing(8 - _RING)
        self.title.setContentsMargins(_RING, 0, _RING, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.told)
        row = row_of(self.count, None, self.skip, self.back, self.next)
        row.setContentsMargins(_RING, 0, _RING, 0)
        layout.addLayout(row)

    def _step_parts(self) -> Fitted:
        """What a step says and asks: scrolled where the window is small."""
        inner = QWidget(self)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(_RING, _RING, _RING, _RING)
        layout.setSpacing(8)
        layout.addWidget(self.text)
        for asked in self.questions:
            layout.addLayout(row_of(asked, None))
        layout.addLayout(row_of(self.offers, None))
        layout.addLayout(row_of(self.get, self.stop, self.allow, None))
        layout.addWidget(self.about)
        layout.addWidget(self.said)
        told = Fitted(inner, self, keys=True)
        told.bound(_LINES * self.fontMetrics().lineSpacing())
        return told

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.get, self.stop, self.allow, self.skip, self.back, self.next)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.stepped.connect(self._step)
        presenter.ready.connect(self._ready)
        presenter.asked.connect(self._rest)
        presenter.answered.connect(self._answered)
        presenter.offered.connect(self._offer)
        presenter.pulling.connect(self._pulling)
        presenter.nights_stand.connect(self._stand)
        presenter.said.connect(self._say)
        self.offers.currentIndexChanged.connect(self._choose)

    @property
    def places(self) -> tuple[QWidget, ...]:
        """Where the keyboard may be, and letters mean nothing."""
        return (self, self.told, *self.questions, *self._buttons)

    @property
    def row(self) -> OfferRow | None:
        """The model that is chosen."""
        at = self.offers.currentIndex()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    @Slot(object)
    def _step(self, step: GuideStep | None) -> None:
        used = self._used
        self.setVisible(step is not None)
        if step is None:
            if used:
                self.left.emit()
            return
        self._say("")
        for asked in self.questions:
            asked.setVisible(step == "ask")
        for part in (self.offers, self.about, self.get, self.stop):
            part.setVisible(step == "model")
        self.allow.setVisible(step == "nights")
        self.told.verticalScrollBar().setValue(0)
        self.back.setEnabled(step != STEPS[0])
        self.skip.setVisible(step != STEPS[-1])
        self._tell(step)
        self._focus(step)

    def _tell(self, step: GuideStep) -> None:
        """What a step is about, and where it stands among the others."""
        texts = self._texts
        title, more = _WORDS[step]
        model = self._presenter.model
        if model:
            more = _OTHER.get(step, more)
        if step == "nights" and self._nights_on:
            more = "guide.nights_on"
        self.title.setText(texts(title))
        self.told.setAccessibleName(texts(title))
        keys = self._keys.toString(QKeySequence.SequenceFormat.NativeText)
        told = {"home": self._home, "keys": keys, "hours": self._hours, "model": model}
        self.text.setText(texts(more, **told))
        number, total = STEPS.index(step) + 1, len(STEPS)
        self.count.setText(texts("guide.count", number=number, total=total))
        self.next.setText(texts("guide.done" if number == total else "guide.next"))

    def _retell(self) -> None:
        """All of it in the language of now; nothing comes or goes."""
        if self._presenter.step is not None:
            self._tell(self._presenter.step)
        self.said.setText(self._texts.again(self.said.text()))
        self._offer(self._rows)

    def _focus(self, step: GuideStep) -> None:
        """Where Return does what the step is for, but never says yes to anything."""
        focused = self.window().focusWidget()
        if isinstance(focused, QPlainTextEdit) and not focused.document().isEmpty():
            return  # somebody writes there
        if not self._presenter.takes_keys and not self._used:
            return
        first = self.questions[0] if step == "ask" else self.next
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _ready(self, is_open: bool) -> None:  # noqa: FBT001 — a signal's argument
        self._rest()
        if is_open and self._presenter.step == "ask":
            self._tell("ask")  # who answers is known by now
            self._focus("ask")

    @Slot()
    def _rest(self) -> None:
        """Ask nothing while an answer is written: keys may be meant for the field."""
        can_be_asked = self._presenter.open
        if not can_be_asked and self.window().focusWidget() in self.questions:
            self.setFocus()  # Qt would go on to what skips all
        for asked in self.questions:
            asked.setEnabled(can_be_asked)

    @property
    def _used(self) -> bool:
        """Whether the keyboard is with the card, and not where somebody writes."""
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    @Slot()
    def _answered(self) -> None:
        self._say(self._texts("guide.answered"))
        self.text.hide()
        if self._used:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _offer(self, rows: tuple[OfferRow, ...]) -> None:
        chosen = self.row
        self._rows = tuple(row for row in rows if row.usable)
        self.offers.clear()
        best = self._texts("guide.best")
        for row in self._rows:
            self.offers.addItem(f"{row.line} ({best})" if row.best else row.line)
        at = [chosen.id if chosen else "", *(r.id for r in self._rows if r.best)]
        ids = [row.id for row in self._rows]
        self.offers.setCurrentIndex(
            next((ids.index(wanted) for wanted in at if wanted in ids), 0)
        )
        self._choose()

    @Slot()
    def _choose(self) -> None:
        row = self.row
        self.about.setText(row.about if row else "")
        self.get.setText(self._texts("guide.take" if row and row.here else "guide.get"))
        self.get.setEnabled(row is not None and not self._pulls)

    @Slot(str)
    def _pulling(self, sentence: str) -> None:
        self._pulls = bool(sentence)
        if sentence and self._presenter.step == "model":
            self._say(sentence)
        focused = self.window().focusWidget()
        if self._pulls and focused is self.get:
            self.next.setFocus()  # from what dies Qt would go on to what skips all
        self.offers.setEnabled(not self._pulls)
        self._choose()
        if not self._pulls and focused is self.stop:
            (self.get if self.get.isEnabled() else self.next).setFocus()
        self.stop.setEnabled(self._pulls)

    @Slot(bool, str)
    def _stand(self, on: bool, hours: str) -> None:  # noqa: FBT001 — a signal's argument
        self._nights_on, self._hours = on, hours
        self.allow.setEnabled(not on)
        if self._presenter.step == "nights":
            self._tell("nights")

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.text.show()

    def _ask(self, key: str) -> None:
        self._presenter.ask(self._texts(key))

    def _get(self) -> None:
        if self.row is not None:
            self._presenter.get(self.row)
