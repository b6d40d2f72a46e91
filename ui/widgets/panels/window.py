"""The window of the panels: their names on the left, the one in front on the right."""

import sys
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evotr.errors import EvotrError, HubError
from ui.presenters.panels import PanelsDesk
from ui.presenters.remedies import remedy_of
from ui.presenters.trouble import details_of
from ui.theme import colors_now, stylesheet
from ui.widgets.mending import mend
from ui.widgets.notice import NoticeBar
from ui.widgets.panels.experts import ExpertsPanel
from ui.widgets.panels.labelling import LabellingPanel
from ui.widgets.panels.memory import MemoryPanel
from ui.widgets.panels.models import ModelsPanel
from ui.widgets.panels.nights import NightsPanel
from ui.widgets.panels.resources import ResourcesPanel
from ui.widgets.panels.sections import SECTIONS, Section
from ui.widgets.panels.settings import SettingsPanel
from ui.widgets.phrases import Phrases
from ui.widgets.screens import KeptInSight, at_most

__all__ = ["PanelsWindow"]

_Panel = (
    MemoryPanel
    | LabellingPanel
    | NightsPanel
    | ExpertsPanel
    | ModelsPanel
    | ResourcesPanel
    | SettingsPanel
)
_SIZE: Final = (960, 620)
_NAMES: Final = 200
_AIR: Final = 6


class PanelsWindow(QWidget):
    """`open` shows a section.

    Signals:
        talk_asked(id): A conversation is to be seen.
        new_asked(): A new one is to begin.
        quit_asked(): The program should end.
    """

    talk_asked = Signal(str)
    new_asked = Signal()
    quit_asked = Signal()

    def __init__(self, panels: PanelsDesk) -> None:
        super().__init__()
        texts = panels.texts
        self._desk = panels
        self.setObjectName("panels")
        KeptInSight(self)
        say = Phrases(texts, self)
        say(self.setWindowTitle, "panels.title")
        memory = MemoryPanel(texts, panels.memory)
        memory.talk_asked.connect(self.talk_asked)
        memory.settings_asked.connect(partial(self.open, "settings"))
        nights = NightsPanel(texts, panels.nights)
        nights.talk_asked.connect(self.talk_asked)
        self.panels: dict[Section, _Panel] = {
            "memory": memory,
            "labelling": LabellingPanel(texts, panels.labelling),
            "nights": nights,
            "experts": ExpertsPanel(texts, panels.experts, panels.taught),
            "models": ModelsPanel(texts, panels.models),
            "load": ResourcesPanel(texts, panels.resources),
            "settings": SettingsPanel(texts, panels.settings),
        }
        self.names = QListWidget(self)
        say(self.names.setAccessibleName, "panels.sections")
        for section in SECTIONS:
            item = QListWidgetItem(self.names)
            say(item.setText, f"panels.{section}")
        self.notice = NoticeBar(texts, self)
        self.stack = QStackedWidget(self)
        for section in SECTIONS:
            self.stack.addWidget(self.panels[section])
        self._lay_out()
        self._colors = colors_now()
        self._recolor()
        say.also(self._fit_names)
        self.names.currentRowChanged.connect(self._turn)
        panels.told.connect(self._tell)
        panels.troubled.connect(self._trouble)
        panels.opened.connect(self._refresh)
        QShortcut(QKeySequence("Esc"), self, self.close)
        if sys.platform != "darwin":  # there it has the menus of the window
            self._take_keys()
        panels.desk.closing.connect(self.close)

    def _take_keys(self) -> None:
        """The keys of the window's menus that mean something here, too."""
        standard = QKeySequence.StandardKey
        for keys, command in (
            (QKeySequence("Ctrl+W"), self.close),
            (QKeySequence(standard.Find), self.seek),
            (QKeySequence(standard.New), self.new_asked.emit),
            (QKeySequence("Ctrl+Q"), self.quit_asked.emit),
        ):
            QShortcut(keys, self, command)

    @Slot()
    def seek(self) -> None:
        """Go to the field that searches the panel in front, where it has one."""
        field = self.panels[SECTIONS[self.stack.currentIndex()]].focusProxy()
        if isinstance(field, QLineEdit):
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def open(self, section: Section) -> None:
        """Show a section, before all other windows."""
        self._desk.open()
        self.names.setCurrentRow(SECTIONS.index(section))
        self.show()
        self.raise_()
        self.activateWindow()
        if self.panels[section].focusProxy() is not None:
            self.panels[section].setFocus()  # typing searches
        self._refresh()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.stack, 1)
        right.addWidget(self.notice)
        layout = QHBoxLayout(self)
        layout.addWidget(self.names)
        layout.addLayout(right, 1)
        self.resize(at_most(*_SIZE))

    def _fit_names(self) -> None:
        """In a narrow window their list is no wider than they are."""
        wide = self.names.sizeHintForColumn(0) + 2 * self.names.frameWidth() + 2 * _AIR
        least = min(wide, _NAMES)
        self.names.setMinimumWidth(least)
        self.names.setMaximumWidth(min(max(least, self.width() // 4), _NAMES))

    @Slot(int)
    def _turn(self, at: int) -> None:
        self.notice.hide()
        self.stack.setCurrentIndex(at)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        at = self.stack.currentIndex()
        if self.isVisible():
            self.panels[SECTIONS[at]].refresh()

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        if self.isVisible():
            self.notice.tell(sentence)

    @Slot(object)
    def _trouble(self, error: EvotrError) -> None:
        if not self.isVisible():
            return
        texts, remedy = self._desk.texts, remedy_of(error)
        told = (*texts.error(error), details_of(error))
        if isinstance(error, HubError):  # a download goes on where it stopped
            again = self._desk.models.pull_again
            self.notice.tell_with(told, texts("trouble.again"), again)
        else:
            self.notice.tell(*told)
        here = SECTIONS[self.stack.currentIndex()]
        if remedy is not None and remedy.kind != here:
            act = partial(mend, remedy, self._desk.desk.panel_wanted.emit)
            self.notice.add(texts(remedy.key), act)

    def _recolor(self) -> None:
        self.setStyleSheet(stylesheet(self._colors))
        self.notice.recolor(self._colors)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names leave a narrow window to the panel."""
        super().resizeEvent(event)
        self._fit_names()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette, live."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colors"):
            colors = colors_now()
            if colors != self._colors:
                self._colors = colors
                self._recolor()
