"""Recall while a lost index is made anew: ``python scripts/bench/rebuild.py``.

A journal with memories is opened without its index, with the bundled encoder:
``during`` is what a question takes (its embedding included) until every vector is
there, ``after`` what it takes then. ``found_during`` is the part of questions that
found the memory they ask for.
"""

import sys
import time
from pathlib import Path

import numpy as np

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evotr.domain import MemoryItem, RecallQuery
from evotr.embedding import Embedder, open_embedder
from evotr.journal import Journal
from evotr.memory.service import MemoryService
from evotr.settings import Settings
from scripts.bench.common import measure_memories, store, talks

__all__ = ["main"]

_PAUSE_S = 0.2
_LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"


def main() -> None:
    """Measure, and print what came out."""
    measure_memories(__doc__ or "", _measured)


def _measured(folder: Path, memories: int) -> dict[str, float]:
    said = talks(_texts(memories))
    journal = Journal.open(folder / "journal.db", folder / "backups")
    store(journal, said)
    embedder = open_embedder(Settings(evotr_home=folder))
    index = folder / "index"
    taken, during, after = _built(journal, embedder, index, said)
    journal.close()
    right = [found for _, found in during]
    times = [ms for ms, _ in during]
    return {
        "memories": memories,
        "rebuild_s": round(taken, 1),
        "asked_during": len(during),
        "found_during": round(sum(right) / len(right), 3),
        "during_p50_ms": round(float(np.percentile(times, 50)), 1),
        "during_p95_ms": round(float(np.percentile(times, 95)), 1),
        "during_most_ms": round(max(times), 1),
        "after_p50_ms": round(float(np.percentile([t for t, _ in after], 50)), 1),
        "found_after": round(sum(found for _, found in after) / len(after), 3),
    }


def _texts(number: int) -> list[str]:
    """Twelve words each, with one that no other has."""
    random = np.random.default_rng(2)
    letters = np.array(list(_LETTERS))
    words = ["".join(random.choice(letters, 6)) for _ in range(4_000)]
    return [
        " ".join(words[at] for at in random.integers(4_000, size=11)) + f" tek{at}"
        for at in range(number)
    ]


def _built(
    journal: Journal, embedder: Embedder, index: Path, said: list[MemoryItem]
) -> tuple[float, list[tuple[float, bool]], list[tuple[float, bool]]]:
    """Seconds until the index is whole, and the questions until then and after."""
    service = MemoryService(journal, lambda: embedder, index)
    random = np.random.default_rng(3)
    start = time.perf_counter()
    service.preload()
    during = []
    while service.state().stage != "ready":
        during.append(_asked(service, said, int(random.integers(len(said)))))
        time.sleep(_PAUSE_S)
    taken = time.perf_counter() - start
    after = [
        _asked(service, said, int(at)) for at in random.integers(len(said), size=30)
    ]
    service.close()
    return taken, during, after


def _asked(
    service: MemoryService, said: list[MemoryItem], at: int
) -> tuple[float, bool]:
    """Milliseconds for a question of four words, and whether its memory came."""
    words = said[at].text.split()
    start = time.perf_counter()
    found = service.recall(RecallQuery(" ".join((*words[2:5], words[-1]))))
    taken = 1_000 * (time.perf_counter() - start)
    return taken, said[at].id in {one.item.id for one in found}


if __name__ == "__main__":
    main()
