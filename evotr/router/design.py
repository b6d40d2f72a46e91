"""The numbers that heads are fitted on: texts as rows of one small dense matrix.

The sparse grams are brought to some 200 latent directions first (latent semantic
analysis): a fit takes hundredths of a second and generalises better than on the grams.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from evotr.router.features import BUCKETS, Features, Floats, sparse_row
from evotr.router.ground import Basis

__all__ = ["learn_basis"]

_DIRECTIONS = 200


def learn_basis(looked: Sequence[Features], vectors: Floats | None) -> Basis:
    """What is common and what is rare in ``looked``, and its main directions."""
    plain = _tf_idf(looked, np.ones(BUCKETS, np.float32))
    seen = np.bincount(plain.indices, minlength=BUCKETS)
    idf = np.log((1 + len(looked)) / (1 + seen)) + 1
    idf[seen == 0] = 0
    idf = idf.astype(np.float32)
    # A gram of one text alone says nothing of others, and doubles the work.
    common = np.flatnonzero(seen > 1)
    weighed = _tf_idf(looked, idf)[:, common]
    rank = min(_DIRECTIONS, min(weighed.shape) - 1)
    directions = np.zeros((BUCKETS, max(rank, 1)), np.float32)
    if rank > 0:
        _, _, right = randomized_svd(weighed, rank, n_iter=1, random_state=0)
        directions[common] = right.T
    mean = np.zeros(0, np.float32) if vectors is None else vectors.mean(0)
    return Basis(idf, directions, mean)


def _tf_idf(looked: Sequence[Features], idf: Floats) -> csr_matrix:
    """The rows of `sparse_row` as one matrix of (texts, `BUCKETS`)."""
    return csr_matrix(
        (
            np.concatenate([sparse_row(each, idf[each.buckets]) for each in looked]),
            np.concatenate([each.buckets for each in looked]),
            np.cumsum([0, *(len(each.buckets) for each in looked)]),
        ),
        shape=(len(looked), BUCKETS),
        dtype=np.float32,
    )
