"""The vectors of a snapshot: out of the index, and into it.

Only where no other process has the index open, and of the index's own embedder.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evotr.domain import MemoryItem
from evotr.errors import InstanceRunning
from evotr.instance import hold_instance
from evotr.memory.snapshot_manifest import Embedded
from evotr.memory.vectors import Vectors, belonging, lock_of

__all__ = ["IndexVectors", "is_sound", "open_vectors"]


class IndexVectors:
    """The vectors of an index that nobody has open; inside `open_vectors` alone."""

    def __init__(self, folder: Path, embedder: Embedded) -> None:
        self.embedder = embedder
        self._vectors = Vectors(
            folder / "vectors", embedder.fingerprint, embedder.dimensions
        )

    def rows(self, items: Sequence[MemoryItem | None]) -> bytes | None:
        """A row of half-precision numbers for each; None if none has a vector."""
        slots = [
            -1 if item is None else self._vectors.slot(item.id, item.text)
            for item in items
        ]
        if max(slots) < 0:
            return None
        there = np.array(slots) >= 0
        rows = np.zeros((len(items), self.embedder.dimensions), np.float16)
        rows[there] = self._vectors.at(np.array(slots)[there])
        return rows.tobytes()

    def put(self, items: Sequence[MemoryItem | None], data: bytes) -> int:
        """Keep the vectors of those that have none yet; how many there were."""
        rows = _rows(data, self.embedder).astype(np.float32)
        new = [
            (at, item)
            for at, item in enumerate(items)
            if item is not None
            and rows[at].any()
            and self._vectors.slot(item.id, item.text) < 0
        ]
        self._vectors.put(
            [item.id for _, item in new],
            [item.text for _, item in new],
            rows[[at for at, _ in new]],
        )
        return len(new)

    def close(self) -> None:
        """Close the files."""
        self._vectors.close()


@contextmanager
def open_vectors(
    folder: Path | None, wanted: Embedded | None = None
) -> Iterator[IndexVectors | None]:
    """The vectors of the index in ``folder``.

    None without a folder, while another process has the index open, where there is
    none and no embedder is ``wanted``, or where it is of another than that one.
    """
    if folder is None:
        yield None
        return
    try:
        with hold_instance(lock_of(folder)):
            noted = belonging(folder / "vectors")
            embedder = wanted if noted is None else Embedded(*noted)
            if embedder is None or (wanted is not None and embedder != wanted):
                yield None
                return
            vectors = IndexVectors(folder, embedder)
            try:
                yield vectors
            finally:
                vectors.close()
    except InstanceRunning:
        yield None


def is_sound(data: bytes, embedder: Embedded, lines: int) -> bool:
    """Whether ``data`` is a row for each of ``lines``: unit vectors, or zeros."""
    if len(data) != lines * embedder.dimensions * 2:
        return False
    rows = _rows(data, embedder).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1)
    near = np.abs(lengths - 1) < 0.02  # noqa: PLR2004 — half precision
    return bool(np.all(near | ~rows.any(axis=1)))


def _rows(data: bytes, embedder: Embedded) -> NDArray[np.float16]:
    return np.frombuffer(data, np.float16).reshape(-1, embedder.dimensions)
