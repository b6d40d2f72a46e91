"""Text files into blocks: prose, Markdown, source code and tables of values."""

import re
from collections.abc import Iterator
from typing import Final

from evotr.memory.documents.values import Block

__all__ = ["code_blocks", "csv_blocks", "markdown_blocks", "text_blocks"]

_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*\Z")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_LONGEST_HEADING: Final = 200


def text_blocks(text: str) -> Iterator[Block]:
    """The paragraphs; an empty line, or a page's end, stands between two."""
    page = 1 if "\f" in text else None
    for part in text.split("\f"):
        for paragraph in _paragraphs(part):
            yield Block(paragraph, page)
        page = None if page is None else page + 1


def _paragraphs(text: str) -> Iterator[str]:
    held: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            held.append(line.rstrip())
        elif held:
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)


def markdown_blocks(text: str) -> Iterator[Block]:
    """Paragraphs, fenced code and headings, with their marks as they stand."""
    path: list[tuple[int, str]] = []
    held: list[str] = []
    fence = ""

    def taken() -> Iterator[Block]:
        # Code and tables by lines, prose by sentences.
        lines = bool(held) and held[0].lstrip().startswith(("`", "~", "|"))
        body = "\n".join(held).strip("\n")
        held.clear()
        if body.strip():
            yield Block(body, None, tuple(title for _, title in path), lines)

    for line in text.split("\n"):
        found = None if fence else _heading(line, held)
        if found:
            level, title = found
            whole = "\n".join((*held, line)) if title not in line else line
            if whole is not line:
                held.clear()
            yield from taken()
            path = [above for above in path if above[0] < level]
            path.append((level, title))
            yield Block(whole.strip(), None, tuple(name for _, name in path))
            continue
        mark = _FENCE.match(line)
        if mark and not fence:
            yield from taken()
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""
            held.append(line.rstrip())
            yield from taken()
            continue
        if line.strip() or fence:
            held.append(line.rstrip())
        else:
            yield from taken()
    yield from taken()


def _heading(line: str, held: list[str]) -> tuple[int, str] | None:
    """The level and title where ``line`` makes one, of itself or of the line held."""
    if match := _HEADING.match(line[: _LONGEST_HEADING + 10]):
        return len(match[1]), match[2]
    if len(held) == 1 and len(held[0]) <= _LONGEST_HEADING:
        under = _UNDERLINE.match(line)
        if under and not held[0].lstrip().startswith(("-", "*", "|", ">")):
            return (1 if under[1][0] == "=" else 2), held[0].strip()
    return None


def code_blocks(text: str) -> Iterator[Block]:
    """Runs of lines: each begins at the margin, after an empty line."""
    held: list[str] = []
    for line in text.split("\n"):
        at_margin = bool(line) and not line[0].isspace() and line[0] not in ")}]"
        if at_margin and held and not held[-1].strip():
            yield from _run(held)
            held = []
        held.append(line.rstrip())
    yield from _run(held)


def _run(lines: list[str]) -> Iterator[Block]:
    body = "\n".join(lines).strip("\n")
    if body.strip():
        title = body.split("\n", 1)[0].strip()[:_LONGEST_HEADING]
        yield Block(body, None, (title,), lines=True)


def csv_blocks(text: str) -> Iterator[Block]:
    """The rows as they stand, under the first one, which names the columns."""
    head, _, rows = text.strip("\n").partition("\n")
    if head.strip():
        path = (head.strip()[:_LONGEST_HEADING],)
        yield Block(f"{head}\n{rows}".strip("\n"), None, path, lines=True)
