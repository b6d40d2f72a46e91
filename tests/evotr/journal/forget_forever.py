"""A process that remembers and forgets words until it is killed.

It writes which word it is about to forget, and which is gone.
"""

import random
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from evotr.domain import MemoryItem, Source
from evotr.journal import Journal

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main(path: str, backups: str) -> None:
    journal = Journal.open(Path(path), Path(backups))
    chance = random.Random(path)
    at = datetime(2026, 5, 1, tzinfo=UTC)
    for number in count():
        word = "".join(chance.choices(LETTERS, k=12))
        made = [
            MemoryItem(f"{number}-{n}", "episode", text, "user", Source(), at)
            for n, text in enumerate((f"{word} " * 40, "kalacak söz " * 100))
        ]
        journal.memories.add(made).result(60)
        say(f"forget {word}")
        journal.memories.forget(f"{number}-0").result(60)
        say(f"gone {word}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
