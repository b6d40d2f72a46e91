"""How well the night screens: ``python -m scripts.bench.screen [--json]``.

Lessons of data/probes/screen.jsonl with the wanted decision, and messages of
data/probes/typed.jsonl with the right answer that they give (null: none). ``part``
"dev" is what the patterns were written on, "held" was written before it was measured
and measured once; since then both guard, as do the parts "talk" (messages, with their
questions, that are easily misread). Keys: ``screen`` and ``typed``, per part and
language ``rows``, ``right`` (decisions with the wanted reason); of typed ones
``wanted`` corrections, ``precision``, ``recall``; ``reasons`` [wanted, precision,
recall] over all; ``ms`` (processor time a lesson) and ``first_ms`` (imports and
patterns of the first one).
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from evotr.domain import Decision, LedgerRow
from evotr.memory.facts import read_correction
from evotr.paths import PROGRAM

__all__ = ["main", "measure"]

_PROBES = PROGRAM / "data" / "probes"
_NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

Rows = list[dict[str, Any]]


def measure(lessons: Rows, messages: Rows) -> dict[str, Any]:
    """The figures of lessons to screen and of messages to read."""
    begun = time.process_time()
    decide(lessons[0])
    first = time.process_time() - begun
    begun = time.process_time()
    reasons = [decide(row).reason for row in lessons]
    spent = time.process_time() - begun
    return {
        "screen": _screened(lessons, reasons),
        "reasons": _by_reason([row["reason"] for row in lessons], reasons),
        "typed": _typed(messages),
        "ms": round(1000 * spent / len(lessons), 2),
        "first_ms": round(1000 * first),
    }


def decide(row: dict[str, Any]) -> Decision:
    """What the screen decides of a lesson that nothing stands beside."""
    # The detectors, whose import is measured.
    from evotr.night.steps.content import Surroundings  # noqa: PLC0415
    from evotr.night.steps.harvest import Harvest  # noqa: PLC0415
    from evotr.night.steps.screen import screen  # noqa: PLC0415

    lesson = LedgerRow(
        id="0",
        kind=row["kind"],
        question=row["question"],
        wrong=row["wrong"],
        right=row["right"],
        created=_NOW,
        sha256="",
        split="train",
    )
    around = Surroundings(row.get("before", False), row.get("recalled", False))
    (decision,) = screen(Harvest((lesson,), (), {"0": around}))
    return decision


def _screened(rows: Rows, reasons: Iterable[str]) -> dict[str, dict[str, int]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row, reason in zip(rows, reasons, strict=True):
        for group in (row["part"], f"{row['part']} {row['lang']}"):
            found[group].update(rows=1, right=int(reason == row["reason"]))
    return {group: dict(counts) for group, counts in sorted(found.items())}


def _by_reason(
    wanted: Sequence[str], reasons: Sequence[str]
) -> dict[str, tuple[int, float, float]]:
    right = Counter(
        one for one, other in zip(wanted, reasons, strict=True) if one == other
    )
    asked, given = Counter(wanted), Counter(reasons)
    return {
        reason: (
            asked[reason],
            _share(right[reason], given[reason]),
            _share(right[reason], asked[reason]),
        )
        for reason in sorted(asked | given)
    }


def _typed(rows: Rows) -> dict[str, dict[str, float]]:
    results = {}
    for part in sorted({row["part"] for row in rows}):
        some = [row for row in rows if row["part"] == part]
        read = [_read(row) for row in some]
        wanted = [row["right"] for row in some]
        right = sum(
            one == other is not None for one, other in zip(read, wanted, strict=True)
        )
        given = sum(one is not None for one in read)
        asked = sum(one is not None for one in wanted)
        results[part] = {
            "rows": len(some),
            "wanted": asked,
            "precision": _share(right, given),
            "recall": _share(right, asked),
        }
    return results


def _read(row: dict[str, Any]) -> str | None:
    return read_correction(row["text"], row["answer"], row.get("question", ""))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0


def rows_of(name: str) -> Rows:
    """The rows of a file of probes."""
    lines = (_PROBES / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    results = measure(rows_of("screen.jsonl"), rows_of("typed.jsonl"))
    if as_json:
        print(json.dumps(results, ensure_ascii=False))
        return
    for table in ("screen", "typed"):
        for group, figures in results[table].items():
            cells = (f"{key} {value}" for key, value in figures.items())
            print(f"{table:8}{group:10}", *cells, sep="  ")
    for reason, (wanted, precision, recall) in results["reasons"].items():
        print(f"{reason:18} {wanted:3}  {precision:.3f}  {recall:.3f}")
    print(f"{results['ms']} ms a lesson, {results['first_ms']} ms the first")


if __name__ == "__main__":
    main()
