"""Which questions an adapter acts on: those that look like what it was taught.

A memory of edits with a scope of its own (SERAC, arXiv 2206.06520): whatever else is
asked is answered without them, by the very weights that answered before. A question is
judged by its words alone, so that a scope lasts as long as its adapter, whichever
encoder there is, and is deleted with it.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from evotr.domain import AdapterVersion
from evotr.errors import AdapterDamaged
from evotr.router.features import Floats
from evotr.router.reading import Grams, grams, read
from evotr.weights import ADAPTER_SCOPE

__all__ = ["Acts", "Scope", "acts_on", "read_scope", "weighed"]

Acts = Callable[[AdapterVersion, str], bool]
"""Whether a version acts on a question."""

_KEPT = 32
_ARRAYS = ("buckets", "idf", "weights", "line")


@dataclass(frozen=True, eq=False)
class Scope:
    """A line through the space of grams; what lies above it is within.

    Attributes:
        buckets: Of the grams that are known, sorted, (n,).
        idf: Their inverse document frequencies, (n,), and behind them (n + 1) that of
            one that is not known.
        weights: What each counts, (n,).
        bias: Where the line is.
        least: The score from which on a question is within.
    """

    buckets: Grams
    idf: Floats
    weights: Floats
    bias: float
    least: float

    def score(self, question: str) -> float:
        """The log odds that ``question`` is one of those that were taught."""
        found, counts = weighed(question)
        places = np.searchsorted(self.buckets, found)
        known = places < len(self.buckets)
        known[known] = self.buckets[places[known]] == found[known]
        values = counts * self.idf[np.where(known, places, len(self.buckets))]
        length = max(float(np.sqrt(values @ values)), 1e-9)
        said = values[known] @ self.weights[places[known]]
        return float(said) / length + self.bias

    def covers(self, question: str) -> bool:
        """Whether the adapter acts on ``question``."""
        return self.score(question) >= self.least

    def to_bytes(self) -> bytes:
        """As it is kept: the same scope gives the same bytes."""
        file = io.BytesIO()
        line = np.array([self.bias, self.least])
        arrays = (self.buckets, self.idf, self.weights, line)
        np.savez(file, allow_pickle=False, **dict(zip(_ARRAYS, arrays, strict=True)))
        return file.getvalue()


def weighed(text: str) -> tuple[Grams, Floats]:
    """The grams of ``text``, each once and sorted, and how much each counts."""
    found, times = np.unique(grams(read(text).words), return_counts=True)
    return found, (1 + np.log(times)).astype(np.float32)


def read_scope(content: bytes, path: Path) -> Scope:
    """A scope of what `Scope.to_bytes` gave; ``path`` is named where it is damaged.

    Raises:
        AdapterDamaged: It is no scope.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            buckets, idf, weights, line = (kept[name] for name in _ARRAYS)
            bias, least = map(float, line)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise AdapterDamaged(path=path, reason=ADAPTER_SCOPE) from error
    if not len(idf) - 1 == len(buckets) == len(weights):
        raise AdapterDamaged(path=path, reason=ADAPTER_SCOPE)
    return Scope(buckets, idf, weights, bias, least)


def acts_on(version: AdapterVersion, question: str) -> bool:
    """Whether ``version`` acts on ``question``: on all where it has no scope.

    Raises:
        AdapterDamaged: The scope is not the one that was verified.
    """
    if version.scope_sha256 is None:
        return True
    return _scope_of(version.path, version.scope_sha256).covers(question)


@lru_cache(maxsize=_KEPT)
def _scope_of(path: Path, sha256: str) -> Scope:
    try:
        content = (path / ADAPTER_SCOPE).read_bytes()
    except OSError as error:
        raise AdapterDamaged(path=path, reason=ADAPTER_SCOPE) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AdapterDamaged(path=path, reason=f"{ADAPTER_SCOPE}: sha256")
    return read_scope(content, path)
