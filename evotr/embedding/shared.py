"""One embedding a turn: what was asked last is not computed again."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evotr.embedding.base import Embedder

__all__ = ["SharedEmbedder"]

_KEPT: Final = 64

Vector = NDArray[np.float32]


class SharedEmbedder:
    """An embedder that remembers the vectors of the last texts.

    The router and the memory ask for the same question, at the same time: who comes
    second waits for the first one's vector. Nothing else waits here.

    Args:
        embedder: Who computes.
        kept: How many texts are remembered; a longer list goes by without a trace.
    """

    def __init__(self, embedder: Embedder, kept: int = _KEPT) -> None:
        self._embedder = embedder
        self._most = kept
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._computing: dict[str, Future[Vector]] = {}
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """That of the embedder."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """Those of the embedder."""
        return self._embedder.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.encode`; the rows are the caller's own."""
        if len(texts) > self._most:
            return self._embedder.encode(texts)
        known, mine, others = self._claimed(dict.fromkeys(texts))
        if mine:
            known |= self._computed(mine)
        for text, computing in others.items():
            # Who computed it may have failed: then it is ours to try.
            found = None if computing.exception() else computing.result()
            known[text] = self._embedder.encode([text])[0] if found is None else found
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = known[text]
        return vectors

    def _claimed(
        self, texts: Iterable[str]
    ) -> tuple[dict[str, Vector], list[str], dict[str, Future[Vector]]]:
        """What is known, what is for the caller to compute, and what others compute."""
        known: dict[str, Vector] = {}
        others: dict[str, Future[Vector]] = {}
        mine = []
        with self._lock:
            for text in texts:
                if text in self._kept:
                    known[text] = self._kept[text]
                    self._kept.move_to_end(text)
                elif text in self._computing:
                    others[text] = self._computing[text]
                else:
                    self._computing[text] = Future()
                    mine.append(text)
        return known, mine, others

    def _computed(self, texts: list[str]) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        try:
            found = dict(zip(texts, self._embedder.encode(texts), strict=True))
            return found
        finally:
            self._remember(found)
            with self._lock:
                waiting = [self._computing.pop(text) for text in texts]
            for text, future in zip(texts, waiting, strict=True):
                if text in found:
                    future.set_result(found[text])
                else:
                    future.set_exception(LookupError(text))

    def _remember(self, vectors: dict[str, Vector]) -> None:
        with self._lock:
            self._kept.update(vectors)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
