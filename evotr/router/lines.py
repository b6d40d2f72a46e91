"""Logistic regressions on design rows, and their way back to a head on raw features."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from evotr.router.features import Floats
from evotr.router.ground import Basis, Labels, Scales
from evotr.router.heads import Head

__all__ = ["Line", "learn_line", "on_one_core"]

Doubles = NDArray[np.float64]

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
def on_one_core() -> Iterator[None]:
    """Keep BLAS from waiting for its own threads: its products here are small."""
    with threadpool_limits(1, user_api="blas"):
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
    """The classes, and for each a slope and a bias; the classes weigh the same.

    The steps of scikit-learn's logistic regression, without the second of processor
    time that its import takes: a correction is to be learned at once.
    """
    classes, place = np.unique(labels, return_inverse=True)
    bias_alone = np.zeros((rows.shape[1], 1), np.float32)
    if len(classes) == 1:
        return classes, bias_alone, np.zeros(1, np.float32)
    shares = weights / np.bincount(place, weights)[place] / len(classes)
    # Of two classes the first is what the other is measured by.
    free = len(classes) if len(classes) > 2 else 1  # noqa: PLR2004
    penalty = 1 / (_STRENGTH * float(weights.sum()))
    found = minimize(
        _loss,
        np.zeros((rows.shape[1] + 1) * free),
        (rows, np.eye(len(classes))[place][:, -free:], shares, penalty),
        method="L-BFGS-B",
        jac=True,
        options={
            "maxiter": _STEPS,
            "maxls": 50,
            "gtol": _TOLERANCE,
            "ftol": 64 * np.finfo(float).eps,
        },
    )
    columns = np.zeros((rows.shape[1] + 1, len(classes)), np.float32)
    columns[:, -free:] = found.x.reshape(-1, free)
    return classes, columns[:-1], columns[-1]


def _loss(
    flat: Doubles, rows: Floats, asked: Doubles, shares: Doubles, penalty: float
) -> tuple[float, Doubles]:
    """The mean log loss by ``shares`` with its penalty, and its gradient.

    ``asked`` is 1 in the column of each row's class; a single column is the second's
    of two classes.
    """
    columns = flat.reshape(-1, asked.shape[1])
    scores = (rows @ columns[:-1].astype(np.float32)).astype(np.float64) + columns[-1]
    all_scores = scores if scores.shape[1] > 1 else np.hstack([0 * scores, scores])
    top = all_scores.max(1, keepdims=True)
    total = top + np.log(np.exp(all_scores - top).sum(1, keepdims=True))
    # With one column the first class scores 0, whether it is asked or not.
    losses = total[:, 0] - (asked * scores).sum(1)
    value = float(shares @ losses) + penalty / 2 * float((columns[:-1] ** 2).sum())
    off = ((np.exp(scores - total) - asked) * shares[:, None]).astype(np.float32)
    slopes = rows.T @ off + penalty * columns[:-1]
    return value, np.vstack([slopes, off.sum(0, keepdims=True)]).ravel()
