"""A column of text whose links ask for something of a message."""

from typing import Final

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.presenters.entries import Entry
from ui.widgets.code import code_of
from ui.widgets.column import Column

__all__ = ["LinkedColumn"]

_STEPS: Final = {"before": -1, "after": 1}


class LinkedColumn(Column):
    """Says what a link asks for; web and mail are opened by the system.

    Signals:
        acted(action, place): "copy", "again", "edit", "correct", "go_on", "up" or
            "down" of the entry at ``place``; "copied" when code of it was.
        part_asked(place, part): Show who answered (0), or a source, or hide it.
        stepped(place, by): Show the version before (-1) or after (1).
        expert_asked(place, expert): This expert should have answered.
        conversation_asked(id): A source's conversation.
        earlier_asked(): More of what is not drawn.
        whole_asked(place): All of a long message.
    """

    acted = Signal(str, int)
    part_asked = Signal(int, int)
    stepped = Signal(int, int)
    expert_asked = Signal(int, str)
    conversation_asked = Signal(str)
    earlier_asked = Signal()
    whole_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.anchorClicked.connect(self._clicked)

    def entry_at(self, place: int) -> Entry:
        """The message that a link is of."""
        raise NotImplementedError

    @Slot(QUrl)
    def _clicked(self, url: QUrl) -> None:
        if url.scheme() != "evotr":
            QDesktopServices.openUrl(url)
            return
        action, at, *more = url.path().split("/")
        place = int(at)
        match action:
            case "who" | "part":
                self.part_asked.emit(place, int(more[0]) if more else 0)
            case "with":
                self.expert_asked.emit(place, more[0])
            case "there":
                origin = self.entry_at(place).source(int(more[0]))
                self.conversation_asked.emit(origin.conversation_id)
            case "earlier":
                self.earlier_asked.emit()
            case "unfold":
                self.whole_asked.emit(place)
            case "code":
                code = code_of(self.document(), url.toString())
                QGuiApplication.clipboard().setText(code)
                self.acted.emit("copied", place)
            case "before" | "after":
                self.stepped.emit(place, _STEPS[action])
            case _:
                self.acted.emit(action, place)
