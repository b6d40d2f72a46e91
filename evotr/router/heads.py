"""What was fitted: linear maps from texts' features to experts, and their judges.

Plain numpy, so that answering needs no scikit-learn; made by `evotr.router.fitting`.
All work on rows of texts: (n, …) in, (n, …) out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import mul

import numpy as np
from numpy.typing import NDArray

from evotr.router.features import Features, Floats, sparse_row
from evotr.router.judging import sigmoid
from evotr.router.levels import Levels
from evotr.router.reading import GRAM_SPACE, Grams

__all__ = [
    "Familiar",
    "Head",
    "Judge",
    "Neighbours",
    "familiar_with",
]

_WIDTH = 0.035
_LIGHTENING = 0.7


@dataclass(frozen=True)
class Head:
    """One linear map; its columns are the topics, then everyday Turkish or not.

    ``grams`` is (buckets, columns), with the idf in ``idf``; ``dense`` (values,
    columns), ``embedding`` (dimensions, columns; the keyword stage's has no rows),
    ``bias`` (columns).
    """

    idf: Floats
    grams: Floats
    dense: Floats
    embedding: Floats
    bias: Floats

    @cached_property
    def _table(self) -> Floats:
        """Each bucket's columns and its idf: what a text needs lies side by side."""
        return np.column_stack([self.grams, self.idf])

    def score(self, looked: Features, vector: Floats | None) -> Floats:
        """The logits of one text, one per column."""
        rows = self._table.take(looked.buckets, axis=0)
        values = sparse_row(looked, rows[:, -1])
        found = values @ rows[:, :-1] + looked.dense @ self.dense + self.bias
        if vector is not None:
            found = found + vector @ self.embedding
        scores: Floats = found.astype(np.float32, copy=False)
        return scores


class Neighbours:
    """The exemplars' embeddings, for the vote of the closest ones.

    An encoder puts all texts into one corner, and only differences from their mean
    tell them apart.

    Args:
        near: Unit rows, (n, dimensions).
        topics: Each one's topic, an index below ``kinds``.
        mean: Their mean.
        kinds: How many topics there are.
    """

    def __init__(
        self, near: Levels, topics: NDArray[np.int32], mean: Floats, kinds: int
    ) -> None:
        self.near, self.topics, self.mean, self.kinds = near, topics, mean, kinds
        self._square = float(mean @ mean)
        self._lean = near.vectors @ mean
        self._length = np.sqrt(np.maximum(1 - 2 * self._lean + self._square, 1e-6))
        self._weights = self._lightened(topics)
        self._columns = topics.astype(np.intp)  # what bincount makes of them each time

    def _lightened(self, voting: NDArray[np.int32]) -> NDArray[np.float64]:
        """What a vote for each topic counts, by how many may give one."""
        sizes = np.bincount(voting, minlength=self.kinds)
        weights: NDArray[np.float64] = 1 / np.maximum(sizes, 1) ** _LIGHTENING
        return weights

    def cosines(self, vectors: Floats) -> tuple[Floats, Floats]:
        """Plain and centred cosines of ``vectors`` (m, dimensions), each (m, n)."""
        if len(vectors) == 1:
            plain = self.near.cosines(vectors[0])[None]
        else:
            plain = vectors @ self.near.vectors.T
        # (v - c)·(e - c) from v·e, without a copy of all exemplars per question.
        own = (vectors @ self.mean)[:, None]
        centred = plain - self._lean
        centred += self._square - own
        centred /= self._length
        centred /= np.sqrt(np.maximum(1 - 2 * own + self._square, 1e-6))
        return plain, centred

    def vote(self, centred: Floats, voters: NDArray[np.bool_] | None = None) -> Floats:
        """Shares of the topics, none of them 0, (m, kinds), by centred cosines (m, n).

        A vote fades by e every 0.035 of cosine, and counts less in a topic of many.
        ``voters`` are the exemplars that may vote.
        """
        raised = np.exp((centred - 1) / _WIDTH)
        weights = self._weights
        if voters is not None:
            raised, weights = raised * voters, self._lightened(self.topics[voters])
        sums = [np.bincount(self._columns, row, self.kinds) for row in raised]
        votes = np.stack(sums) * weights
        votes /= np.maximum(votes.sum(1, keepdims=True), 1e-30)
        shares: Floats = (votes + 1e-6).astype(np.float32)
        return shares


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic regression on a few figures: how likely something is."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, figures: Sequence[float]) -> float:
        """The calibrated probability that goes with ``figures``."""
        return sigmoid(sum(map(mul, self.weights, figures), self.bias))


@dataclass(frozen=True)
class Familiar:
    """Which grams the exemplars hold, as packed bits."""

    bits: NDArray[np.uint8]

    @cached_property
    def _seen(self) -> NDArray[np.uint8]:
        return np.unpackbits(self.bits)

    def share(self, found: Grams) -> float:
        """How many of a text's grams were seen; 0 for a text without any."""
        if not len(found):
            return 0.0
        return int(np.count_nonzero(self._seen.take(found))) / len(found)


def familiar_with(texts: Sequence[Grams]) -> tuple[Familiar, Floats]:
    """What two or more of ``texts`` hold, and how familiar each is to the others."""
    times = np.zeros(GRAM_SPACE, np.uint16)
    for found in texts:
        times[np.unique(found)] += 1
    own = [float((times[found] > 2).mean()) if len(found) else 0.0 for found in texts]  # noqa: PLR2004 - two others
    return Familiar(np.packbits(times > 1)), np.array(own, np.float32)
