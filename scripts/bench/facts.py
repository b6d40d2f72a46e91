"""How well facts and wishes are read: ``python -m scripts.bench.facts [--json]``.

Rows of data/probes/facts.jsonl: ``part`` "dev" is what the patterns were written on,
"held1" and "held2" were written before and measured once. Keys: per part ``rows``,
``wanted`` facts, ``precision``, ``recall``, ``wishes`` (rows whose wish to remember or
forget is read rightly, of all), ``ms`` (wall time a message, patterns compiled);
``slots`` [wanted, precision, recall] over all parts.
"""

import argparse
import json
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from evotr.domain import fold
from evotr.memory.facts import read_command, read_facts
from evotr.paths import PROGRAM

__all__ = ["main", "measure"]

_NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


class _Score:
    """Facts that were found, wrong and missed, by topic."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    def take(self, row: dict[str, Any]) -> None:
        wanted = {(topic, fold(value)) for topic, value in row["facts"]}
        facts = {
            (fact.topic, fold(fact.value))
            for fact in read_facts(row["text"], _NOW)
            if fact.topic != "note"
        }
        self.found.update(topic for topic, _ in facts & wanted)
        self.wrong.update(topic for topic, _ in facts - wanted)
        self.missed.update(topic for topic, _ in wanted - facts)

    def figures(self, *topics: str) -> tuple[int, float, float]:
        """How many were wanted, precision and recall, of some topics (none: all)."""
        counts = (self.found, self.wrong, self.missed)
        found, wrong, missed = (
            sum(count[t] for t in topics) if topics else count.total()
            for count in counts
        )
        wanted = found + missed
        return wanted, _share(found, found + wrong), _share(found, wanted)

    @property
    def topics(self) -> list[str]:
        return sorted(self.found | self.wrong | self.missed)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0


def measure(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of some rows, by part, and of all by slot."""
    read_facts("Selam", _NOW)  # compiles the patterns
    every, results = _Score(), {}
    for part in sorted({row["part"] for row in rows}):
        score, some = _Score(), [row for row in rows if row["part"] == part]
        start = time.perf_counter()
        for row in some:
            score.take(row)
        ms = (time.perf_counter() - start) / len(some) * 1000
        wanted, precision, recall = score.figures()
        results[part] = {
            "rows": len(some),
            "wanted": wanted,
            "precision": precision,
            "recall": recall,
            "wishes": f"{sum(map(_wish_is_right, some))}/{len(some)}",
            "ms": round(ms, 1),
        }
        for row in some:
            every.take(row)
    slots = {topic: every.figures(topic) for topic in every.topics}
    return {"parts": results, "slots": slots}


def _wish_is_right(row: dict[str, Any]) -> bool:
    found, wanted = read_command(row["text"]), row.get("command")
    if found is None or wanted is None:
        return found is None and wanted is None
    return [found.kind, fold(found.what)] == [wanted[0], fold(wanted[1])]


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    probes = PROGRAM / "data" / "probes" / "facts.jsonl"
    rows = [json.loads(line) for line in probes.read_text("utf-8").splitlines()]
    results = measure(rows)
    if as_json:
        print(json.dumps(results, ensure_ascii=False))
        return
    for part, figures in results["parts"].items():
        print(part, *(f"{key} {value}" for key, value in figures.items()), sep="  ")
    for topic, (wanted, precision, recall) in results["slots"].items():
        print(f"{topic:28} {wanted:3}  {precision:.3f}  {recall:.3f}")


if __name__ == "__main__":
    main()
