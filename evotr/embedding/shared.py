"""One embedding a turn: what was asked last is not computed again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evotr.embedding.base import Embedder

__all__ = ["SharedEmbedder"]

_KEPT: Final = 64


class SharedEmbedder:
    """An embedder that remembers the vectors of the last texts.

    The router and the memory ask for the same question, one after the other. Nothing
    waits here while a vector is computed: two threads that ask for the same text at
    the same time may both compute it.

    Args:
        embedder: Who computes.
        kept: How many texts are remembered; a longer list goes by without a trace.
    """

    def __init__(self, embedder: Embedder, kept: int = _KEPT) -> None:
        self._embedder = embedder
        self._most = kept
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
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
        known = self._remembered(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            computed = self._embedder.encode(missing)
            known |= zip(missing, computed, strict=True)
            self._remember({text: known[text] for text in missing})
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = known[text]
        return vectors

    def _remembered(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
            for text in known:
                self._kept.move_to_end(text)
        return known

    def _remember(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        with self._lock:
            self._kept.update(vectors)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
