"""Files that come into the window, and the one that a conversation goes into."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.presenters import Desk
from ui.widgets.documents import choose, choose_export
from ui.widgets.drop_hint import DropHint
from ui.widgets.drops import Drops
from ui.widgets.pages import Pages

__all__ = ["Filing"]


class Filing(QObject):
    """Takes documents that are chosen, or dropped on ``window`` or ``fields`` of it."""

    def __init__(
        self, window: QWidget, desk: Desk, pages: Pages, *fields: QWidget
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._pages = window, desk, pages
        self._drops = Drops(window, *fields, parent=self)
        self._drops.dropped.connect(self._add)
        self._drops.hovering.connect(DropHint(pages, self._say_drop).follow)
        desk.opened.connect(self._opened)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action of the menus about files does."""
        return {
            "add_documents": partial(self._choose, folder=False),
            "add_folder": partial(self._choose, folder=True),
            "stop_adding": self._desk.documents.stop,
            "export": self._export,
        }

    @Slot()
    def _opened(self) -> None:
        self._drops.set_open(is_open=True)

    def _choose(self, *, folder: bool) -> None:
        title = partial(self._desk.texts, "documents.choose")
        choose(self._window, title, self._desk.documents.add, folder=folder)

    @Slot(object)
    def _add(self, paths: tuple[Path, ...]) -> None:
        self._pages.front.intake.add(paths)

    def _say_drop(self) -> str:
        private = self._pages.front.chat.private
        return self._desk.texts("private.no_documents" if private else "documents.drop")

    def _export(self) -> None:
        """Write the conversation in front into a file that is chosen."""
        desk, talk = self._desk, self._desk.chat.conversation_id
        if talk is not None:
            name = desk.exporting.name_for(desk.conversations.listed_title(talk))
            write = partial(desk.exporting.export, talk)
            choose_export(self._window, desk.texts, name, write)
