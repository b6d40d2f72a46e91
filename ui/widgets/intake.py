"""Documents that are chosen, dropped or pasted on a page, and what came of it."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.presenters import ChatPresenter, Desk
from ui.widgets.documents import choose, show_skipped
from ui.widgets.notice import NoticeBar

__all__ = ["Intake"]

_SKIPPED: Final = 3  # skipped files that the notice itself names


class Intake(QObject):
    """Hands them to the desk, and has ``notice`` say how far that is."""

    def __init__(
        self, page: QWidget, desk: Desk, chat: ChatPresenter, notice: NoticeBar
    ) -> None:
        super().__init__(page)
        self._page, self._desk, self._chat, self._notice = page, desk, chat, notice
        self._texts = desk.texts
        if not chat.private:
            documents = desk.documents
            documents.began.connect(self._adding)
            documents.progressed.connect(notice.go_on)
            documents.ended.connect(self._added)

    @Slot(object)
    def add(self, paths: tuple[Path, ...]) -> None:
        """Take documents in; what is kept has no place in a private conversation."""
        if self._chat.private:
            self._notice.tell(self._texts("private.no_documents"))
        elif not self._chat.open:
            self._notice.tell(self._texts("documents.opening"))
        else:
            self._desk.documents.add(paths)

    @Slot()
    def choose(self) -> None:
        """Have documents chosen."""
        title = partial(self._texts, "documents.choose")
        choose(self._page, title, self._desk.documents.add, folder=False)

    @property
    def _hears(self) -> bool:
        """The window always does; the quick panel while it is seen."""
        return self._chat is self._desk.chat or self._page.isVisible()

    @Slot(str)
    def _adding(self, sentence: str) -> None:
        if self._hears:
            stop = self._texts("composer.stop")
            self._notice.begin(sentence, stop, self._desk.documents.stop)

    @Slot(str, object)
    def _added(self, sentence: str, skipped: tuple[str, ...]) -> None:
        if not self._hears:
            return
        lines = "\n".join(skipped[:_SKIPPED])
        if len(skipped) <= _SKIPPED:
            self._notice.announce(sentence, lines)
            return
        self._notice.report(
            f"{sentence}\n{lines}",
            self._texts("documents.show_all"),
            partial(show_skipped, self._page, self._texts, skipped),
        )
