"""Many small files into memory: ``python scripts/bench/ingest.py [--json]``.

The command line takes in a folder and is killed (SIGKILL) when half of it is in memory;
a second run does the rest, and a third finds nothing to do.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evotr.journal import Journal
from evotr.memory.documents.ingest import FileIngested, Ingest, IngestDone
from evotr.paths import PROGRAM, Paths

__all__ = ["main"]

_LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    # What this script starts itself: one run in a process of its own.
    parser.add_argument("--run", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run is not None:
        _run(*options.run)
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), options.files)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:20} {value:g}\n")


def _measured(folder: Path, files: int) -> dict[str, float]:
    home = Paths(folder / "home")
    home.home.mkdir()
    _make(folder / "files", files)
    first = _started(home, folder / "files", stop_at=files // 2)
    kept = _documents(home)
    second = _started(home, folder / "files")
    third = _started(home, folder / "files")
    return {
        "files": files,
        "killed_at": first["number"],
        "kept": kept,
        "taken_up_again": second["changed"],
        "in_memory": _documents(home),
        "ms_per_file": round(1_000 * (first["s"] + second["s"]) / files, 2),
        "unchanged_ms": round(1_000 * third["s"] / files, 2),
        "rss_mb": round(max(first["rss_mb"], second["rss_mb"])),
        "disk_mb": round(home.journal.stat().st_size / 1e6),
    }


def _make(folder: Path, files: int) -> None:
    """Notes of sixty words, a thousand to a folder."""
    chance = random.Random(7)
    words = [
        "".join(chance.choices(_LETTERS, k=chance.randint(3, 9))) for _ in range(5_000)
    ]
    for number in range(files):
        place = folder / f"{number // 1_000:03}"
        place.mkdir(parents=True, exist_ok=True)
        said = " ".join(chance.choices(words, k=60))
        text = f"# Not {number}\n\n{said}. Sayı {number}.\n"
        (place / f"{number:06}.md").write_text(text, "utf-8")


def _started(home: Paths, folder: Path, stop_at: int = 0) -> dict[str, float]:
    """One run to its end, or until it is killed; its last words."""
    said: dict[str, float] = {}
    command = [
        sys.executable,
        str(Path(__file__)),
        "--run",
        str(home.home),
        str(folder),
    ]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM)}
    with subprocess.Popen(  # noqa: S603 — this script
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said |= json.loads(line)
            if stop_at and said["number"] >= stop_at:
                process.send_signal(signal.SIGKILL)
    return said


def _run(home: Path, folder: Path) -> None:
    paths = Paths(home)
    journal = Journal.open(paths.journal, paths.backups)
    begun = time.perf_counter()
    with Ingest(journal.documents) as ingest:
        for event in ingest.run([folder]):
            match event:
                case FileIngested(number=number) if number % 500 == 0:
                    _tell(begun, number=number)
                case IngestDone(changed=changed, unchanged=unchanged):
                    _tell(begun, changed=changed, unchanged=unchanged)
    journal.close()


def _tell(begun: float, **figures: float) -> None:
    memory = psutil.Process().memory_info().rss / 1e6
    figures |= {"s": time.perf_counter() - begun, "rss_mb": memory}
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def _documents(home: Paths) -> int:
    journal = Journal.open(home.journal, home.backups)
    try:
        return len(journal.documents.list().result())
    finally:
        journal.close()


if __name__ == "__main__":
    main()
