"""Files that are dropped on a window, wherever in it; text goes where it went."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

__all__ = ["Drops", "files_of"]


class Drops(QObject):
    """``dropped(paths)`` when files or folders are dropped on a watched widget.

    ``hovering(over)`` when they are dragged over one, or away from it.

    Until `set_open` they are refused. A widget that takes drops of its own must be
    watched, too: it would take the files' names for text.
    """

    dropped = Signal(object)
    hovering = Signal(bool)

    def __init__(self, *widgets: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._open = False
        for widget in widgets:
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def set_open(self, *, is_open: bool) -> None:
        """Whether there is somebody to give files to."""
        self._open = is_open

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of files; leave all others alone."""
        if event.type() == QEvent.Type.DragLeave:
            self.hovering.emit(False)  # noqa: FBT003 — a signal's argument
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = files_of(event.mimeData())
        if not paths:
            return super().eventFilter(watched, event)
        if not self._open:
            event.ignore()
            return True
        # The files stay where they are, whatever the other program proposes.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hovering.emit(event.type() != QEvent.Type.Drop)
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True


def files_of(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders that are dragged or copied; none where it is a text."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
