"""Splits markdown that is still being written into what is done and what is not."""

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Piece", "Progress", "Splitter"]

_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Markdown of whole blocks, or one plain line of code."""

    kind: Literal["markdown", "code"]
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Pieces that will not change any more, and the unfinished rest."""

    done: tuple[Piece, ...]
    rest: Piece


class Splitter:
    """Feed it chunks; blocks end at blank lines and at code fences.

    It need not be right about every nesting: the whole message is rendered again when
    it has ended.
    """

    def __init__(self) -> None:
        self._line = ""
        self._block: list[str] = []
        self._fence = ""

    def feed(self, text: str) -> Progress:
        """Take more text."""
        done: list[Piece] = []
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            done += self._take(line)
        return Progress(tuple(done), self._rest())

    def _take(self, line: str) -> list[Piece]:
        fence = _FENCE.fullmatch(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence) and not fence[2].strip():
                self._fence = ""
                return []
            return [Piece("code", line)]
        if fence:
            self._fence = fence[1]
            return self._end_block()
        if not line.strip():
            return self._end_block()
        self._block.append(line)
        return []

    def _end_block(self) -> list[Piece]:
        if not self._block:
            return []
        block, self._block = "\n".join(self._block), []
        return [Piece("markdown", block)]

    def _rest(self) -> Piece:
        if self._fence:
            closing = self._line.strip() and self._fence.startswith(self._line.strip())
            return Piece("code", "" if closing else self._line)
        begun = self._line.lstrip()
        if begun and (_FENCE.fullmatch(self._line) or not begun.strip("`~")):
            return Piece("markdown", "\n".join(self._block))
        return Piece("markdown", "\n".join([*self._block, self._line]).strip("\n"))
