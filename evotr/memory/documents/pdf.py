"""PDF files into blocks, page by page."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw

from evotr.errors import DocumentDamaged, DocumentEncrypted
from evotr.memory.documents.values import Block, Damage

__all__ = ["pdf_blocks"]

_DIGITS: Final = re.compile(r"\d+")
# PDFium's mark for the hyphen of a word that goes on in the next line.
_HYPHEN: Final = re.compile("(?:\ufffe|\x02)[\\r\\n]*")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A line shorter than this part of the page's longest may end a paragraph.
_SHORT: Final = 0.75
_ENDS: Final = (".", "!", "?", ":", "…", "”", '"')
# Running heads are looked for from so many pages on, on more than half of them.
_PAGES: Final = 4
_LOCKED: Final = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})
_DAMAGES: Final[dict[int, Damage]] = {
    raw.FPDF_ERR_FILE: "PDF_FILE",
    raw.FPDF_ERR_FORMAT: "PDF_FORMAT",
    raw.FPDF_ERR_PAGE: "PDF_PART",
}
"""What PDFium's codes are called in the catalogues: its words are English alone."""


def pdf_blocks(data: bytes, path: PurePath) -> Iterator[Block]:
    """The paragraphs of each page, under the outline's titles.

    A page's running head and foot are left out.

    Raises:
        DocumentEncrypted: It opens with a password only, or is locked otherwise.
        DocumentDamaged: It is no sound PDF.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        pages = [_lines(document[number]) for number in range(len(document))]
        outline = _outline(document)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in _LOCKED:
            raise DocumentEncrypted(path=path) from error
        # Without a code it was opened, and something in it could not be read.
        reason = "PDF_PART" if code is None else _DAMAGES.get(code, "PDF_UNKNOWN")
        raise DocumentDamaged(
            path=path, kind="PDF", reason=reason, detail=error
        ) from error
    running = _running(pages)
    headings: tuple[str, ...] = ()
    for number, lines in enumerate(pages, 1):
        headings = outline.get(number, headings)
        kept = [
            line
            for place, line in enumerate(lines)
            if not (place in {0, len(lines) - 1} and _shape(line) in running)
        ]
        for paragraph in _paragraphs(kept):
            yield Block(paragraph, number, headings)


def _lines(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2 is untyped
    text = page.get_textpage().get_text_bounded()
    page.close()
    text = _CONTROLS.sub(" ", _HYPHEN.sub("", text))
    return [" ".join(line.split()) for line in text.splitlines()]


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line)


def _running(pages: list[list[str]]) -> frozenset[str]:
    """The shapes (numbers alike) of first and last lines that most pages share."""
    if len(pages) < _PAGES:
        return frozenset()
    counts = Counter(
        shape
        for lines in pages
        if lines
        for shape in {_shape(lines[0]), _shape(lines[-1])}
    )
    return frozenset(shape for shape, count in counts.items() if count * 2 > len(pages))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends at a short line that ends a sentence."""
    longest = max(map(len, lines), default=0)
    held: list[str] = []
    for line in lines:
        if line:
            held.append(line)
        short = len(line) < _SHORT * longest and line.endswith(_ENDS)
        if held and (not line or short):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def _outline(document: Any) -> dict[int, tuple[str, ...]]:  # noqa: ANN401
    """The titles above each page where the outline begins one."""
    titles: dict[int, tuple[str, ...]] = {}
    path: list[str] = []
    for mark in document.get_toc():
        path = [*path[: mark.level], " ".join(mark.get_title().split())]
        dest = mark.get_dest()
        page = None if dest is None else dest.get_index()
        if page is not None:
            titles[page + 1] = tuple(path)
    return titles
