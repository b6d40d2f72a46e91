"""Windows stay where somebody can see them, whatever happens to the screens."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

__all__ = ["KeptInSight", "at_most", "room_at", "within"]

_GRIP: Final = (120, 40)
"""So much of a window's upper edge must be seen: enough to take hold of it."""

_TITLE: Final = QSize(0, 40)
"""What the system draws around a window, as long as that is not known."""


def within(frame: QRect, rooms: Sequence[QRect]) -> QRect:
    """``frame``, moved and made smaller where nobody could take hold of it.

    So is one that is larger than the screens that it stands on: what is at its end,
    as the field for messages, would be out of reach.

    Args:
        frame: A window with what the system draws around it.
        rooms: What the screens have for windows, the first one for those without.
    """
    width, height = _GRIP
    grip = QRect(frame.topLeft(), frame.topRight() + QPoint(0, height - 1))
    if not rooms:  # the last screen was unplugged: the next one will tell
        return frame
    room = rooms[0]
    for each in rooms:
        seen = each.intersected(grip)
        if seen.width() >= min(width, frame.width()) and seen.height() == height:
            if frame.size() == frame.size().boundedTo(_around(frame, rooms)):
                return frame
            room = each
            break
    there = QRect(0, 0, *map(min, frame.size().toTuple(), room.size().toTuple()))
    there.moveCenter(room.center())
    return there


def _around(frame: QRect, rooms: Sequence[QRect]) -> QSize:
    """What the screens under ``frame`` have room for together."""
    under = QRect()
    for room in rooms:
        if room.intersects(frame):
            under = under.united(room)
    return under.size()


def at_most(width: int, height: int) -> QSize:
    """A window's size, or what the screen with the pointer has room for."""
    wanted, room = QSize(width, height), room_at(QCursor.pos())
    return wanted if room.isEmpty() else wanted.boundedTo(room.size() - _TITLE)


def room_at(point: QPoint) -> QRect:
    """What the screen at ``point`` has for windows, or the first one; maybe nothing."""
    screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
    # PySide's word for it does not know that there may be none.
    return QRect() if screen is None else screen.availableGeometry()


class KeptInSight(QObject):
    """Brings ``window`` back when screens go away or change, and when it is shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # Once for all that one plug changes, and after the system has had its say.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._watch)
        application.screenRemoved.connect(self._changed)
        application.primaryScreenChanged.connect(self._changed)
        for screen in QGuiApplication.screens():
            self._watch(screen)
        window.installEventFilter(self)

    @Slot()
    def look(self) -> None:
        """Move the window, if that is needed."""
        window = self._window
        if window.isVisible() and not window.windowState():
            frame = window.frameGeometry()
            rooms = [room_at(QCursor.pos())]
            rooms += [each.availableGeometry() for each in QGuiApplication.screens()]
            there = within(frame, [room for room in rooms if not room.isEmpty()])
            if there != frame:
                border = frame.size() - window.size()
                window.resize(there.size() - border)
                window.move(there.topLeft())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window may be shown where it was last, on a screen that is gone."""
        if event.type() == QEvent.Type.Show:
            self._soon.start()
        return False

    @Slot(QScreen)
    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._changed)
        self._soon.start()

    @Slot()
    def _changed(self) -> None:
        self._soon.start()
