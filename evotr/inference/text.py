"""From tokens to text that may be shown: pure Python."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Protocol

__all__ = ["AnswerText", "Detokenizer", "StopFilter"]


_BORDERS = 64  # a stop string spans fewer pieces of text


class Detokenizer(Protocol):
    """mlx-lm's streaming detokenizer, as far as it is used here."""

    def add_token(self, token: int) -> None:
        """Take one token."""

    def finalize(self) -> None:
        """Flush text that waits for more tokens."""

    @property
    def last_segment(self) -> str:
        """The text that became readable since the last look."""


class StopFilter:
    """Passes text on until a stop string, which it swallows.

    Text is held back only as long as it may be the beginning of a stop.
    """

    def __init__(self, stops: Iterable[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._longest = max(map(len, self._stops), default=0)
        self._held = ""
        self.stopped = False

    def push(self, text: str) -> str:
        """Take new text and return what may be shown."""
        if not self._stops:
            return text
        if self.stopped:
            return ""
        text = self._held + text
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.stopped = True
            self._held = ""
            return text[: min(found)]
        keep = self._possible_start(text)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        """Return the text that turned out not to be a stop."""
        held, self._held = self._held, ""
        return held

    def _possible_start(self, text: str) -> int:
        for size in range(min(self._longest - 1, len(text)), 0, -1):
            tail = text[-size:]
            if any(stop.startswith(tail) for stop in self._stops):
                return size
        return 0


class AnswerText:
    """The text of one answer as its tokens arrive.

    Whole characters only; the text of ``silent`` tokens (the model's control tokens)
    is never shown. Nor is that of the tokens in ``begun`` (with a second detokenizer),
    behind which the answer goes on: at its own beginning one drops a blank.
    """

    def __init__(
        self,
        detokenizer: Detokenizer,
        stops: Iterable[str],
        silent: frozenset[int],
        begun: tuple[Detokenizer, Sequence[int]] | None = None,
    ) -> None:
        self._detokenizer = detokenizer
        self._skipped = self._begin(*begun) if begun else 0
        self._filter = StopFilter(stops)
        self._silent = silent
        self._parts: list[str] = []
        self._tokens = 0
        self._characters = 0  # of all text, shown or not
        self._borders: deque[tuple[int, int]] = deque([(0, 0)], maxlen=_BORDERS)

    @property
    def stopped(self) -> bool:
        """Whether a stop string was found."""
        return self._filter.stopped

    @property
    def shown(self) -> str:
        """All text returned so far."""
        return "".join(self._parts)

    def whole(self) -> tuple[int, int]:
        """How many tokens, and characters of theirs, were shown whole.

        The rest of ``shown`` comes from the first characters of a token whose other
        characters belong to a stop string.
        """
        size = len(self.shown)
        borders = [border for border in self._borders if border[1] <= size]
        return borders[-1] if borders else (0, 0)

    def add(self, token: int) -> str:
        """Take one token and return the text that became ready."""
        self._tokens += 1
        if token in self._silent:
            return ""
        self._detokenizer.add_token(token)
        segment = self._new(self._detokenizer.last_segment)
        if segment:
            self._characters += len(segment)
            self._borders.append((self._tokens, self._characters))
        return self._show(self._filter.push(segment))

    def close(self) -> str:
        """Return what was held back; a character that never became whole is lost."""
        if self.stopped:
            return ""
        self._detokenizer.finalize()
        rest = self._new(self._detokenizer.last_segment).rstrip("\ufffd")
        rest = self._filter.push(rest)
        return self._show(rest if self.stopped else rest + self._filter.flush())

    def _begin(self, other: Detokenizer, ids: Sequence[int]) -> int:
        """Take what was said; how many characters of it are still to come.

        ``other`` says how many there are: the last ones may wait for the next token.
        """
        for token in ids:
            other.add_token(token)
            self._detokenizer.add_token(token)
        characters = len(other.last_segment)
        other.finalize()
        characters += len(other.last_segment)
        return max(0, characters - len(self._detokenizer.last_segment))

    def _new(self, segment: str) -> str:
        known = segment[: self._skipped]
        self._skipped -= len(known)
        return segment[len(known) :]

    def _show(self, text: str) -> str:
        if text:
            self._parts.append(text)
        return text
