"""The panel of the nights: when they are, and what they told."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from evotr.domain import NightHead, NightTold
from ui.presenters import NightsPresenter, NightsShown
from ui.text import Speech
from ui.widgets.asking import ask
from ui.widgets.flow import Flow
from ui.widgets.panels.night_report import NightReportView
from ui.widgets.panels.parts import LEAST, button, note, parted
from ui.widgets.panels.rows import ROW, Plain, Rows
from ui.widgets.phrases import Phrases
from ui.widgets.tick import Tick

__all__ = ["NightsPanel"]


class NightsPanel(QWidget):
    """Above what is run and how things stand, below the nights and a report.

    Nothing is scheduled before a question was answered with yes.
    ``talk_asked(conversation_id)`` when a lesson's conversation is to be seen.
    """

    talk_asked = Signal(str)

    def __init__(self, texts: Speech, presenter: NightsPresenter) -> None:
        super().__init__()
        self._texts = texts
        say = Phrases(texts, self)
        self._presenter = presenter
        self._heads: tuple[NightHead, ...] = ()
        self._known = False  # whether there are any
        self._shown = NightsShown((), on=False, hours="", hindered="")
        self._told: NightTold | None = None
        self.lines = note(self)
        say(self.lines.setAccessibleName, "panels.nights")
        self.allow = Tick(self)
        say(self.allow.setText, "nights.allow")
        self.run = button(say, "nights.run", self._run)
        self.stop = button(say, "nights.stop", presenter.stop)
        self.far = note(self)
        self.bar = QProgressBar(self)
        say(self.bar.setAccessibleName, "nights.progress")
        self.bar.setTextVisible(False)
        self.list = QListWidget(self)
        say(self.list.setAccessibleName, "nights.list")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(LEAST)
        Rows(self.list)  # as high as all of it needs
        self.report = NightReportView(self)
        say(self.report.setAccessibleName, "nights.report")
        self.report.talk_asked.connect(self.talk_asked)
        self.kept = note(self)
        self.keep = button(say, "nights.keep", self._keep)
        self.undo = button(say, "nights.undo", self._undo)
        self.never = button(say, "nights.never", self._never)
        self._lay_out()
        self._connect()
        self._progress("", 0)
        say.also(self._update)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()

    @property
    def head(self) -> NightHead | None:
        """The night that is chosen."""
        at = self.list.currentRow()
        return self._heads[at] if 0 <= at < len(self._heads) else None

    def _lay_out(self) -> None:
        right = QWidget(self)
        below = QVBoxLayout(right)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.report, 1)
        below.addWidget(self.kept)
        below.addLayout(Flow(self.keep, None, self.undo, self.never))
        splitter = parted(self.list, right, shares=(2, 5))
        layout = QVBoxLayout(self)
        # First what is pressed: lines come and go, and move what is below them.
        layout.addLayout(Flow(self.allow, None, self.run, self.stop))
        layout.addWidget(self.lines)
        layout.addWidget(self.far)
        layout.addWidget(self.bar)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        presenter = self._presenter
        self.allow.clicked.connect(self._allow)
        self.list.currentRowChanged.connect(self._choose)
        presenter.stood.connect(self._stand)
        presenter.changed.connect(self._show)
        presenter.reported.connect(self._report)
        presenter.progressed.connect(self._progress)

    @Slot(object)
    def _stand(self, shown: NightsShown) -> None:
        self._shown = shown
        self.lines.setText("\n".join(shown.lines))
        self.allow.setChecked(shown.on)

    @Slot(object)
    def _show(self, heads: tuple[NightHead, ...]) -> None:
        """List the nights; a new one comes to the front."""
        grown = len(heads) > len(self._heads)
        at = 0 if grown else max(self.list.currentRow(), 0)
        self._heads, self._known = heads, True
        self.list.blockSignals(True)  # noqa: FBT003 — Qt's own signature
        self.list.clear()
        for head in heads:
            line = self._texts(
                "nights.head", number=head.number, date=head.date, told=head.told
            )
            which = self._texts("nights.which", number=head.number, date=head.date)
            item = QListWidgetItem(line)
            item.setData(ROW, Plain(which, head.told))
            item.setToolTip(line)
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, len(heads) - 1))
        self.list.blockSignals(False)  # noqa: FBT003 — Qt's own signature
        self._choose()

    @Slot()
    def _choose(self) -> None:
        head = self.head
        if head is None:
            self._told = None
        else:
            self._presenter.show(head.id)
        self._update()

    @Slot(object)
    def _report(self, told: NightTold) -> None:
        head = self.head
        if head is not None and head.id == told.id:
            self._told = told
            self.report.show_report(told)
            self._update()

    @Slot(str, int)
    def _progress(self, sentence: str, percent: int) -> None:
        runs = bool(sentence)
        more = self._presenter.on_asking
        self.far.setText(f"{sentence}\n{more}".rstrip())
        self.far.setVisible(runs)
        self.run.setAccessibleDescription(more)
        self.bar.setVisible(runs)
        self.bar.setValue(percent)
        self.run.setEnabled(not runs or self._presenter.waits)
        self.stop.setEnabled(runs)

    def _update(self) -> None:
        told, head = self._told, self.head
        at = told if told is not None and head and told.id == head.id else None
        in_force = at is not None and at.in_force
        kept = at is not None and at.kept
        self.kept.setText(self._texts("nights.stays") if in_force and kept else "")
        self.kept.setVisible(in_force and kept)
        if at is None:
            none = self._known and head is None
            self.report.say(self._texts("nights.none" if none else "nights.reading"))
        self.keep.setEnabled(in_force and not kept)
        self.undo.setEnabled(in_force)
        self.never.setEnabled(at is not None and at.lessons > 0)

    @Slot(bool)
    def _allow(self, wanted: bool) -> None:  # noqa: FBT001 — Qt's own signature
        self.allow.setChecked(self._shown.on)  # checked is what is so
        if not wanted:
            self._presenter.allow(on=False)
            return
        texts = self._texts
        ask(
            self,
            lambda: (
                texts("nights.allow_sure"),
                texts("nights.allow_more", hours=self._shown.hours),
                texts("nights.allow"),
            ),
            lambda: self._presenter.allow(on=True),
        )

    def _run(self) -> None:
        texts = self._texts
        if not self._shown.hindered:
            self._presenter.run()
            return
        ask(
            self,
            lambda: (
                texts("nights.run_sure"),
                texts("nights.run_more", conditions=self._shown.hindered),
                texts("nights.run"),
            ),
            self._presenter.run,
        )

    def _keep(self) -> None:
        if self._told is not None:
            self._presenter.keep(self._told.id)

    def _undo(self) -> None:
        if (told := self._told) is not None:
            texts = self._texts
            ask(
                self,
                lambda: (
                    texts("nights.undo_sure", number=told.number),
                    texts("nights.undo_more"),
                    texts("nights.undo"),
                ),
                lambda: self._presenter.undo(told.id),
            )

    def _never(self) -> None:
        if (told := self._told) is not None:
            texts = self._texts
            ask(
                self,
                lambda: (
                    texts("nights.never_sure", number=told.number),
                    texts("nights.never_more", count=told.lessons),
                    texts("nights.never"),
                ),
                lambda: self._presenter.never(told.id),
                careful=True,
            )
