"""Which questions an adapter acts on: those that look like what it was taught.

A memory of edits with a scope of its own (SERAC, arXiv 2206.06520): whatever else is
asked is answered without them, by the very weights that answered before. A question is
judged by its words alone, so that a scope lasts as long as its adapter, whichever
encoder there is, and is deleted with it.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evotr.domain import AdapterVersion
from evotr.errors import AdapterDamaged
from evotr.router.features import Floats
from evotr.router.reading import Grams, grams, read
from evotr.weights import ADAPTER_SCOPE
from evotr.weights.scope import SCOPE_BYTES, SCOPE_TYPES, ScopeBroken, scope_arrays

__all__ = ["Scope", "acts_on", "hashes", "read_scope", "weighed"]

_KEPT = 8
_HASHED = 8  # bytes of an exact question's hash


@dataclass(frozen=True, eq=False)
class Scope:
    """A line through the space of grams; what lies above it is within.

    Attributes:
        buckets: Of the grams that are known, rising, (n,).
        idf: Their inverse document frequencies, (n,), and behind them (n + 1) that of
            one that is not known.
        weights: What each counts, (n,).
        line: Where it is, and the score from which on a question is within, (2,).
        exact: Hashes of questions that are within in these very words, rising, (m,).
    """

    buckets: Grams
    idf: Floats
    weights: Floats
    line: NDArray[np.float64]
    exact: NDArray[np.uint64]

    def score(self, question: str) -> float:
        """The log odds that ``question`` is one of those that were taught."""
        found, counts = weighed(question)
        places = np.searchsorted(self.buckets, found)
        known = places < len(self.buckets)
        known[known] = self.buckets[places[known]] == found[known]
        values = counts * self.idf[np.where(known, places, len(self.buckets))]
        length = max(float(np.sqrt(values @ values)), 1e-9)
        said = values[known] @ self.weights[places[known]]
        return float(said) / length + float(self.line[0])

    def covers(self, question: str) -> bool:
        """Whether the adapter acts on ``question``."""
        return self.score(question) >= self.line[1] or self._holds(question)

    def _holds(self, question: str) -> bool:
        (wanted,) = hashes([question])
        place = int(np.searchsorted(self.exact, wanted))
        return place < len(self.exact) and bool(self.exact[place] == wanted)

    def to_bytes(self) -> bytes:
        """As it is kept: the same scope gives the same bytes."""
        file = io.BytesIO()
        arrays = {name: getattr(self, name) for name in SCOPE_TYPES}
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()


def weighed(text: str) -> tuple[Grams, Floats]:
    """The grams of ``text``, each once and sorted, and how much each counts."""
    found, times = np.unique(grams(read(text).words), return_counts=True)
    return found, (1 + np.log(times)).astype(np.float32)


def hashes(questions: Iterable[str]) -> NDArray[np.uint64]:
    """What exact questions are kept as, rising; how they are cased is not heard."""
    found = {
        hashlib.blake2b(
            " ".join(read(question).words).encode(), digest_size=_HASHED
        ).digest()
        for question in questions
    }
    return np.sort(np.frombuffer(b"".join(found), "<u8").astype(np.uint64))


def read_scope(content: bytes, path: Path) -> Scope:
    """A scope of what `Scope.to_bytes` gave; ``path`` is named where it is damaged.

    Raises:
        AdapterDamaged: It is no scope.
    """
    try:
        return Scope(**scope_arrays(content))
    except ScopeBroken as error:
        raise AdapterDamaged(path=path, reason=ADAPTER_SCOPE) from error


def acts_on(version: AdapterVersion, question: str) -> bool:
    """Whether ``version`` acts on ``question``: on all where it has no scope.

    Raises:
        AdapterDamaged: The scope is not the one that was verified, or none.
    """
    if version.scope_sha256 is None:
        return True
    return _scope_of(version.path, version.scope_sha256).covers(question)


@lru_cache(maxsize=_KEPT)
def _scope_of(path: Path, sha256: str) -> Scope:
    try:
        with (path / ADAPTER_SCOPE).open("rb") as file:
            content = file.read(SCOPE_BYTES)
    except OSError as error:
        raise AdapterDamaged(path=path, reason=ADAPTER_SCOPE) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AdapterDamaged(path=path, reason=f"{ADAPTER_SCOPE}: sha256")
    return read_scope(content, path)
