"""Logistic regressions on design rows, and their way back to a head on raw features."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from evotr.router.features import Floats
from evotr.router.ground import Basis, Labels, Scales
from evotr.router.heads import Head, Judge

__all__ = ["Line", "learn_judge", "learn_line", "quiet"]

_STRENGTH = 2.0
_STEPS = 200
_TOLERANCE = 1e-3
_NEVER = -20.0  # the logit of a topic that no row is of


@dataclass(frozen=True, slots=True)
class Line:
    """A linear map of design rows: ``slopes`` (features, columns), ``bias``."""

    slopes: Floats
    bias: Floats

    def scores(self, rows: Floats) -> Floats:
        """The logits of ``rows``, (n, columns)."""
        found: Floats = rows @ self.slopes + self.bias
        return found

    def unfolded(self, basis: Basis, scales: Scales) -> Head:
        """The same map of what the design rows are made of."""
        latent = basis.directions.shape[1]
        vectors = len(basis.mean)
        dense = len(self.slopes) - latent
        if dense > vectors > 0:
            dense -= vectors
        grams = basis.directions @ self.slopes[:latent] * scales.grams
        embedding = self.slopes[latent + dense :] * scales.embedding
        bias = self.bias
        if len(embedding):
            bias = bias - basis.mean @ embedding
        return Head(
            idf=basis.idf,
            grams=grams.astype(np.float32),
            dense=(self.slopes[latent : latent + dense] * scales.dense).astype(
                np.float32
            ),
            embedding=embedding.astype(np.float32),
            bias=bias.astype(np.float32),
        )


@contextmanager
def quiet() -> Iterator[None]:
    """A fit that stops a little early is as good; few texts make few clusters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def learn_line(rows: Floats, labels: Labels, kinds: int) -> Line:
    """One column per topic, and a last one for Turkish chat among the everyday."""
    slopes = np.zeros((rows.shape[1], kinds + 1), np.float32)
    bias = np.full(kinds + 1, _NEVER, np.float32)
    found, slope, base = _logistic(rows, labels.topics, labels.weights)
    slopes[:, found], bias[found] = slope, base
    asked = labels.turkish >= 0
    bias[-1] = 0
    if len(set(labels.turkish[asked].tolist())) > 1:
        _, slope, base = _logistic(
            rows[asked], labels.turkish[asked], labels.weights[asked]
        )
        slopes[:, -1], bias[-1] = slope[:, 1], base[1]
    return Line(slopes, bias)


def _logistic(
    rows: Floats, labels: NDArray[np.int32], weights: Floats
) -> tuple[NDArray[np.int32], Floats, Floats]:
    """The classes, and for each a slope and a bias; the classes weigh the same."""
    classes = np.unique(labels)
    if len(classes) == 1:
        return (
            classes,
            np.zeros((rows.shape[1], 1), np.float32),
            np.zeros(1, np.float32),
        )
    model = LogisticRegression(
        C=_STRENGTH, class_weight="balanced", max_iter=_STEPS, tol=_TOLERANCE
    )
    with quiet():
        model.fit(rows, labels, sample_weight=weights)
    slope, base = model.coef_.T, model.intercept_
    if len(classes) == 2:  # noqa: PLR2004 - scikit-learn gives one column for two
        slope = np.hstack([np.zeros_like(slope), slope])
        base = np.array([0, base[0]])
    return classes, slope, base


def learn_judge(figures: Floats, answers: NDArray[np.bool_], weights: Floats) -> Judge:
    """A logistic regression of yes on ``figures``; the share of yes if all agree."""
    if answers.all() or not answers.any():
        sure = 4.0 if answers.all() else -4.0
        return Judge(np.zeros(figures.shape[1], np.float32), sure)
    model = LogisticRegression(C=10.0, max_iter=500)
    with quiet():
        model.fit(figures, answers, sample_weight=weights)
    return Judge(model.coef_[0].astype(np.float32), float(model.intercept_[0]))
