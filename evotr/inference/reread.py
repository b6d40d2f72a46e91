"""Reading answers again as later turns will see them, when nothing else is to do.

An activated expert's answer, and one that followed an instruction, leave keys and
values that the next turn cannot use. They are cut off at once; what was cut is read
by the base while the user reads the answer, in pieces small enough not to be noticed.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evotr.inference.layers import Delta
from evotr.inference.prompt_cache import PromptCache

__all__ = ["Read", "Rereader"]

_PIECE = 64  # tokens: a tenth of a second on the target machine

Read = Callable[[list[int], list[Any], Delta | None], None]


@dataclass(frozen=True, slots=True)
class _Text:
    ids: list[int]
    delta: Delta | None


class Rereader:
    """The texts that wait to be read again, one per conversation.

    Args:
        kept: Where what was read is kept.
        read: Reads tokens into caches with the weights of a delta.
    """

    def __init__(self, kept: PromptCache, read: Read) -> None:
        self._kept = kept
        self._read = read
        self._texts: OrderedDict[str, _Text] = OrderedDict()

    @property
    def busy(self) -> bool:
        """Whether anything waits."""
        return bool(self._texts)

    def add(self, conversation: str, ids: list[int], delta: Delta | None) -> None:
        """Ask for ``ids`` to be read, in place of what waits for the conversation."""
        self._texts[conversation] = _Text(ids, delta)
        self._texts.move_to_end(conversation)

    def drop(self, conversation: str) -> None:
        """Forget what waits for a conversation."""
        self._texts.pop(conversation, None)

    def work(self) -> None:
        """Read one piece of the newest text; it is kept at once.

        A text that the cache does not hold is given up.
        """
        conversation = next(reversed(self._texts))
        text = self._texts[conversation]
        weights = text.delta.key if text.delta else ""
        caches, done = self._kept.take(conversation, weights, text.ids)
        piece = text.ids[done : done + _PIECE]
        if piece:
            self._read(piece, caches, text.delta)
        done += len(piece)
        kept = self._kept.put(conversation, weights, text.ids[:done], caches)
        if not kept or done == len(text.ids):
            del self._texts[conversation]
