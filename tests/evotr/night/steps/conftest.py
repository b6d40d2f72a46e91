"""A ledger on a real journal, and lessons to put in."""

import pytest

from evotr.domain import Answer, Lesson, SamplingParams
from tests.fakes.migrated import open_migrated

ANSWER = Answer("evotr-mini", "", SamplingParams())


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def teach(journal):
    """Put lessons (kind, question, right) into the ledger; their rows."""

    def teach(*lessons, **fields):
        return journal.ledger.add(
            Lesson(kind=kind, question=question, right=right, **fields)
            for kind, question, right in lessons
        ).result(60)

    return teach


@pytest.fixture
def decided(journal):
    """State and reason of each row, in order."""

    def decided():
        rows = journal.ledger.page(limit=None).result(60)
        return [(row.state, row.reason) for row in rows]

    return decided


@pytest.fixture
def answer(journal):
    """Store a question and its answer; the answer."""

    def answer(question, text, conversation_id=None):
        asked = journal.add_user_message(conversation_id, question).result(10)
        begun = journal.begin_answer(asked.id, ANSWER).result(10)
        journal.append_chunk(begun.id, text)
        return journal.finish_answer(begun.id, "complete").result(10)

    return answer
