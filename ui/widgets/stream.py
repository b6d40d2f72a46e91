"""Splits markdown that is still being written into what is done and what is not."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from ui.widgets.tables import ROWS, begins_table

__all__ = ["Piece", "Progress", "Splitter", "pieces_of", "references_of"]

_FENCE: Final = re.compile(r"( {0,3})(`{3,}|~{3,})([^`]*|(?<=~)[^\n]*)")
_REFERENCE: Final = re.compile(r"^ {0,3}\[[^\]\n^]+\]:[ \t]+\S.*$", re.MULTILINE)
_ITEM: Final = re.compile(r" {0,3}([-+*]|\d{1,9}[.)])(\s|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Markdown of whole blocks, or code: its language, a line of it, its end.

    A long table comes in parts, each with the head: "table", "rows", "last".
    """

    kind: Literal["markdown", "table", "rows", "last", "fence", "code", "end"]
    text: str


_END: Final = Piece("end", "")


@dataclass(frozen=True, slots=True)
class Progress:
    """Pieces that will not change any more, and the unfinished rest."""

    done: tuple[Piece, ...]
    rest: Piece


def references_of(text: str) -> str:
    """The lines that say where links by name lead: each piece needs them."""
    return "\n".join(found[0] for found in _REFERENCE.finditer(text))


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of markdown that has been written to its end."""
    splitter = Splitter()
    return (*splitter.feed(text).done, *splitter.end())


class Splitter:
    """Feed it chunks; blocks end at blank lines and at code fences.

    A list goes on after a blank line, as long as what follows is indented or another
    item; so does code that is set apart by blanks alone. Of a table, so many rows are
    done at once.
    """

    def __init__(self) -> None:
        self._line = ""
        self._block: list[str] = []
        self._fence = ""
        self._indent = 0
        self._kind: Literal["markdown", "last"] = "markdown"

    def feed(self, text: str) -> Progress:
        """Take more text."""
        done: list[Piece] = []
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            done += self._take(line)
        return Progress(tuple(done), self._rest())

    def end(self) -> tuple[Piece, ...]:
        """There is no more text: the rest is done, too."""
        last, self._line = self._line, ""
        done = self._take(last) if last else []
        if self._fence:
            self._fence = ""
            done.append(_END)
        return (*done, *self._end_block())

    def _take(self, line: str) -> list[Piece]:
        fence = _FENCE.fullmatch(line)
        if self._fence:
            if fence and fence[2].startswith(self._fence) and not fence[3].strip():
                self._fence = ""
                return [_END]
            return [Piece("code", self._code(line))]
        if self._block and self._open_end() and self._continues(line):
            self._block.append(line)
            return []
        if fence:
            self._indent, self._fence = len(fence[1]), fence[2]
            language = fence[3].split()
            done = self._end_block()
            return [*done, Piece("fence", language[0] if language else "")]
        if not line.strip():
            return self._end_block()
        done = self._end_block() if self._block and self._gap() else self._part()
        self._block.append(line)
        return done

    def _part(self) -> list[Piece]:
        """So much of a long table that it will not change any more."""
        if len(self._block) < ROWS + 2 or not begins_table(*self._block[:2]):
            return []
        part = "\n".join(self._block)
        kind, self._kind = self._kind, "last"
        self._block = self._block[:2]
        return [Piece("table" if kind == "markdown" else "rows", part)]

    def _open_end(self) -> bool:
        """Whether a blank line does not end the block."""
        first = self._block[0]
        return bool(_ITEM.match(first)) or first.startswith(("    ", "\t"))

    def _gap(self) -> bool:
        return not self._block[-1].strip()

    def _continues(self, line: str) -> bool:
        """Whether ``line`` belongs to a list or to code that was begun."""
        if not line.strip() or line[0] in " \t" or _ITEM.match(line):
            return True
        # The next line of a paragraph within it.
        return not self._gap() and _FENCE.fullmatch(line) is None

    def _code(self, line: str) -> str:
        blanks = len(line) - len(line.lstrip(" "))
        return line[min(blanks, self._indent) :]

    def _end_block(self) -> list[Piece]:
        block, self._block = "\n".join(self._block).rstrip(), []
        kind, self._kind = self._kind, "markdown"
        return [Piece(kind, block)] if block else []

    def _rest(self) -> Piece:
        if self._fence:
            begun = self._line.strip()
            closing = begun and set(begun) == {self._fence[0]}
            return Piece("code", "" if closing else self._code(self._line))
        begun = self._line.lstrip()
        if begun and (_FENCE.fullmatch(self._line) or not begun.strip("`~")):
            return Piece(self._kind, "\n".join(self._block))
        return Piece(self._kind, "\n".join([*self._block, self._line]).strip("\n"))
