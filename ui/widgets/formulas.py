"""Formulas in an answer, drawn where they stand."""

import re
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import (
    QFontInfo,
    QImage,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)
from PySide6.QtSvg import QSvgRenderer

from ui.theme import Colors
from ui.widgets.column import Column

__all__ = ["Formulas", "Studio"]

_FORMULA: Final = re.compile(
    r"\$\$(.+?)\$\$"
    r"|\\\[(.+?)\\\]"
    r"|\\\((.+?)\\\)"
    # Not the dollars of "$5 or $6": no blank inside, no letter outside.
    r"|(?<![\w$\\])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?![\w$])",
    re.DOTALL,
)
_CODE: Final = re.compile(r"(`{3,}|~{3,}).*?(?:\1|\Z)|`+[^`]*`+", re.DOTALL)
_LONGEST: Final = 400  # characters of a formula
_MOST: Final = 60  # formulas of an answer
_OPEN, _CLOSE = "\ue000", "\ue001"  # nobody's letters: they hold a formula's place
_KEPT: Final = 512  # pictures
_LOOK_MS: Final = 15
_WAITS: Final = int(QTextFormat.Property.UserProperty) + 2
"""The character property that says which formula is to take the place of the text."""


class _Look(NamedTuple):
    """A formula, and how it is to be drawn: pixels, colour, pixels of the screen."""

    source: str
    size: int
    color: str
    ratio: float

    @property
    def name(self) -> str:
        """How the document calls the picture."""
        said = f"{self.size} {self.color} {self.ratio} {self.source}"
        return f"evotr-formula:{sha256(said.encode()).hexdigest()}"


