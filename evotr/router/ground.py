"""What heads are fitted on: texts as rows of one small dense matrix, with labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evotr.router.features import Features, Floats, sparse_row

__all__ = ["Basis", "Ground", "Labels", "Scales", "Seen"]


@dataclass(frozen=True, slots=True)
class Scales:
    """What a block of features weighs before the fit; cross-validated on exemplars."""

    grams: float = 0.5
    dense: float = 0.5
    embedding: float = 1.0


@dataclass(frozen=True, slots=True)
class Basis:
    """``idf`` by bucket (0: never seen) and the latent ``directions`` (buckets, k)."""

    idf: Floats
    directions: Floats
    mean: Floats

    def rows(
        self, looked: Sequence[Features], vectors: Floats | None, scales: Scales
    ) -> Floats:
        """The design matrix: latent grams, keywords and language, then the embedding.

        Without ``vectors`` the last block is not there.
        """
        blocks = [
            np.stack([self._latent(features) for features in looked]) * scales.grams,
            np.stack([features.dense for features in looked]) * scales.dense,
        ]
        if vectors is not None:
            blocks.append((vectors - self.mean) * scales.embedding)
        return np.hstack(blocks).astype(np.float32)

    def _latent(self, looked: Features) -> Floats:
        values = sparse_row(looked, self.idf[looked.buckets])
        latent: Floats = values @ self.directions[looked.buckets]
        return latent


@dataclass(frozen=True, slots=True)
class Labels:
    """What design rows are of: a topic (an index), with a weight.

    ``turkish`` is 1 for everyday Turkish, 0 for what else is everyday, -1 for the rest.
    """

    topics: NDArray[np.int32]
    turkish: NDArray[np.int32]
    weights: Floats

    def at(self, kept: NDArray[np.bool_]) -> "Labels":
        """Those of the rows that are ``kept``."""
        return Labels(self.topics[kept], self.turkish[kept], self.weights[kept])

    def joined(self, others: "Labels") -> "Labels":
        """These, then ``others``."""
        return Labels(
            np.concatenate([self.topics, others.topics]),
            np.concatenate([self.turkish, others.turkish]),
            np.concatenate([self.weights, others.weights]),
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """What a later fit starts from: the rows of what was learned, and their basis.

    ``keyword`` and ``whole`` label the rows (the negatives' are the last) for the heads
    of the two stages.
    """

    basis: Basis
    rows: Floats
    keyword: Labels
    whole: Labels


@dataclass(frozen=True, slots=True)
class Seen:
    """Texts as the heads see them; ``vectors`` are None without an embedder."""

    looked: Sequence[Features]
    vectors: Floats | None
