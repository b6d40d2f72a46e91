"""What routing costs: ``python scripts/bench/router.py [--json]``.

Processor time on one thread over the questions of data/probes/router.jsonl, each asked
once: no text is met again, and what is remembered of words is what a user's own
questions would leave. Blocks of 20 questions go to ours and to
``SentenceTransformer.encode`` in turn, so that each works on its own caches, as it
would in a program of its own, and what disturbs the machine disturbs both.

Keys: ``keyword_p50_ms`` (words alone, in a process of their own), ``full_p50_ms``,
``full_p95_ms`` (those that were embedded), ``vs_sentence_transformers`` (the medians,
full / peer), ``refit_s`` and ``refit_cpu_s`` (a correction learned in a process that
answered and never fitted before: the path of a running assistant), ``fit_s`` (all
exemplars anew),
``cold_start_s`` (from nothing imported to the first route, heads kept), ``rss_mb``
(that process). ``--parts`` prints instead what each part adds on those questions.
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

from evotr.domain import Route, RouteQuery
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from evotr.embedding import open_embedder
from evotr.router.learned import LearnedRouter
from evotr.router.opening import Knowledge, open_router
from evotr.settings import Settings
from scripts.bench.common import print_results, seconds
from scripts.bench.router_parts.embedding import (
    Encode,
    open_peer,
    take_blocks,
)
from scripts.bench.router_parts.parts import print_parts
from scripts.router_vectors import bundled_knowledge

__all__ = ["main"]

_BLOCK = 20
_PROBES = PROGRAM / "data" / "probes" / "router.jsonl"
_OPEN = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from evotr.domain import Exemplar, RouteQuery
from evotr.embedding import open_embedder
from evotr.router.opening import open_router
from evotr.settings import Settings
from scripts.router_vectors import bundled_knowledge
knowledge = replace(bundled_knowledge(), state=Path(sys.argv[1]))
embedder = open_embedder(Settings())
"""
_WORDS = f"""{_OPEN}
router = replace(open_router(knowledge, embedder), embedder=None)
router.route(RouteQuery("merhaba, nasılsın"))
taken = []
for text in sys.argv[2:]:
    before = time.process_time()
    router.route(RouteQuery(text))
    taken.append((time.process_time() - before) * 1000)
print(json.dumps(taken))
"""
_REFIT = f"""{_OPEN}
open_router(knowledge, embedder).route(RouteQuery("zeytin dalını kim budar"))
taught = Exemplar("zeytin dalını kim budar", "history", "bench")
more = replace(knowledge, exemplars=(*knowledge.exemplars, taught))
wall, cpu = time.perf_counter(), time.process_time()
open_router(more, embedder)
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""
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


def _routing(router: LearnedRouter, state: Path) -> dict[str, float]:
    peer = open_peer()
    encoders: list[Encode] = [lambda text: router.route(RouteQuery(text)), peer]
    texts = [json.loads(row)["text"] for row in _PROBES.read_text("utf-8").splitlines()]
    texts = list(dict.fromkeys(texts))
    mine, theirs = take_blocks(encoders, texts, _BLOCK)
    embedded = [took for took, route in mine if _read(route)]
    peers = [took for took, _ in theirs]
    return {
        "keyword_p50_ms": statistics.median(_child(_WORDS, [str(state), *texts], {})),
        "full_p50_ms": statistics.median(embedded),
        "full_p95_ms": float(np.percentile(embedded, 95)),
        "all_p50_ms": statistics.median(took for took, _ in mine),
        "sentence_transformers_p50_ms": statistics.median(peers),
        "vs_sentence_transformers": statistics.median(embedded)
        / statistics.median(peers),
    }


def _read(route: object) -> bool:
    """Whether the question was embedded: words alone quote no closest example."""
    return isinstance(route, Route) and route.why.example is not None


def _fitting(knowledge: Knowledge) -> dict[str, float]:
    embedder = open_embedder(Settings())
    fit_s = seconds(lambda: open_router(knowledge, embedder, anew=True))
    taken = _child(_REFIT, [str(knowledge.state)], {})
    return {"fit_s": fit_s, "refit_s": taken[0], "refit_cpu_s": taken[1]}


def _cold_start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        _start(home)
        walls, sizes = zip(*(_start(home) for _ in range(3)), strict=True)
    return {
        "cold_start_s": statistics.median(walls),
        "rss_mb": statistics.median(sizes),
    }


def _start(home: str) -> list[float]:
    return _child(_START, [], {"EVOTR_HOME": home})


def _child(code: str, given: list[str], env: dict[str, str]) -> list[float]:
    """The figures that ``code`` prints in a process of its own."""
    done = subprocess.run(  # noqa: S603 - this program's own code
        [sys.executable, "-c", code, *given],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
        env={**env, "OMP_NUM_THREADS": "1", "PATH": ""},
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
        results |= _routing(router, knowledge.state)
    results |= _cold_start()
    results["took_s"] = time.perf_counter() - start
    print_results(results, as_json=options.json)


if __name__ == "__main__":
    main()
