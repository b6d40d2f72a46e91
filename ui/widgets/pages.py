"""The window's page, and that of a private conversation over it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.presenters import ChatPresenter, Desk
from ui.theme import Colors
from ui.widgets.page import ConversationPage

__all__ = ["Pages"]


class Pages(QStackedWidget):
    """One of them is in ``front``; ``turned()`` when it, or its state, is another.

    ``zoomed(by)`` when the wheel asks for larger (1) or smaller (-1) words.
    """

    turned = Signal()
    zoomed = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._colors: Colors | None = None
        self._percent = 100
        self._private: ConversationPage | None = None
        self.own = ConversationPage(desk, self)
        self.addWidget(self.own)
        self._follow(self.own)
        desk.aside.began.connect(self._begin_private)
        desk.aside.ended.connect(self._end_private)

    @property
    def front(self) -> ConversationPage:
        """The page that is seen."""
        private = self._private
        return private if private and self.currentWidget() is private else self.own

    @property
    def drafted(self) -> bool:
        """Whether unsent words would be lost: private ones, or where none are kept."""
        private = self._private is not None and self._private.drafted
        return private or not self._desk.drafts.safe

    def show_own(self) -> None:
        """Bring the window's page to the front; a private conversation stays."""
        if self.currentWidget() is not self.own:
            self.setCurrentWidget(self.own)
            self.turned.emit()

    @Slot(int)
    def scale_text(self, percent: int) -> None:
        """Show and write words in this size."""
        self._percent = percent
        for page in (self.own, self._private):
            if page is not None:
                page.scale_text(percent)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        for page in (self.own, self._private):
            if page is not None:
                page.recolor(colors)

    def _follow(self, page: ConversationPage) -> None:
        chat = page.chat
        signals = (chat.changed, chat.busy_changed, chat.consented, chat.attached)
        page.transcript.zoomed.connect(self.zoomed)
        for signal in (*signals, page.editing_changed):
            signal.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        self.turned.emit()

    @Slot(object)
    def _begin_private(self, chat: ChatPresenter) -> None:
        if self._private is None:
            self._private = ConversationPage(self._desk, self, chat=chat)
            self.addWidget(self._private)
            self._follow(self._private)
            if self._colors is not None:
                self._private.recolor(self._colors)
            self._private.scale_text(self._percent)
        self.setCurrentWidget(self._private)
        self._private.composer.setFocus()
        self.turned.emit()

    @Slot()
    def _end_private(self) -> None:
        if self._private is None:
            return
        page, self._private = self._private, None
        seen = self.currentWidget() is page
        self.removeWidget(page)
        page.hide()
        page.deleteLater()
        if seen:  # the keyboard would go where nobody expects it
            self.own.composer.setFocus()
        self.own.notice.announce(self._desk.texts("private.ended"))
        self.turned.emit()
