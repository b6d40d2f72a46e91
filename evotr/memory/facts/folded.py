"""A text folded so that every place in it is known in the text as it was written."""

from functools import lru_cache

from evotr.domain import fold

__all__ = ["Folded"]

_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})


@lru_cache(maxsize=4_096)  # of the same few characters all texts are made
def _folded(char: str) -> str:
    return " " if char.isspace() else fold(char.translate(_SIGNS))


class Folded:
    """``text`` folded character by character; apostrophes of all kinds are one.

    ``folded`` is the folded text. Blanks become single spaces' worth of themselves: no
    character but combining marks is lost, so that spans can be asked back.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        parts: list[str] = []
        self._starts: list[int] = []
        for index, char in enumerate(text):
            part = _folded(char)
            parts.append(part)
            self._starts.extend([index] * len(part))
        self._starts.append(len(text))
        self.folded = "".join(parts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters ``start`` … ``end`` stand in the text."""
        return self._starts[start], self._starts[end]

    def written(self, start: int, end: int) -> str:
        """The folded characters ``start`` … ``end`` as they were written."""
        first, last = self.place(start, end)
        return self.text[first:last].strip()
