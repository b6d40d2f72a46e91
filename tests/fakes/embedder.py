"""An embedder without a model: each word is a direction of its own."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from evotr.domain import fold_tokens
from evotr.embedding import Embedder


class FakeEmbedder(Embedder):
    """Texts that share words are near. ``asked`` records each call's texts."""

    def __init__(self, fingerprint: str = "fake-1", dimensions: int = 16):
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self.asked: list[list[str]] = []

    @property
    @override
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    @override
    def dimensions(self) -> int:
        return self._dimensions

    @override
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        for row, text in enumerate(texts):
            words = fold_tokens(text) or [""]
            total = sum(self._direction(word) for word in words)
            vectors[row] = total / np.linalg.norm(total)
        return vectors

    def _direction(self, word: str) -> NDArray[np.float64]:
        digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
        seed = int.from_bytes(digest[:8], "little")
        return np.random.default_rng(seed).normal(size=self._dimensions)


class WordEmbedder(FakeEmbedder):
    """The same for words that begin alike. ``before`` is called with each texts."""

    def __init__(self, dimensions=64, fingerprint="words-1", before=None):
        super().__init__(fingerprint, dimensions)
        self.before = before or (lambda _: None)

    @property
    def encoded(self):
        return sum(map(len, self.asked))

    @override
    def encode(self, texts):
        self.before(texts)
        return super().encode(texts)

    @override
    def _direction(self, word):
        return super()._direction(word[:5])