class Studio(QObject):
    """Draws the formulas of ``column`` on a thread of its own.

    A picture takes the place of what was written when it is there. What cannot be drawn
    stays as it was written.
    """

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._column = column
        self._document = column.document()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evotr-formulas")
        self._known: dict[_Look, QTextImageFormat | None] = {}
        self._waiting: dict[_Look, list[tuple[QTextCursor, str]]] = {}
        self._easel: tuple[_Look, Future[QImage | None]] | None = None
        # It looks, and is not told: the view may be gone when a picture is there.
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_MS)
        self._clock.timeout.connect(self._collect)

    def look(self, source: str, colors: Colors) -> _Look:
        """How a formula is drawn now."""
        ratio = self._column.devicePixelRatioF()
        size = QFontInfo(self._document.defaultFont()).pixelSize()
        return _Look(source, size, colors.text.name(), ratio)

    def hopeless(self, look: _Look) -> bool:
        """Whether it was tried, and is no formula."""
        return look in self._known and self._known[look] is None

    def picture(self, look: _Look) -> QTextImageFormat | None:
        """The picture, where there is one already."""
        return self._known.get(look)

    def hang(self, look: _Look, begin: int, end: int) -> None:
        """Have the picture take the place of the text between two positions."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.setKeepPositionOnInsert(True)  # what follows is not part of it
        self._waiting.setdefault(look, []).append((cursor, cursor.selectedText()))
        self._begin()

    def forget(self) -> None:
        """What waits is gone."""
        self._waiting.clear()

    def _begin(self) -> None:
        if self._easel is None and self._waiting:
            look = next(iter(self._waiting))
            self._easel = look, self._thread.submit(_drawn, look)
            self._clock.start()

    @Slot()
    def _collect(self) -> None:
        if self._easel is None or not self._easel[1].done():
            return
        (look, drawing), self._easel = self._easel, None
        self._known[look] = self._framed(look, drawing.result())
        if len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        self._show(self._known[look], self._waiting.pop(look, []))
        self._clock.stop()
        self._begin()

    def _show(
        self, picture: QTextImageFormat | None, places: list[tuple[QTextCursor, str]]
    ) -> None:
        # Where other words stand now, the formula is gone.
        there = [cursor for cursor, text in places if cursor.selectedText() == text]
        if picture is None or not there:
            return
        with self._column.mended():
            for cursor in there:
                cursor.insertImage(picture)

    def _framed(self, look: _Look, drawn: QImage | None) -> QTextImageFormat | None:
        """The format that shows a picture in the document."""
        if drawn is None:
            return None
        kind = int(QTextDocument.ResourceType.ImageResource.value)
        self._document.addResource(kind, QUrl(look.name), drawn)
        form = QTextImageFormat()
        form.setName(look.name)
        form.setWidth(drawn.width() / look.ratio)
        form.setHeight(drawn.height() / look.ratio)
        form.setProperty(int(QTextFormat.Property.ImageAltText), look.source)
        form.setToolTip(look.source)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        return form


class Formulas:
    """Takes the formulas out of an answer's markdown, and puts them in their places.

    For each page that is made of it: `take`, then the page, then `settle`.

    Args:
        studio: Who draws them.
        colors: Those of the text.
    """

    def __init__(self, studio: Studio, colors: Colors) -> None:
        self._studio = studio
        self._colors = colors
        self._many = 0
        self._taken: list[tuple[str, _Look]] = []

    def take(self, text: str) -> str:
        """The markdown with marks for its formulas; code is left alone."""
        self._taken.clear()
        if _OPEN in text or not re.search(r"[$]|\\[(\[]", text):
            return text
        parts, at = [], 0
        for code in _CODE.finditer(text):
            parts += [_FORMULA.sub(self._mark, text[at : code.start()]), code[0]]
            at = code.end()
        return "".join([*parts, _FORMULA.sub(self._mark, text[at:])])

    def __call__(self, page: QTextDocument) -> None:
        """Put what is drawn into a page made of the markdown, or what was written."""
        for number, (written, look) in enumerate(self._taken):
            cursor = page.find(f"{_OPEN}{number}{_CLOSE}")
            if cursor.isNull():
                continue
            picture = self._studio.picture(look)
            if picture is not None:
                cursor.insertImage(picture)
            else:
                char = cursor.charFormat()
                char.setProperty(_WAITS, look.name)
                cursor.insertText(written, char)

    def settle(self, document: QTextDocument, begin: int) -> None:
        """Have drawn what the page, in ``document`` from ``begin`` on, waits for."""
        looks = {look.name: look for _, look in self._taken}
        block = document.findBlock(begin if looks else -1)
        while block.isValid():
            each = block.begin()
            while not each.atEnd():
                here = each.fragment()
                look = looks.get(here.charFormat().stringProperty(_WAITS))
                if look is not None:
                    past = here.position() + here.length()
                    self._studio.hang(look, here.position(), past)
                each += 1
            block = block.next()

    def _mark(self, found: re.Match[str]) -> str:
        source = next(group for group in found.groups() if group is not None).strip()
        if not source or len(source) > _LONGEST or self._many >= _MOST:
            return found[0]
        look = self._studio.look(source, self._colors)
        if self._studio.hopeless(look):
            return found[0]
        self._many += 1
        self._taken.append((" ".join(found[0].split()), look))
        return f"{_OPEN}{len(self._taken) - 1}{_CLOSE}"


def _drawn(look: _Look) -> QImage | None:
    """The picture of a formula; None where it is none. On the studio's thread."""
    import ziamath  # noqa: PLC0415  # it takes 0.2 s, and few answers need it

    ziamath.config.svg2 = False  # Qt knows no symbols that are used elsewhere
    try:
        svg = ziamath.Latex(look.source, size=look.size, color=look.color).svg()
    except Exception:  # noqa: BLE001  # whatever it stumbles over, it is no formula
        return None
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    whole = renderer.viewBoxF().size()
    image = QImage(
        round(whole.width() * look.ratio) or 1,
        round(whole.height() * look.ratio) or 1,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(look.ratio)
    return image
