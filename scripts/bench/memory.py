"""Memory beside Chroma and numpy: ``python scripts/bench/memory.py [--json]``.

For each number of memories: ours (recall as a turn calls it, without the embedding of
the question), plain Chroma (one query for ten), and exact numpy. Vectors are random
unit vectors around some hundred centres, texts random words, common and rare like those
of a language. ``filtered_ratio`` is a workspace with a tenth of the memories against
one with all the rest, asked in turn. ``cpu_*`` are what the whole process computed
meanwhile: where others compute too, the time on the wall says more about them.
``growth`` is by how much a figure grows with ten times as many memories.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import chromadb
import numpy as np
import psutil
from chromadb.config import Settings
from numpy.typing import NDArray

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evotr.domain import MemoryItem, RecallQuery, Source
from evotr.journal import Journal
from evotr.memory.index import MemoryIndex
from evotr.memory.recall import Recall, Tuning
from evotr.memory.relevance import read_relevance
from evotr.paths import BUNDLED_RELEVANCE
from scripts.bench.common import frequent_words

if TYPE_CHECKING:
    from chromadb.api.types import Where

__all__ = ["main"]

Vectors = NDArray[np.float32]
Figures = dict[str, float]

_DIMENSIONS = 384
_QUESTIONS = 120
_WARM = 10
_GROWING = ("recall_p50_ms", "cpu_p50_ms", "add_1000_s", "start_s", "disk_mb")
_NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Ready:
    """An embedder whose vectors cost nothing: a text ends with the row of its own."""

    def __init__(self, rows: Vectors) -> None:
        self.fingerprint, self.dimensions = "ready", _DIMENSIONS
        self._rows = rows

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The rows that the texts end with."""
        rows = [int(text.rsplit(" ", 1)[1]) for text in texts]
        found: Vectors = self._rows[rows]
        return np.asarray(found, np.float32)


def _clustered(number: int) -> Vectors:
    random = np.random.default_rng(1)
    centres = random.normal(size=(200, _DIMENSIONS))
    rows = centres[random.integers(200, size=number)]
    rows = rows + random.normal(size=rows.shape)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows, np.float32)


Ask = Callable[[int], object]


def _figures(whole: Ask, part: Ask, number: int) -> Figures:
    """Times of asking among all and among a part, for rows below ``number``."""
    wall: list[tuple[float, float]] = []
    cpu: list[tuple[float, float]] = []
    step = number // (_QUESTIONS + _WARM)
    for row in range(0, step * (_QUESTIONS + _WARM), step):
        taken = [_taken(ask, row) for ask in (whole, part)]
        wall.append((taken[0][0], taken[1][0]))
        cpu.append((taken[0][1], taken[1][1]))
    p50, part_p50 = np.median(wall[_WARM:], axis=0)
    cpu_p50, part_cpu = np.median(cpu[_WARM:], axis=0)
    p95, cpu_p95 = (np.percentile(t[_WARM:], 95, axis=0)[0] for t in (wall, cpu))
    return {
        "recall_p50_ms": float(p50),
        "recall_p95_ms": float(p95),
        "filtered_ratio": float(part_p50 / p50),
        "cpu_p50_ms": float(cpu_p50),
        "cpu_p95_ms": float(cpu_p95),
        "cpu_filtered_ratio": float(part_cpu / cpu_p50),
    }


def _taken(ask: Ask, row: int) -> tuple[float, float]:
    """Milliseconds on the wall, and of the process."""
    start, computed = time.perf_counter(), time.process_time()
    ask(row)
    return (
        1000 * (time.perf_counter() - start),
        1000 * (time.process_time() - computed),
    )


