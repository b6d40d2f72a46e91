"""A process that streams an answer until it is killed.

It writes the conversation's id, and then the number of each chunk once it is stored.
"""

import sys
from itertools import count
from pathlib import Path

from evotr.domain import Answer, SamplingParams
from evotr.journal import Journal


def main(path: str, backups: str) -> None:
    journal = Journal.open(Path(path), Path(backups))
    asked = journal.add_user_message(None, "Say!").result(60)
    answer = journal.begin_answer(asked.id, Answer("m", "", SamplingParams()))
    answer_id = answer.result(60).id
    sys.stdout.write(f"{asked.conversation_id}\n")
    for number in count():
        journal.append_chunk(answer_id, f"{number} ").result(60)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
