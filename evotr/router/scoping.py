"""Finding the line between what an adapter was taught and what it was to leave alone.

Logistic regression over the grams of both, with scikit-learn: deterministic, and a
second or two for a night's wordings.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from evotr.router.reading import GRAM_SPACE
from evotr.router.scope import Scope, hashes, weighed

__all__ = ["LEAST", "scope_of"]

LEAST = -1.5
"""A question is within from these log odds on: where it is left out by mistake, what
was learned is not said, where it is taken in, only the adapter's own care is left.
docs/night_experiments.md has what each line takes in."""

_FREE = 13_000  # scikit-learn's C times wordings: more know these very ones by heart
_SEEN = 2  # wordings that have a gram, or it says nothing of other wordings
_MOST_STEPS = 200


def scope_of(
    taught: Iterable[str], left: Iterable[str], exact: Iterable[str] = ()
) -> Scope | None:
    """The scope of what was ``taught`` beside questions that were ``left`` alone.

    A wording that is among both counts as taught. What is ``exact`` is within in these
    very words: of one wording nothing is learned of others.

    Returns:
        None where there is nothing to tell apart: then nothing limits the adapter.
    """
    inside = tuple(dict.fromkeys(taught))
    known = frozenset(inside)
    outside = tuple(one for one in dict.fromkeys(left) if one not in known)
    if not inside or not outside:
        return None
    table = _table((*inside, *outside))
    frequency = np.bincount(table.indices, minlength=GRAM_SPACE)
    rows = len(inside) + len(outside)
    idf = (np.log((1 + rows) / (1 + frequency)) + 1).astype(np.float32)
    common = np.flatnonzero(frequency >= _SEEN)
    # What is not known makes a text longer: it is the less like what was taught.
    table.data *= idf[table.indices]
    scaled = normalize(table, copy=False)[:, common]
    labels = np.arange(rows) < len(inside)
    line = LogisticRegression(
        C=_FREE / rows, class_weight="balanced", max_iter=_MOST_STEPS
    )
    line.fit(scaled, labels)
    unknown = np.float32(np.log(1 + rows) + 1)
    return Scope(
        common.astype(np.uint32),
        np.append(idf[common], unknown).astype(np.float32),
        line.coef_[0].astype(np.float32),
        np.array([line.intercept_[0], LEAST]),
        hashes(exact),
    )


def _table(texts: Sequence[str]) -> csr_matrix:
    """The grams of texts, (n, GRAM_SPACE)."""
    rows = [weighed(text) for text in texts]
    ends = np.cumsum([0, *(len(found) for found, _ in rows)])
    columns = np.concatenate([found for found, _ in rows]).astype(np.int32)
    counts = np.concatenate([counted for _, counted in rows])
    return csr_matrix((counts, columns, ends), shape=(len(rows), GRAM_SPACE))
