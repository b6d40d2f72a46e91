"""Keys and values kept for later turns: longest common prefix, capped in bytes."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import (
    KVCache,
    can_trim_prompt_cache,
    make_prompt_cache,
    trim_prompt_cache,
)

__all__ = ["LEAST_SHARED", "PromptCache", "common_length"]

Ids = np.ndarray[tuple[int], np.dtype[np.int32]]

# A shorter common beginning is read faster than it is copied.
LEAST_SHARED = 8
# A conversation's entry that a prompt extends but for this tail is moved, not copied.
_TAIL = 16
_ENTRIES_PER_CONVERSATION = 2


@dataclass(slots=True, eq=False)  # an entry is itself; arrays do not compare
class _Entry:
    conversation: str | None  # None: an opening, which is everybody's
    weights: str
    ids: Ids
    caches: list[Any]
    nbytes: int


def _common(a: Ids, b: Ids) -> int:
    size = min(len(a), len(b))
    different = np.flatnonzero(a[:size] != b[:size])
    return int(different[0]) if len(different) else size


def common_length(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens two texts begin with together."""
    return _common(np.asarray(a, dtype=np.int32), np.asarray(b, dtype=np.int32))


def _copy_prefix(caches: list[Any], size: int, length: int) -> list[Any]:
    """The first ``size`` of ``length`` tokens of every layer, as own arrays."""
    copies = []
    for cache in caches:
        if type(cache) is KVCache:
            new = KVCache()
            new.keys = mx.contiguous(cache.keys[..., :size, :])
            new.values = mx.contiguous(cache.values[..., :size, :])
            new.offset = size
        else:
            new = copy.deepcopy(cache)
            if size < length:
                new.trim(length - size)
        copies.append(new)
    mx.eval([cache.state for cache in copies])
    return copies


class PromptCache:
    """What was read before, per conversation and shared between conversations."""

    def __init__(self, model: Any, max_bytes: int) -> None:  # noqa: ANN401 - mlx-lm is untyped
        self._model = model
        self._max_bytes = max_bytes
        self._entries: list[_Entry] = []  # least recently used first

    @property
    def nbytes(self) -> int:
        """Bytes of all kept keys and values."""
        return sum(entry.nbytes for entry in self._entries)

    def take(
        self, conversation: str | None, weights: str, ids: Sequence[int]
    ) -> tuple[list[Any], int]:
        """Caches that hold the longest known beginning of ``ids``, and its length.

        ``weights`` names the experts that read it ("" is the base): keys and values
        of others do not serve. The caches are the caller's, and the conversation's
        own may be gone from here: for None, who puts nothing back, all are copied.
        """
        wanted = np.asarray(ids, dtype=np.int32)
        best, size = None, 0
        for entry in reversed(self._entries):
            if entry.weights != weights:
                continue
            shared = _common(entry.ids, wanted)
            if shared < len(entry.ids) and not can_trim_prompt_cache(entry.caches):
                continue
            if shared > size:
                best, size = entry, shared
        if best is None or size < min(LEAST_SHARED, len(best.ids)):
            return make_prompt_cache(self._model), 0
        length = len(best.ids)
        self._entries.remove(best)
        own = conversation is not None and best.conversation == conversation
        if own and length - size <= _TAIL:
            if size < length:
                trim_prompt_cache(best.caches, length - size)
            return best.caches, size
        self._entries.append(best)  # used just now
        return _copy_prefix(best.caches, size, length), size

    def put(
        self,
        conversation: str | None,
        weights: str,
        ids: Sequence[int],
        caches: list[Any],
    ) -> bool:
        """Keep caches that hold exactly ``ids``; they are no longer the caller's.

        Returns:
            Whether they are kept: not where they alone are more than the cap.
        """
        nbytes = sum(cache.nbytes for cache in caches)
        if nbytes > self._max_bytes:  # all others would leave for nothing
            return False
        new = np.asarray(ids, dtype=np.int32)
        own = conversation, weights
        older = [e for e in self._entries if (e.conversation, e.weights) == own]
        stale = [e for e in older if _common(e.ids, new) >= len(e.ids) - _TAIL]
        others = [e for e in older if e not in stale]
        stale += others[: max(len(others) - (_ENTRIES_PER_CONVERSATION - 1), 0)]
        self._entries = [e for e in self._entries if e not in stale]
        self._entries.append(_Entry(conversation, weights, new, caches, nbytes))
        self.shrink(self._max_bytes)
        return True

    def knows(self, weights: str, ids: Sequence[int]) -> bool:
        """Whether what begins with ``ids`` would find them all here."""
        wanted = np.asarray(ids, dtype=np.int32)
        return any(
            entry.weights == weights and _common(entry.ids, wanted) == len(wanted)
            for entry in self._entries
        )

    def put_opening(
        self, weights: str, ids: Sequence[int], caches: list[Any], length: int
    ) -> None:
        """Keep a copy of what ``caches`` of ``length`` tokens begin with.

        It stays when its conversation is forgotten: it opens others, too. Nothing
        else of these caches is held.
        """
        if len(ids) <= length and can_trim_prompt_cache(caches):
            copied = _copy_prefix(caches, len(ids), length)
            self.put(None, weights, ids, copied)

    def shrink(self, max_bytes: int) -> None:
        """Drop the least recently used entries until ``max_bytes`` suffice."""
        while self._entries and self.nbytes > max_bytes:
            self._entries.pop(0)

    def forget(self, conversation: str) -> None:
        """Drop a conversation's entries, and openings: it may have had one of them."""
        gone = conversation, None
        self._entries = [e for e in self._entries if e.conversation not in gone]
