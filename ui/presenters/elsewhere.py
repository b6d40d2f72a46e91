"""The home while another process has it open: the night it makes, and its end."""

from PySide6.QtCore import QObject, QTimer, Slot

from evotr.domain import HomeElsewhere
from ui.presenters.desk import Desk
from ui.presenters.panels import PanelsDesk

__all__ = ["ElsewherePresenter"]

LOOK_MS = 2000


class ElsewherePresenter(QObject):
    """Tells how far the other one's night is, and opens the assistant after it.

    Args:
        desk: Could not open its assistant.
        panels: Have the workshop, which works without one.
    """

    def __init__(self, desk: Desk, panels: PanelsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panels = panels
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)  # the next look follows the answer to this one
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._over = False
        desk.closing.connect(self._end)

    def begin(self) -> None:
        """Look from now on, until the home is free."""
        self._panels.open()
        self._wait()

    @Slot()
    def _look(self) -> None:
        workshop = self._panels.workshop
        if workshop is None:
            self._wait()
        else:
            run = self._panels.errands.run
            run(workshop.elsewhere, self._seen, lambda _: self._wait())

    def _seen(self, seen: HomeElsewhere) -> None:
        self._desk.nights.follow(seen.far, self._stop)
        if seen.free and not self._over:
            self._desk.nights.follow(None, None)
            self._desk.open_again()
        else:
            self._wait()

    def _wait(self) -> None:
        if not self._over:
            self._timer.start()

    @Slot()
    def _end(self) -> None:
        self._over = True
        self._timer.stop()

    def _stop(self) -> None:
        workshop = self._panels.workshop
        if workshop is not None:
            run = self._panels.errands.run
            run(workshop.stop_elsewhere, lambda _: None, self._desk.tell)
