"""Web pages into blocks."""

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from evotr.memory.documents.values import Block

__all__ = ["html_blocks"]

_UNREAD: Final = (
    "script, style, template, noscript, svg, math, iframe, object, nav, form, button,"
    " select, [hidden], [aria-hidden=true], [style*='display:none'],"
    " [style*='display: none']"
)
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
_BREAKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd"),
        *("details", "dialog", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *("header", "hr", "li", "main", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul", *_LEVELS),
    }
)
_CELLS: Final = frozenset({"td", "th"})


def html_blocks(source: str) -> Iterator[Block]:
    """The visible text: headings, paragraphs, items and rows of tables."""
    tree = LexborHTMLParser(source)
    for node in tree.css(_UNREAD):
        node.decompose()
    if tree.body is not None:
        yield from _Walk().blocks(tree.body)


class _Walk:
    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self._held: list[str] = []
        self._lines = 0  # how many <pre> we are in
        self._heading: int | None = None

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        # By hand: pages nest deeper than Python calls.
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            yield from self._enter(node)
            if node.child is not None:
                node, depth = node.child, depth + 1
                continue
            yield from self._leave(node)
            while node is not None and depth and node.next is None:
                node, depth = node.parent, depth - 1
                if node is not None:
                    yield from self._leave(node)
            node = node.next if node is not None and depth else None
        yield from self._taken()

    def _enter(self, node: LexborNode) -> Iterator[Block]:
        tag = node.tag or ""
        if tag == "-text":
            self._held.append(node.text_content or "")
        elif tag in _BREAKS:
            yield from self._taken()
            self._lines += tag == "pre"
            self._heading = _LEVELS.get(tag, self._heading)
        elif tag in _CELLS and "".join(self._held).strip():
            self._held.append(" | ")

    def _leave(self, node: LexborNode) -> Iterator[Block]:
        tag = node.tag or ""
        if tag in _BREAKS:
            yield from self._taken()
            self._lines -= tag == "pre"
            if tag in _LEVELS:
                self._heading = None

    def _taken(self) -> Iterator[Block]:
        raw = "".join(self._held)
        self._held = []
        text = raw.strip("\n") if self._lines else " ".join(raw.split())
        if not text.strip():
            return
        if self._heading is not None:
            level = self._heading
            self._path = [above for above in self._path if above[0] < level]
            self._path.append((level, text))
        headings = tuple(title for _, title in self._path)
        yield Block(text, None, headings, lines=bool(self._lines))
