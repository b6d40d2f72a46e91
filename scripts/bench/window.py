"""How soon the window is there: ``python scripts/bench/window.py [--json]``.

Starts ``python -m ui`` afresh for every run, in an empty home, and takes the time from
just before the process is started until its first paint has reached the screen. The
seconds of CPU until then do not depend on what else the machine does. Needs
a display (under Linux for example ``xvfb-run -a``) or QT_QPA_PLATFORM=offscreen.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Watches the real program from within: same imports, same order, one event filter.
CHILD = """
import gc, json, sys, time
begun = time.monotonic()
gc.disable()  # as ui.__main__.run begins
import ui.program
imported = time.monotonic()
from PySide6.QtCore import QEvent, QObject, QTimer
from ui.app import Application

class Watch(QObject):
    seen = False

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        painted = time.monotonic()
        times = {"begun": begun, "imported": imported, "painted": painted,
                 "cpu": time.process_time()}
        print(json.dumps(times), flush=True)
        QTimer.singleShot(0, application.leave)

application = Application(sys.argv)
watch = Watch()
application.installEventFilter(watch)
sys.exit(ui.program.run(sys.argv))
"""


def one_start() -> tuple[float, float, float]:
    """Seconds to the first paint, those spent importing, and those of the CPU."""
    environment = dict(os.environ)
    # A start finds compiled what the one before it has compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as home:
        started = time.monotonic()
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", CHILD],
            cwd=ROOT,
            # The very first start of all asks for the language, and waits.
            env=environment | {"EVOTR_HOME": home, "EVOTR_LANGUAGE": "en"},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    times = json.loads(done.stdout.splitlines()[0])
    paint, importing = times["painted"] - started, times["imported"] - times["begun"]
    return paint, importing, times["cpu"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    one_start()  # the first start fills the disk cache and is not counted
    starts = [one_start() for _ in range(options.runs)]
    paints, imports, cpu = zip(*starts, strict=True)
    figures = {
        "first_paint_s": round(statistics.median(paints), 3),
        "first_paint_worst_s": round(max(paints), 3),
        "import_s": round(statistics.median(imports), 3),
        "first_paint_cpu_s": round(statistics.median(cpu), 3),
        "runs": options.runs,
    }
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:>20}  {value}")


if __name__ == "__main__":
    main()
