"""What routing costs: ``python scripts/bench/router.py [--json]``.

Processor time on one thread, ours and ``SentenceTransformer.encode`` in turn on the
same texts. Keys: ``keyword_p50_ms`` (words alone), ``full_p50_ms``, ``full_p95_ms``
(every text embedded anew), ``vs_sentence_transformers`` (full / peer), ``refit_s`` (a
correction learned: wall time, in a process that has fitted before), ``fit_s`` (all
exemplars anew), ``cold_start_s`` (from nothing imported to the first route, heads
kept), ``rss_mb`` (that process). ``--parts`` prints instead what each part adds on
data/probes/router.jsonl.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from evotr.domain import Exemplar, RouteQuery
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from evotr.embedding import open_embedder
from evotr.router.learned import LearnedRouter
from evotr.router.opening import Knowledge, open_router
from evotr.settings import Settings
from scripts.bench.common import print_results, ratio, seconds
from scripts.bench.router_parts.embedding import (
    QUESTIONS,
    Encode,
    open_peer,
    take_turns,
)
from scripts.bench.router_parts.parts import print_parts
from scripts.router_vectors import bundled_knowledge

__all__ = ["main"]

_ROUNDS = 10
_START = """
import json, time
wall = time.perf_counter()
from evotr.settings import load_settings
from evotr.wiring import open_router
from evotr.domain import RouteQuery
open_router(load_settings()).route(RouteQuery("merhaba, nasılsın"))
wall = time.perf_counter() - wall
import psutil
print(json.dumps([wall, psutil.Process().memory_info().rss / 1e6]))
"""


def _routing(router: LearnedRouter) -> dict[str, float]:
    peer = open_peer()
    asked = iter(range(1_000_000))

    def full(text: str) -> object:
        # The last texts are remembered; a number makes each one new.
        return router.route(RouteQuery(f"{text} {next(asked)}"))

    by_words = replace(router, embedder=None)

    def words(text: str) -> object:
        return by_words.route(RouteQuery(text))

    encoders: list[Encode] = [full, words, peer]
    mine, keyword, theirs = take_turns(encoders, QUESTIONS, _ROUNDS)
    return {
        "keyword_p50_ms": statistics.median(keyword),
        "full_p50_ms": statistics.median(mine),
        "full_p95_ms": float(np.percentile(mine, 95)),
        "sentence_transformers_p50_ms": statistics.median(theirs),
        "vs_sentence_transformers": ratio(mine, theirs),
    }


def _fitting(knowledge: Knowledge) -> dict[str, float]:
    embedder = open_embedder(Settings())
    taught = Exemplar("zeytin dalını kim budar", "history", "bench")
    more = replace(knowledge, exemplars=(*knowledge.exemplars, taught))
    fit_s = seconds(lambda: open_router(knowledge, embedder, anew=True))
    return {
        "fit_s": fit_s,
        "refit_s": seconds(lambda: open_router(more, embedder)),
    }


def _cold_start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        _start(home)
        walls, sizes = zip(*(_start(home) for _ in range(3)), strict=True)
    return {
        "cold_start_s": statistics.median(walls),
        "rss_mb": statistics.median(sizes),
    }


def _start(home: str) -> list[float]:
    done = subprocess.run(  # noqa: S603 - this program's own code
        [sys.executable, "-c", _START],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
        env={"EVOTR_HOME": home, "OMP_NUM_THREADS": "1", "PATH": ""},
    )
    found: list[float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What routing costs.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as state:
        knowledge = replace(bundled_knowledge(), state=Path(state))
        if options.parts:
            print_parts(knowledge, open_embedder(Settings()))
            return
        results = _fitting(knowledge)
        router = open_router(knowledge, open_embedder(Settings()))
        results |= _routing(router)
    results |= _cold_start()
    results["took_s"] = time.perf_counter() - start
    print_results(results, as_json=options.json)


if __name__ == "__main__":
    main()
