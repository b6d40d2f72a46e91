"""Corrects answers until it is killed; prints the id of each row that is stored."""

import itertools
import sys
from pathlib import Path

from evotr.domain import Answer, SamplingParams
from evotr.journal import Journal
from evotr.journal.ledger import Remembering

ANSWER = Answer("evotr-mini", "", SamplingParams())
HOW = Remembering("", lambda question, _: question, "{} {}".format)


def main():
    journal = Journal.open(*map(Path, sys.argv[1:]))
    for number in itertools.count():
        asked = journal.add_user_message(None, f"Soru {number % 3}?").result()
        answer = journal.begin_answer(asked.id, ANSWER).result()
        journal.append_chunk(answer.id, "Yanlış")
        journal.finish_answer(answer.id, "complete").result()
        taught = journal.ledger.correct(answer.id, f"Doğru {number}", HOW).result()
        print(taught.row.id, flush=True)  # noqa: T201 — what the test reads


main()
