"""Snapshots of the memory: ``python scripts/bench/snapshot.py [--json]``.

The first snapshot, the same again, one after ten more memories, and the restore into
another home; sizes in bytes. ``changed_bytes`` are those of the file's pages that are
not as they were, ``vectors_bytes`` the size with random vectors of 384 numbers.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evotr.domain import MemoryItem
from evotr.journal import Journal
from evotr.memory.snapshot import take_snapshot
from evotr.memory.snapshot_restoring import restore_snapshot
from evotr.memory.vectors import Vectors
from scripts.bench.common import frequent_words, measure_memories, store, talks

__all__ = ["main"]

T = TypeVar("T")

_PAGE = 4_096
_DIMENSIONS = 384


def main() -> None:
    """Measure, and print what came out."""
    measure_memories(__doc__ or "", _measured)


def _measured(folder: Path, memories: int) -> dict[str, float]:
    home, target = folder / "home", folder / "memory.evotr"
    here = Journal.open(home / "journal.db", home / "backups")
    there = Journal.open(folder / "there" / "journal.db", folder / "backups")
    items = talks(frequent_words(memories + 10))
    store(here, items[:memories])
    first_s, first = _timed(lambda: take_snapshot(here, target, home))
    same_s, same = _timed(lambda: take_snapshot(here, target, home))
    before = target.read_bytes()
    store(here, items[memories:])
    more_s, more = _timed(lambda: take_snapshot(here, target, home))
    changed = _changed(before, target.read_bytes())
    restore_s, _ = _timed(lambda: restore_snapshot(there, target))
    index = folder / "index"
    _embed(index, items)
    with_vectors = take_snapshot(here, folder / "v.evotr", home, index=index)
    here.close()
    there.close()
    return {
        "memories": memories,
        "parts": first.parts,
        "first_s": first_s,
        "first_bytes": first.size,
        "same_s": same_s,
        "same_parts": same.written,
        "more_s": more_s,
        "more_parts": more.written,
        "more_bytes": more.written_bytes,
        "changed_bytes": changed,
        "restore_s": restore_s,
        "vectors_bytes": with_vectors.size,
    }


def _embed(index: Path, items: list[MemoryItem]) -> None:
    rows = np.random.default_rng(1).normal(size=(len(items), _DIMENSIONS))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = Vectors(index / "vectors", "bench", _DIMENSIONS)
    vectors.put(
        [item.id for item in items],
        [item.text for item in items],
        rows.astype(np.float32),
    )
    vectors.close()


def _changed(before: bytes, after: bytes) -> int:
    """The bytes of the pages of ``after`` that are not in their place in ``before``."""
    pages = range(0, len(after), _PAGE)
    return _PAGE * sum(
        before[at : at + _PAGE] != after[at : at + _PAGE] for at in pages
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return round(time.perf_counter() - start, 2), done


if __name__ == "__main__":
    main()
