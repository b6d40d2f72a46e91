"""A process that writes snapshots, or restores one, until it is killed.

It writes a line after each snapshot, or after each piece that was brought.
"""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from evotr.domain import MemoryItem, Source
from evotr.journal import Journal
from evotr.journal.copies import Copies
from evotr.memory.snapshot import take_snapshot
from evotr.memory.snapshot_restoring import restore_snapshot

AT = datetime(2026, 5, 1, tzinfo=UTC)


def take(home: Path, target: Path) -> None:
    journal = Journal.open(home / "journal.db", home / "backups")
    for run in count():
        said = f"söz {run} " * 20
        journal.memories.add(
            MemoryItem(f"{run}-{n}", "episode", said, "user", Source(), AT)
            for n in range(400)
        ).result(60)
        take_snapshot(journal, target, home / "home")
        say()


def restore(home: Path, source: Path) -> None:
    for name in ("merge_memories", "add_chunks", "merge_document"):
        setattr(Copies, name, told(getattr(Copies, name)))
    journal = Journal.open(home / "journal.db", home / "b")
    restore_snapshot(journal, source)
    sys.stdin.read()


def told(method):
    def work(self, *words, **options):
        done = method(self, *words, **options)
        done.result(60)
        say()
        return done

    return work


def say() -> None:
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work = {"take": take, "restore": restore}[sys.argv[1]]
    work(Path(sys.argv[2]), Path(sys.argv[3]))
