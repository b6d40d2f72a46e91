"""What waits to be sent outlives the program that would have sent it."""

import pytest

from evotr.journal import Journal

WORDS = ("Ya Muğla'nın?", "And of Ankara?\n\tPlease.")


@pytest.fixture
def reopen(path, backups):
    """Open the journal as the next start does."""
    opened = []

    def reopen():
        opened.append(Journal.open(path, backups))
        return opened[-1]

    yield reopen
    for journal in opened:
        journal.close()


def test_words_wait_until_they_are_sent(journal, ask):
    here = ask().conversation_id
    journal.waiting.keep("q1", here, WORDS).result(10)
    assert journal.waiting.take(here).result(10) == ()
    journal.waiting.keep("q1", here, WORDS[1:]).result(10)
    journal.waiting.give_back("q1").result(10)
    assert journal.waiting.take(here).result(10) == WORDS[1:]
    assert journal.waiting.take(here).result(10) == ()


def test_after_a_kill_they_belong_to_their_writer(journal, ask, reopen):
    here, there = ask().conversation_id, ask().conversation_id
    journal.waiting.keep("q1", here, WORDS).result(10)
    journal.waiting.keep("q2", there, ["başka"]).result(10)
    journal.close()
    again = reopen()
    assert again.waiting.take(here).result(10) == WORDS
    assert again.waiting.take(there).result(10) == ("başka",)


def test_what_followed_a_question_that_was_never_stored_goes_to_who_looks_first(
    journal, ask, reopen
):
    here = ask().conversation_id
    journal.waiting.keep("q1", None, WORDS).result(10)
    journal.waiting.keep("q2", None, ["önce"]).result(10)
    journal.waiting.keep("q2", here, ["önce"]).result(10)
    journal.close()
    assert reopen().waiting.take(here).result(10) == (*WORDS, "önce")


def test_what_was_returned_stays_while_the_queue_goes_on(journal, ask):
    here = ask().conversation_id
    journal.waiting.keep("q1", here, ["eski"]).result(10)
    journal.waiting.give_back("q1").result(10)
    journal.waiting.keep("q1", here, ["yeni"]).result(10)
    assert journal.waiting.take(here).result(10) == ("eski",)


def test_it_goes_with_its_conversation(journal, ask):
    here = ask().conversation_id
    journal.waiting.keep("q1", here, WORDS).result(10)
    journal.waiting.give_back("q1").result(10)
    journal.delete(here).result(10)
    journal.purge(here).result(60)
    assert journal.waiting.take(here).result(10) == ()
    journal.waiting.keep("q1", here, WORDS).result(10)
    journal.waiting.give_back("q1").result(10)
    assert journal.waiting.take(here).result(10) == ()