def _disk_mb(folder: Path) -> float:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def _rss_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _ours(rows: Vectors, texts: list[str], folder: Path) -> Figures:
    before, number = _rss_mb(), len(rows)
    journal = Journal.open(folder / "journal.db", folder / "backups")
    items = [
        MemoryItem(
            f"m{at}",
            "episode",
            text,
            "user",
            Source(f"c{at // 40}"),
            _NOW - timedelta(minutes=number - at),
            workspace="" if at % 10 else "part",
        )
        for at, text in enumerate(texts)
    ]
    start = time.perf_counter()
    for at in range(0, number, 1000):
        journal.memories.add(items[at : at + 1000]).result()
    embedder = Ready(rows)
    index = MemoryIndex(journal.memories, embedder, folder / "index")
    index.refresh().result()
    added = (time.perf_counter() - start) / number * 1000
    index.close()
    start = time.perf_counter()
    index = MemoryIndex(journal.memories, embedder, folder / "index")
    index.refresh().result()
    started = time.perf_counter() - start
    relevance = read_relevance(BUNDLED_RELEVANCE, embedder.fingerprint)
    recall = Recall(journal.memories, index, embedder, Tuning(relevance=relevance))

    def ask(at: int, workspace: str) -> object:
        said = texts[at].split()
        text = " ".join([*said[:5], said[-1]])
        return recall.recall(RecallQuery(text, now=_NOW, workspace=workspace))

    figures = _figures(lambda at: ask(at, ""), lambda at: ask(at, "part"), number)
    figures |= {"add_1000_s": added, "start_s": started, "rss_mb": _rss_mb() - before}
    index.close()
    journal.close()
    return figures | {"disk_mb": _disk_mb(folder)}


def _chroma(rows: Vectors, folder: Path) -> Figures:
    before = _rss_mb()
    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder), settings)
    collection = client.create_collection(
        "plain",
        configuration={"hnsw": {"space": "cosine"}},
        embedding_function=None,
    )
    start = time.perf_counter()
    for at in range(0, len(rows), 1000):
        part = range(at, min(at + 1000, len(rows)))
        collection.add(
            ids=[str(row) for row in part],
            embeddings=rows[at : at + 1000],
            metadatas=[{"part": row % 10 == 0} for row in part],
        )
    added = (time.perf_counter() - start) / len(rows) * 1000

    def ask(at: int, *, part: bool) -> object:
        where: Where | None = {"part": True} if part else None
        return collection.query(rows[at : at + 1], n_results=10, where=where)

    figures = _figures(
        lambda at: ask(at, part=False), lambda at: ask(at, part=True), len(rows)
    )
    return figures | {
        "add_1000_s": added,
        "start_s": 0.0,
        "rss_mb": _rss_mb() - before,
        "disk_mb": _disk_mb(folder),
    }


def _exact(rows: Vectors) -> Figures:
    part = np.flatnonzero(np.arange(len(rows)) % 10 == 0)
    figures = _figures(
        lambda at: np.argpartition(-(rows @ rows[at]), 9),
        lambda at: np.argpartition(-(rows[part] @ rows[at]), 9),
        len(rows),
    )
    size = rows.nbytes / 1e6
    return figures | {
        "add_1000_s": 0.0,
        "start_s": 0.0,
        "rss_mb": size,
        "disk_mb": size,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--size", action="append", type=int, help="numbers of memories")
    options = parser.parse_args()
    results: dict[str, dict[str, Figures]] = {}
    for size in sorted(options.size or (1_000, 10_000, 100_000)):
        rows = _clustered(size)
        texts = [f"{text} {at}" for at, text in enumerate(frequent_words(size))]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            results[str(size)] = {
                "ours": _ours(rows, texts, Path(folder, "ours")),
                "chroma": _chroma(rows, Path(folder, "chroma")),
                "exact": _exact(rows),
            }
    growth = _growth(results)
    if options.json:
        print(json.dumps({**results, "growth": growth}))
        return
    for name, ways in {**results, "growth": growth}.items():
        for way, figures in ways.items():
            line = "  ".join(f"{key} {value:.2f}" for key, value in figures.items())
            print(f"{name:>7} {way:7} {line}")


def _growth(results: dict[str, dict[str, Figures]]) -> dict[str, Figures]:
    """From the smallest to the largest size, by how much for each factor of ten."""
    sizes = list(results)
    decades = np.log10(int(sizes[-1]) / int(sizes[0]))
    first, last = results[sizes[0]], results[sizes[-1]]
    return {
        way: {
            key: float((last[way][key] / figures[key]) ** (1 / decades))
            for key in _GROWING
            if decades and figures[key] and last[way][key]
        }
        for way, figures in first.items()
    }


if __name__ == "__main__":
    main()
