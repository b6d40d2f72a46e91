"""The panel of answers that wait for their right one; the keyboard is enough."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evotr.text import Catalog
from ui.presenters.panels import Case, LabellingPresenter
from ui.widgets.panels.parts import button, labelled, note, row_of, writing

__all__ = ["LabellingPanel"]


class LabellingPanel(QWidget):
    """One case at a time: the question, what was answered, and what is right."""

    def __init__(self, texts: Catalog, presenter: LabellingPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self.count = note(self)
        self.question = writing(self, texts("panels.question"), fixed=True)
        self.wrong = writing(self, texts("panels.wrong"), fixed=True)
        self.wrong_label = labelled(self.wrong)
        self.right = writing(self, texts("panels.right"))
        self.give = button(self, texts("panels.give"), self._give)
        self.later = button(self, texts("panels.later"), lambda: presenter.step(1))
        self.keep = button(self, texts("panels.keep"), presenter.keep)
        self.drop = button(self, texts("panels.drop"), presenter.drop)
        self.keys = note(self)
        self.keys.setText(texts("panels.label_keys"))
        self._lay_out()
        for keys, command in (
            ("Ctrl+Return", self._give),
            ("Alt+Right", self.later.click),
            ("Alt+Left", lambda: presenter.step(-1)),
            ("Alt+K", self.keep.click),
            ("Alt+D", self.drop.click),
        ):
            QShortcut(QKeySequence(keys), self, command)
        presenter.changed.connect(self._show)
        self.right.textChanged.connect(self._update)
        self._show(None, 0, 0)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()
        self.right.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.count)
        for label, field, stretch in (
            (labelled(self.question), self.question, 1),
            (self.wrong_label, self.wrong, 2),
            (labelled(self.right), self.right, 2),
        ):
            layout.addWidget(label)
            layout.addWidget(field, stretch)
        layout.addLayout(row_of(self.give, self.later, self.keep, None, self.drop))
        layout.addWidget(self.keys)

    @Slot(object, int, int)
    def _show(self, case: Case | None, number: int, of: int) -> None:
        texts = self._texts
        count = texts("panels.case", number=number, of=of, total=of)
        if case is None:
            count = texts("panels.nothing_to_label")
        elif case.doubt:
            count = f"{count} · {case.doubt}"
        self.count.setText(count)
        row = case is not None and case.kind == "row"
        name = texts("panels.doubted" if row else "panels.wrong")
        self.wrong_label.setText(name)
        self.wrong.setAccessibleName(name)
        self.question.setPlainText(case.question if case else "")
        shown = (case.right if row else case.wrong) if case else ""
        self.wrong.setPlainText(shown)
        self.right.setPlainText("")
        self.right.setReadOnly(case is None or not case.answer_id)
        self.keep.setEnabled(row)
        for each in (self.later, self.drop):
            each.setEnabled(case is not None)
        self._update()

    @Slot()
    def _update(self) -> None:
        typed = self.right.toPlainText().strip()
        self.give.setEnabled(bool(typed) and not self.right.isReadOnly())

    def _give(self) -> None:
        if self.give.isEnabled():
            self._presenter.give(self.right.toPlainText())
