"""``scope.npz`` looked at from outside: whether it can be one, not what it says."""

import io
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCOPE_BYTES", "SCOPE_TYPES", "ScopeBroken", "scope_arrays"]

SCOPE_BYTES: Final = 64_000_000
"""A file that is larger is none: tens of thousands of grams are some hundred kB."""

SCOPE_TYPES: Final = {
    "buckets": "uint32",
    "idf": "float32",
    "weights": "float32",
    "line": "float64",
    "exact": "uint64",
}
"""The arrays of a scope, all of one dimension (``evotr/router/scope.py``)."""


class ScopeBroken(ValueError):
    """A file is no scope."""


def scope_arrays(content: bytes) -> Mapping[str, NDArray[Any]]:
    """The arrays of a scope, of sizes that fit each other, finite, and in order.

    Raises:
        ScopeBroken: ``content`` is something else.
    """
    if len(content) >= SCOPE_BYTES:
        raise ScopeBroken
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in SCOPE_TYPES}
    except Exception as error:  # whatever a file that others made breaks in numpy
        raise ScopeBroken from error
    if not _is_sound(arrays):
        raise ScopeBroken
    return arrays


def _is_sound(arrays: Mapping[str, NDArray[Any]]) -> bool:
    if any(array.dtype != SCOPE_TYPES[name] for name, array in arrays.items()):
        return False
    if any(array.ndim != 1 for array in arrays.values()):
        return False
    known = len(arrays["buckets"])
    sizes = len(arrays["idf"]) - 1, len(arrays["weights"]), len(arrays["line"])
    numbers = (arrays[name] for name in ("idf", "weights", "line"))
    rising = (arrays[name] for name in ("buckets", "exact"))
    return (
        sizes == (known, known, 2)
        and all(bool(np.isfinite(one).all()) for one in numbers)
        and all(bool((one[1:] > one[:-1]).all()) for one in rising)
    )
