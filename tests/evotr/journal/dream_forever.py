"""A process that teaches, notes versions of nights, and forgets until it is killed.

It prints which version was made of a lesson, and which lesson is forgotten.
"""

import sys
from datetime import date
from itertools import count
from pathlib import Path

from evotr.domain import LearnedLesson, Lesson, keys_digest
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed


def main(path: str, backups: str) -> None:
    journal = Journal.open(Path(path), Path(backups))
    for number in count():
        lesson = Lesson(kind="edit", question=f"Soru {number}?", right=f"{number}")
        (row,) = journal.ledger.add([lesson]).result(60)
        night = journal.nights.begin("user", date(2026, 5, 1)).result(60)
        learned = [LearnedLesson(row.id, row.question, row.right)]
        journal.nights.lessons(night.id, "law", learned).result(60)
        keys = keys_digest([(row.id, row.sha256)])
        version = f"{number:08}"
        journal.nights.made(night.id, "law", "base", version, keys).result(60)
        say(f"made {version}")
        journal.memories.forget_together(Doomed(), everything=True).result(60)
        say(f"doomed {version}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
