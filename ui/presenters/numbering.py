"""Citations, numbered for who reads the answer.

A model cites what it was given by the numbers of its prompt. Often it cites only some
of that, and its first source would be called [3]. Whoever reads it meets [1], [2], …
in the order of the text; the journal keeps the model's own numbers.
"""

import re
from typing import Final

__all__ = ["Numbering", "cites", "numbered"]

_CITED: Final = r"\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\]"
# A link's words are none: what follows these decides.
_CITATION: Final = re.compile(rf"{_CITED}(?!\()")
_PIECE: Final = re.compile(rf"\n|`+|~+|{_CITED}(?!\()")
_UNSURE: Final = re.compile(r"(?:\[[\d\s,;]{0,30}\]?|`+|~+)\Z")
"""What may become one of these, or another one, with the next letters."""
_BARE: Final = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*")
"""What may stand before a fence, or before the number of a list of sources."""
_FENCE: Final = 3  # letters at least


class Numbering:
    """Numbers the citations of an answer that comes piece by piece.

    What was given out is never taken back: a number is held until it is known whether
    it is a citation. In code, and where none of ``most`` memories has that number, it
    is what it says.

    Args:
        most: The highest number by which the model could cite.
    """

    def __init__(self, most: int) -> None:
        self.numbers: dict[int, int] = {}
        """The reader's numbers of what was cited until now, by the model's."""
        self._most = most
        self._held = ""
        self._line = ""  # of the text, as far as it is read
        self._fence = self._ticks = ""  # of code that is open

    def hear(self, text: str) -> str:
        """More of it; what is to be shown by now."""
        if not self._most:
            return text
        text = self._held + text
        unsure = _UNSURE.search(text)
        end = unsure.start() if unsure else len(text)
        self._held = text[end:]
        return self._read(text[:end])

    def end(self) -> str:
        """It was all; the rest of what is to be shown."""
        held, self._held = self._held, ""
        return self._read(held)

    def _read(self, text: str) -> str:
        parts, at = [], 0
        for found in _PIECE.finditer(text):
            between = text[at : found.start()]
            self._line += between
            parts += [between, self._piece(found)]
            at = found.end()
        self._line += text[at:]
        return "".join([*parts, text[at:]])

    def _piece(self, found: re.Match[str]) -> str:
        piece = shown = found[0]
        if piece == "\n":
            self._line = self._ticks = ""
            return piece
        if piece[0] == "[":
            shown = self._number(found)
        else:
            self._mark(piece)
        self._line += piece
        return shown

    def _mark(self, marks: str) -> None:
        """Code begins or ends."""
        first = _BARE.fullmatch(self._line) is not None
        if self._fence:
            if first and marks.startswith(self._fence):
                self._fence = ""
        elif first and len(marks) >= _FENCE:
            self._fence = marks
        elif marks[0] == "`":
            self._ticks = "" if marks == self._ticks else self._ticks or marks

    def _number(self, found: re.Match[str]) -> str:
        piece, after = found[0], found.string[found.end() : found.end() + 1]
        numbers = [int(number) for number in re.findall(r"\d+", piece)]
        given = all(1 <= number <= self._most for number in numbers)
        defined = after == ":" and _BARE.fullmatch(self._line) is not None
        if self._fence or self._ticks or defined or not given:
            return piece
        told = iter(
            sorted(
                self.numbers.setdefault(number, len(self.numbers) + 1)
                for number in numbers
            )
        )
        return re.sub(r"\d+", lambda _: str(next(told)), piece)


def cites(text: str) -> bool:
    """Whether an answer may cite something, if it was given anything."""
    return _CITATION.search(text) is not None


def numbered(text: str, most: int) -> tuple[str, dict[int, int]]:
    """``text`` as it is shown, and the reader's numbers by the model's."""
    numbering = Numbering(most)
    return numbering.hear(text) + numbering.end(), numbering.numbers
