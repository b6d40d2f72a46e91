"""How the window is left: closed, put away beside another one, or with the program."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.presenters import Desk
from ui.widgets.asking import ask
from ui.widgets.beside import Beside
from ui.widgets.pages import Pages

__all__ = ["Leaving"]


class Leaving(QObject):
    """Asks over ``window`` before something would be lost.

    Where its menu bar is ``shared`` (macOS) a program goes on without a window, and so
    it does where a sign stands in the bar; elsewhere it ends with the last one.

    Signals:
        hidden(): The window is to be seen no more.
        wanted(): It is to be seen, before all others.
    """

    hidden = Signal()
    wanted = Signal()

    def __init__(
        self, window: QWidget, desk: Desk, pages: Pages, beside: Beside, *, shared: bool
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._pages = window, desk, pages
        self._beside, self._shared = beside, shared
        self._put_away = False
        self.begun = False
        """Whether the desk is being closed."""

    @property
    def last(self) -> bool:
        """Whether the program ends when the window in front is closed."""
        beside = self._beside
        return not (self._shared or beside.stays or beside.front)

    def close_front(self) -> None:
        """Close the window in front: this one, unless it is another one."""
        if (front := self._beside.front) is not None:
            front.close()
        else:
            self.go_away()

    def go_away(self) -> None:
        """Close this one."""
        if self._shared:
            self.hidden.emit()
        elif self._beside.stays:
            self._put_away = True
            self.hidden.emit()
        else:
            self.ask_to_quit()

    def shown(self) -> None:
        """It is here again."""
        self._put_away = False

    def follow(self) -> None:
        """Another window came or went; perhaps it was the last one."""
        if self._put_away and not self.begun and not self._beside.stays:
            self.ask_to_quit()

    @Slot()
    def ask_to_quit(self) -> None:
        """Close the desk; ask before where something would be lost."""
        texts = self._desk.texts

        def lost() -> tuple[str, ...]:
            draft = (texts("ask.quit_draft"),) if self._pages.drafted else ()
            return (*self._desk.unfinished(), *draft)

        if self.begun or not lost():
            self.quit()
            return
        self.wanted.emit()
        ask(
            self._window,
            lambda: (texts("ask.quit"), "\n".join(lost()), texts("menu.quit")),
            self.quit,
            careful=True,
        )

    @Slot()
    def quit(self) -> None:
        """Close the desk; nothing is lost, turns under way end as cancelled."""
        self.begun = True
        self.hidden.emit()
        self._desk.close()
