"""The panel of answers that wait for their right one; the keyboard is enough."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.presenters.panels import Case, LabellingPresenter
from ui.text import Speech
from ui.widgets.flow import Flow
from ui.widgets.panels.parts import button, labelled, note, writing
from ui.widgets.phrases import Phrases

__all__ = ["LabellingPanel"]

_KEYS: Final = {
    "give": "Ctrl+Return",
    "later": "Alt+Right",
    "back": "Alt+Left",
    "keep": "Alt+K",
    "drop": "Alt+D",
}


class LabellingPanel(QWidget):
    """One case at a time: the question, what was answered, and what is right."""

    def __init__(self, texts: Speech, presenter: LabellingPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._say = say = Phrases(texts, self)
        self._case: Case | None = None
        self._presenter = presenter
        self._focus_due = False
        self._begun: dict[str, str] = {}  # what was typed for cases that were left
        self.count = note(self)
        self.question = writing(say, "panels.question", fixed=True)
        self.wrong = writing(say, "panels.wrong", fixed=True)
        say.also(self._name_wrong)
        self.wrong_label = labelled(say, self.wrong)
        self.right = writing(say, "panels.right")
        self.give = button(say, "panels.give", self._give)
        self.later = button(say, "panels.later", lambda: presenter.step(1))
        self.keep = button(say, "panels.keep", presenter.keep)
        self.drop = button(say, "panels.drop", presenter.drop)
        self.keys = note(self)
        told = {f"keys_{name}": keys for name, keys in _KEYS.items()}
        say(self.keys.setText, "panels.label_keys", **told)
        self._lay_out()
        for name, command in (
            ("give", self._give),
            ("later", self.later.click),
            ("back", lambda: presenter.step(-1)),
            ("keep", self.keep.click),
            ("drop", self.drop.click),
        ):
            QShortcut(QKeySequence(_KEYS[name]), self, command)
        presenter.changed.connect(self._show)
        self.right.textChanged.connect(self._update)
        self._last: tuple[Case | None, int, int] = (None, 0, 0)
        say.also(lambda: self._show(*self._last))

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._focus_due = True  # where there is something to write
        self._presenter.refresh()

    def _lay_out(self) -> None:
        self.form = QWidget(self)
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, field, stretch in (
            (labelled(self._say, self.question), self.question, 1),
            (self.wrong_label, self.wrong, 2),
            (labelled(self._say, self.right), self.right, 2),
        ):
            layout.addWidget(label)
            layout.addWidget(field, stretch)
        layout.addLayout(Flow(self.give, self.later, self.keep, None, self.drop))
        layout.addWidget(self.keys)
        whole = QVBoxLayout(self)
        whole.addWidget(self.count)
        whole.addWidget(self.form, 1)
        whole.addStretch()

    @Slot(object, int, int)
    def _show(self, case: Case | None, number: int, of: int) -> None:
        texts, self._last = self._texts, (case, number, of)
        count = texts("panels.case", number=number, of=of, total=of)
        if case is None:
            count = texts("panels.nothing_to_label")
        elif case.doubt:
            count = f"{count} · {case.doubt}"
        self.count.setText(count)
        self.form.setVisible(case is not None)
        row = case is not None and case.kind == "row"
        was, now = (each.id if each else "" for each in (self._case, case))
        if was != now:
            waiting = {each.id for each in self._presenter.cases}
            begun = {**self._begun, was: self.right.toPlainText()}
            self._begun = {each: begun[each] for each in begun if each in waiting}
        self._case = case
        self._name_wrong()
        self.wrong_label.setText(self.wrong.accessibleName())
        self.question.setPlainText(case.question if case else "")
        shown = (case.right if row else case.wrong) if case else ""
        self.wrong.setPlainText(shown)
        if was != now:  # the same one again leaves what is typed
            self.right.setPlainText(self._begun.pop(now, ""))
        self.right.setReadOnly(case is None or not case.answer_id)
        self.keep.setEnabled(row)
        for each in (self.later, self.drop):
            each.setEnabled(case is not None)
        self._update()
        if case is not None and self._focus_due and self.isVisible():
            self._focus_due = False
            self.right.setFocus()

    def _name_wrong(self) -> None:
        row = self._case is not None and self._case.kind == "row"
        key = "panels.doubted" if row else "panels.wrong"
        self.wrong.setAccessibleName(self._texts(key))

    @Slot()
    def _update(self) -> None:
        typed = self.right.toPlainText().strip()
        self.give.setEnabled(bool(typed) and not self.right.isReadOnly())

    def _give(self) -> None:
        if self.give.isEnabled():
            self._presenter.give(self.right.toPlainText())
            self.right.setFocus()  # the button may be of no use to the next one
