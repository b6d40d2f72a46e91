"""A night's report, to be read: text, tables, and pictures with what they show."""

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget
from typing_extensions import override

from evotr.domain import NightNamed, NightPart, NightPicture, NightTold
from ui.theme import colors_now

__all__ = ["NightReportView", "html_of"]

_LEAST, _MOST = 320, 960
_MARGIN = 24
_NAMES = "26%"  # of a table, for the first column
_TALK = "talk"


def html_of(told: NightTold, width: int) -> str:
    """The report as Qt's rich text; what is said of a picture stands below it.

    Args:
        told: Its words are the user's and the model's: they are shown, not obeyed.
        width: Of the pictures, in pixels.
    """
    body = [f"<h2>{escape(told.title)}</h2>", *_paragraphs(told.lines)]
    for part in told.parts:
        body += _part(part)
    for picture in told.pictures:
        body += _picture(picture, width)
    return "".join(body)


def _paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        yield f'<p style="margin: 3px 0">{escape(line)}</p>'


def _part(part: NightPart) -> Iterator[str]:
    if part.head:
        yield f"<h4>{escape(part.head)}</h4>"
    if part.columns:
        # The words of the first would be broken rather than the numbers beside them.
        sizes = (f' width="{_NAMES}"', *[""] * len(part.columns))
        heads = "".join(
            f'<th align="left"{size}>{escape(column)}</th>'
            for column, size in zip(part.columns, sizes, strict=False)
        )
        yield f'<table cellpadding="4" width="100%"><tr>{heads}</tr>'
        for row in part.rows:
            cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
            yield f"<tr>{cells}</tr>"
        yield "</table>"
    yield from _paragraphs(part.lines)
    for lesson in part.named:
        yield f'<p style="margin: 1px 0 1px 18px">{_named(lesson)}</p>'


def _named(lesson: NightNamed) -> str:
    text = escape(lesson.text)
    if not lesson.conversation_id:
        return text
    return f'<a href="{_TALK}:{escape(lesson.conversation_id)}">{text}</a>'


def _picture(picture: NightPicture, width: int) -> Iterator[str]:
    source = QUrl.fromLocalFile(str(picture.file)).toString()
    yield f'<p><img src="{escape(source)}" width="{width}"><br>'
    yield f"<i>{escape(picture.told)}</i></p>"


class NightReportView(QTextBrowser):
    """Shows one report; its pictures are as wide as there is room.

    ``talk_asked(conversation_id)`` when a lesson's conversation is to be seen.
    """

    talk_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._told: NightTold | None = None
        self._width = 0

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of a report."""
        self._told = None
        self.setPlainText(sentence)

    def show_report(self, told: NightTold) -> None:
        """Show a report; the same one again stays where it was read."""
        other = self._told is None or self._told.id != told.id
        self._told = told
        self._draw()
        if other:
            self.verticalScrollBar().setValue(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the room."""
        super().resizeEvent(event)
        if self._told is not None and self._room() != self._width:
            # Later: it may be told of while a text is being put in.
            QTimer.singleShot(0, self, self._draw)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Links follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._draw)

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures of this computer, sharp at their width; nothing else."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        if not url.isLocalFile():
            return None
        ratio = self.devicePixelRatioF()
        wide = Qt.TransformationMode.SmoothTransformation
        drawn = QImage(url.toLocalFile())
        fitted = drawn.scaledToWidth(round(self._width * ratio), wide)
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def _room(self) -> int:
        """For a picture, in pixels.

        The bar has its place in any case: what it took away would be drawn anew for
        ever.
        """
        bar = self.verticalScrollBar().sizeHint().width()
        return min(max(self.contentsRect().width() - bar - _MARGIN, _LEAST), _MOST)

    @Slot()
    def _draw(self) -> None:
        """Put the report in, and stay where it is read."""
        if self._told is None:
            return
        bar = self.verticalScrollBar()
        at = bar.value()
        self._width = self._room()
        # Qt's own blue cannot be read on a dark page.
        accent = colors_now().accent.name()
        self.document().setDefaultStyleSheet(f"a {{ color: {accent}; }}")
        self.setHtml(html_of(self._told, self._width))
        bar.setValue(at)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if link.scheme() == _TALK:
            self.talk_asked.emit(link.path())
