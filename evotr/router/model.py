"""What the router knows, fitted: from features and an embedding to an opinion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evotr.domain import GENERAL
from evotr.router.features import Features, Floats
from evotr.router.heads import Familiar, Head, Judge, Neighbours
from evotr.router.judging import (
    agreement_of,
    limited,
    none_figures,
    right_figures,
    shares_of,
    with_none,
)

__all__ = ["Model", "Opinion", "Panel"]

Indices = NDArray[np.int64]

_NOBODY = 0.99


@dataclass(frozen=True, slots=True)
class Opinion:
    """``shares`` of all experts, not yet calibrated; ``confidence`` in the largest.

    ``leading`` is its index. ``cosines`` are those to the exemplars, where the text
    was embedded, ``nearest`` the highest of them (else 0), ``agreement`` how far the
    head and the closest exemplars agree.
    """

    shares: Sequence[float]
    confidence: float
    cosines: Floats | None = None
    nearest: float = 0.0
    agreement: float = 0.0

    @property
    def leading(self) -> int:
        """The index of the expert with the largest share."""
        return self.shares.index(max(self.shares))


@dataclass(frozen=True, slots=True)
class Panel:
    """A head and those who judge its picks: the keyword stage's, or the whole one's.

    Below a confidence of ``base_below`` "general" answers.
    """

    head: Head
    none: Judge
    right: Judge
    base_below: float


@dataclass(frozen=True)
class Model:
    """Everything fitted. ``topics`` are the heads' columns, ``experts`` all ids.

    ``exemplars`` are the texts and experts of `Neighbours`' rows. The keyword stage
    decides alone from a confidence of ``keyword_from`` on.
    """

    experts: tuple[str, ...]
    topics: tuple[str, ...]
    exemplars: tuple[tuple[str, str], ...]
    familiar: Familiar
    keyword: Panel
    keyword_from: float
    whole: Panel | None = None
    neighbours: Neighbours | None = None

    @cached_property
    def _own(self) -> Mapping[str, Indices]:
        of = np.array([expert for _, expert in self.exemplars])
        return {expert: np.flatnonzero(of == expert) for expert in self.experts}

    def of(self, expert: str) -> Indices:
        """Which of the exemplars are ``expert``'s."""
        return self._own[expert]

    def by_words(self, looked: Features, among: frozenset[str]) -> Opinion:
        """What the keyword stage thinks."""
        scores = self.keyword.head.score(looked, None).tolist()
        return self._opinion(self.keyword, looked, (scores, None, None), among)

    def by_meaning(
        self, looked: Features, vector: Floats, among: frozenset[str]
    ) -> Opinion:
        """What both stages together think; ``vector`` is the text's embedding."""
        assert self.whole is not None
        assert self.neighbours is not None
        scores = self.whole.head.score(looked, vector).tolist()
        plain, centred = self.neighbours.cosines(vector[None])
        votes = self.neighbours.vote(centred)[0].tolist()
        return self._opinion(self.whole, looked, (scores, votes, plain[0]), among)

    def _opinion(
        self,
        panel: Panel,
        looked: Features,
        found: tuple[list[float], list[float] | None, Floats | None],
        among: frozenset[str],
    ) -> Opinion:
        scores, votes, cosines = found
        nearest = 0.0 if cosines is None else float(cosines.max())
        shares = shares_of(self.experts, self.topics, scores, votes)
        known = self.familiar.share(looked.grams)
        general = shares[self.experts.index(GENERAL)]
        none = panel.none.probability(none_figures(looked, nearest, known, general))
        shares = limited(self.experts, with_none(self.experts, shares, none), among)
        opinion = Opinion(shares, 0, cosines, nearest, agreement_of(scores, votes))
        return self.reconsidered(panel, looked, opinion, shares)

    def reconsidered(
        self,
        panel: Panel,
        looked: Features,
        opinion: Opinion,
        shares: Sequence[float],
    ) -> Opinion:
        """``opinion`` with other ``shares``, and a confidence that goes with them."""
        near, agreement = opinion.nearest, opinion.agreement
        figures = right_figures(looked, self.experts, shares, near, agreement)
        confidence = panel.right.probability(figures)
        return Opinion(shares, confidence, opinion.cosines, near, agreement)

    def nobody(self, opinion: Opinion) -> Opinion:
        """The opinion of a text that asks nothing: as good as certainly the base's."""
        shares = with_none(self.experts, opinion.shares, _NOBODY)
        return replace(opinion, shares=shares, confidence=_NOBODY)
