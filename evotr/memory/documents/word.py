"""Word documents into blocks."""

import io
import re
from collections.abc import Iterator
from typing import Final

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from evotr.memory.documents.values import Block

__all__ = ["docx_blocks"]

_HEADING: Final = re.compile(r"heading (\d)", re.IGNORECASE)


def docx_blocks(data: bytes) -> Iterator[Block]:
    """The paragraphs and tables of the body, in order.

    Raises:
        Exception: The library's own, of any kind: it is no sound document.
    """
    path: list[tuple[int, str]] = []
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part, tuple(title for _, title in path))
            continue
        text = part.text.strip()
        if not text:
            continue
        level = _level(part)
        if level is not None:
            path = [above for above in path if above[0] < level]
            path.append((level, text))
        yield Block(text, None, tuple(title for _, title in path))


def _level(paragraph: Paragraph) -> int | None:
    style = paragraph.style
    name = (style.name or "") if style is not None else ""
    if name == "Title":
        return 0
    found = _HEADING.match(name)
    return int(found[1]) if found else None


def _rows(table: Table, headings: tuple[str, ...]) -> Iterator[Block]:
    lines = []
    for row in table.rows:
        # A merged cell is given once for each place that it covers.
        cells = {cell._tc: cell for cell in row.cells}  # noqa: SLF001
        texts = (" ".join(cell.text.split()) for cell in cells.values())
        lines.append(" | ".join(texts))
    body = "\n".join(line for line in lines if line.strip(" |"))
    if body:
        yield Block(body, None, headings, lines=True)
