"""The window in use: ``python -m scripts.bench.ui [--json]``.

Needs a display (under Linux ``xvfb-run -a``, with a window manager for the focus) or
QT_QPA_PLATFORM=offscreen. The assistant is the fake one: what is measured is the
window's own work. Figures:

first_paint_s     from the start of ``python -m ui`` to its first paint, median
max_block_ms      longest time that the main thread heard nothing, while an answer that
                  has 3,500 tokens already goes on at 50 a second after 1,000 messages,
                  and when it ends; it has code, tables, lists and formulas
render_share      the main thread's share of one core meanwhile; the bench only waits
open_1000_ms      from choosing a conversation of 1,000 messages to its paint, median
journal_1000_ms   what the journal takes to read one; open_1000_ms is without it
typing_ms         from a key to its letter on the screen meanwhile, 95th percentile
panel_ms          from the hot key's signal to a painted panel with the focus, median
…_cpu_…           the same in seconds of CPU, which other programs do not lengthen
…_own_…           the same without the time in which other programs ran instead
unnamed_controls  controls without an accessible name, in both languages
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from scripts.bench.common import print_results
from scripts.bench.ui_parts.showing import nameless, opening, reading, summoning
from scripts.bench.ui_parts.stage import staged
from scripts.bench.ui_parts.streaming import (
    Stream,
    longest_block,
    share_of_core,
    typing,
)
from scripts.bench.window import one_start

_MESSAGES, _TOKENS, _KEYS = 1_000, 3_500, 60


def measure(folder: Path, seconds: float, starts: int) -> dict[str, float]:
    """All figures; each stream goes on for ``seconds``."""
    figures: dict[str, float] = {}
    if starts:
        one_start()  # the first start fills the disk cache and is not counted
        begun = [one_start() for _ in range(starts)]
        figures["first_paint_s"] = statistics.median(start[0] for start in begun)
        figures["first_paint_cpu_s"] = statistics.median(start[2] for start in begun)
    with staged(folder) as stage:
        talk = stage.long_talk(_MESSAGES)
        shown, worked = opening(stage, talk, _MESSAGES)
        figures["open_1000_ms"] = statistics.median(shown)
        figures["open_1000_cpu_ms"] = statistics.median(worked)
        stream = Stream(stage, _TOKENS)
        figures["render_share"] = share_of_core(stream, seconds)
        taken = typing(stage, stream, _KEYS)
        figures["typing_ms"] = statistics.quantiles(taken, n=20)[-1]
        longest = longest_block(stream, seconds)
        figures["max_block_ms"] = longest.wall
        figures["max_block_own_ms"] = longest.own
        figures["max_block_cpu_ms"] = longest.cpu
        figures["panel_ms"] = statistics.median(summoning(stage))
    figures["journal_1000_ms"] = statistics.median(reading(folder / "read", _MESSAGES))
    names = nameless(folder)
    print(*names, sep="\n", end="\n" if names else "", file=sys.stderr)
    figures["unnamed_controls"] = len(names)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each stream")
    parser.add_argument("--starts", type=int, default=3, help="that are timed")
    options = parser.parse_args()
    QApplication(sys.argv)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.seconds, options.starts)
    print_results(figures, as_json=options.json)


if __name__ == "__main__":
    main()
