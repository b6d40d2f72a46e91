"""Begins branches until it is killed; prints the id of each that is stored."""

import sys
from pathlib import Path

from evotr.domain import Answer, SamplingParams
from evotr.journal import Journal

ANSWER = Answer("evotr-mini", "", SamplingParams())
TURNS = 20


def main():
    journal = Journal.open(*map(Path, sys.argv[1:]))
    talk_id = None
    for number in range(TURNS):
        asked = journal.add_user_message(talk_id, f"Soru {number}").result()
        talk_id = asked.conversation_id
        answer = journal.begin_answer(asked.id, ANSWER).result()
        journal.append_chunk(answer.id, f"Yanıt {number}")
        answer = journal.finish_answer(answer.id, "complete").result()
    while True:
        made = journal.branching.branch(answer.id, "Dal").result()
        print(made.id, flush=True)  # noqa: T201 — what the test reads


main()
