"""A scope that is sound and knows nothing."""

import io

import numpy as np

from evotr.weights.scope import SCOPE_TYPES


def scope_file(least: float = -1.0) -> bytes:
    """The bytes of a ``scope.npz`` without a single gram."""
    arrays = {name: np.zeros(0, kind) for name, kind in SCOPE_TYPES.items()}
    arrays |= {"idf": np.ones(1, "float32"), "line": np.array([-4.0, least])}
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()
