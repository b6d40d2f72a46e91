"""Snapshots of the memory: ``python scripts/bench/snapshot.py [--json]``.

The first snapshot, the same again, one after ten more memories, and the restore into
another home; sizes in bytes. ``changed_bytes`` are those of the file's pages that are
not as they were, ``vectors_bytes`` the size with random vectors of 384 numbers.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evotr.domain import MemoryItem, Source
from evotr.journal import Journal
from evotr.journal.rows import new_id
from evotr.memory.snapshot import take_snapshot
from evotr.memory.snapshot_restoring import restore_snapshot
from evotr.memory.vectors import Vectors

__all__ = ["main"]

T = TypeVar("T")

_PAGE = 4_096
_DIMENSIONS = 384
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memories", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), options.memories)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:16} {value:g}\n")


def _measured(folder: Path, memories: int) -> dict[str, float]:
    home, target = folder / "home", folder / "memory.evotr"
    here = Journal.open(home / "journal.db", home / "backups")
    there = Journal.open(folder / "there" / "journal.db", folder / "backups")
    items = _items(memories + 10)
    for start in range(0, memories, 500):
        here.memories.add(items[start : min(start + 500, memories)]).result()
    first_s, first = _timed(lambda: take_snapshot(here, target, home))
    same_s, same = _timed(lambda: take_snapshot(here, target, home))
    before = target.read_bytes()
    here.memories.add(items[memories:]).result()
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


def _items(number: int) -> list[MemoryItem]:
    """Fourteen words each, a minute apart."""
    random = np.random.default_rng(2)
    words = np.minimum(random.zipf(1.2, size=(number, 14)), 40_000)
    return [
        MemoryItem(
            id=new_id(),
            kind="episode",
            text=" ".join(f"k{word}" for word in row),
            speaker="user",
            source=Source(f"talk-{at // 40}", new_id()),
            created=_BEGIN + timedelta(minutes=at),
        )
        for at, row in enumerate(words)
    ]


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
