"""Formulas in an answer, drawn where they stand."""

import re
import warnings
from functools import lru_cache
from hashlib import sha256
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QFontInfo,
    QGuiApplication,
    QImage,
    QPainter,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)
from PySide6.QtSvg import QSvgRenderer

from ui.theme import Colors

__all__ = ["Formulas"]

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


class Formulas:
    """Takes the formulas out of markdown, and puts their pictures in their places.

    What cannot be drawn stays as it was written.

    Args:
        document: Where the pictures are kept.
        colors: Those of the text.
    """

    def __init__(self, document: QTextDocument, colors: Colors) -> None:
        self._document = document
        self._color = colors.text.name()
        self._size = QFontInfo(document.defaultFont()).pixelSize()
        self._taken: list[tuple[str, QTextImageFormat]] = []

    def take(self, text: str) -> str:
        """The markdown with marks for its formulas; code is left alone."""
        if _OPEN in text or not re.search(r"[$]|\\[(\[]", text):
            return text
        parts, at = [], 0
        for code in _CODE.finditer(text):
            parts += [_FORMULA.sub(self._mark, text[at : code.start()]), code[0]]
            at = code.end()
        return "".join([*parts, _FORMULA.sub(self._mark, text[at:])])

    def __call__(self, page: QTextDocument) -> None:
        """Put the pictures into a page made of the markdown."""
        for number, (_, picture) in enumerate(self._taken):
            cursor = page.find(f"{_OPEN}{number}{_CLOSE}")
            if not cursor.isNull():
                cursor.insertImage(picture)

    def _mark(self, found: re.Match[str]) -> str:
        source = next(group for group in found.groups() if group is not None)
        picture = self._picture(source.strip())
        if picture is None:
            return found[0]
        self._taken.append((source, picture))
        return f"{_OPEN}{len(self._taken) - 1}{_CLOSE}"

    def _picture(self, source: str) -> QTextImageFormat | None:
        if not source or len(source) > _LONGEST or len(self._taken) >= _MOST:
            return None
        drawn = _drawn(source, self._size, self._color)
        if drawn is None:
            return None
        name = sha256(f"{self._size} {self._color} {source}".encode()).hexdigest()
        url = QUrl(f"evotr-formula:{name}")
        kind = int(QTextDocument.ResourceType.ImageResource.value)
        self._document.addResource(kind, url, drawn)
        form = QTextImageFormat()
        form.setName(url.toString())
        form.setWidth(drawn.width() / drawn.devicePixelRatio())
        form.setHeight(drawn.height() / drawn.devicePixelRatio())
        form.setProperty(int(QTextFormat.Property.ImageAltText), source)
        form.setToolTip(source)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        return form


@lru_cache(maxsize=256)
def _drawn(source: str, size: int, color: str) -> QImage | None:
    """The picture of a formula; None where it is none."""
    with warnings.catch_warnings():
        # Its import is not of the newest fashion; and only here, for it takes 0.2 s.
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath  # noqa: PLC0415
    ziamath.config.svg2 = False  # Qt knows no symbols that are used elsewhere
    try:
        svg = ziamath.Latex(source, size=size, color=color).svg()
    except Exception:  # noqa: BLE001  # whatever it stumbles over, it is no formula
        return None
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    # As sharp as the sharpest screen; none is there while the last one is unplugged.
    screens = QGuiApplication.screens()
    ratio = max((screen.devicePixelRatio() for screen in screens), default=1.0)
    whole = renderer.viewBoxF().size()
    image = QImage(
        round(whole.width() * ratio) or 1,
        round(whole.height() * ratio) or 1,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
