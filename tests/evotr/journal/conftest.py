"""A journal on a real file, and the words that tests put in."""

import pytest

from evotr.domain import Answer, SamplingParams
from evotr.journal.ledger import Remembering
from tests.fakes.migrated import open_migrated

ANSWER = Answer("evotr-mini", "Kısa konuş.", SamplingParams(stop=("\n\n",)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.db"


@pytest.fixture
def backups(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def journal(path, backups):
    journal = open_migrated(path, backups)
    yield journal
    journal.close()


@pytest.fixture
def ask(journal):
    """Store a question; its message."""

    def ask(text="Merhaba", conversation_id=None, **options):
        return journal.add_user_message(conversation_id, text, **options).result(10)

    return ask


@pytest.fixture
def titled(journal, ask):
    """Store a question in a conversation of another title; its message."""

    def titled(title, text="Merhaba"):
        asked = ask(text)
        journal.rename(asked.conversation_id, title).result(10)
        return asked

    return titled


@pytest.fixture
def reply(journal):
    """Store a finished answer; its message."""

    def reply(question, text="Selam", status="complete", **options):
        answer = journal.begin_answer(question.id, ANSWER).result(10)
        for word in text.split(" ") if text else ():
            journal.append_chunk(answer.id, word + " ")
        return journal.finish_answer(answer.id, status, **options).result(10)

    return reply


@pytest.fixture
def corrected(journal, ask, reply):
    """Correct an answer to a question of its own; what came of it."""
    how = Remembering("", lambda question, _: question, "{} {}".format)

    def corrected(
        right,
        question="Avustralya'nın başkenti neresi?",
        wrong="Sidney",
        consent="learn",
    ):
        answer = reply(ask(question), wrong)
        journal.set_consent(answer.conversation_id, consent).result(10)
        return journal.ledger.correct(answer.id, right, how).result(10)

    return corrected
