"""Which versions answered, and what came of it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from evotr.domain import Answer, SamplingParams, ServedExpert
from evotr.journal import Journal

NEW = (ServedExpert("legal", 0.6, "1002"), ServedExpert("general", 0.4))


@pytest.fixture
def answer(journal, ask):
    """Ask, and answer by experts; the answer, left open with the status streaming."""

    def answer(text, experts=NEW, status="complete", **asked):
        said = ask("Kira?", **asked)
        made = Answer("evotr-mini", "Kısa.", SamplingParams(), experts=experts)
        begun = journal.begin_answer(said.id, made).result(10)
        journal.append_chunk(begun.id, text).result(10)
        if status == "streaming":
            return begun
        return journal.finish_answer(begun.id, status).result(10)

    return answer


def make(journal, version="1002", base="base"):
    """A night makes a version of legal; it."""
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    journal.nights.made(night.id, "legal", base, version, "").result(10)
    return journal.nights.version_of(base, "legal", version).result(10)


@pytest.fixture
def new(journal):
    return make(journal)


def by(journal, made, limit=10):
    return journal.served.answers(made, limit=limit).result(10)


def set_back(path, answer):
    """The clock was three hours back when this was answered."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "UPDATE messages SET created_at = datetime(created_at, '-3 hours')"
            " WHERE id = ?",
            (answer.id,),
        )


def test_answers_of_a_version_are_told_with_what_was_said_of_them(journal, new, answer):
    first = answer("Evet.")
    answer("eski", experts=(ServedExpert("legal", 1.0, "1001"),))
    answer("başkası", experts=(ServedExpert("history", 1.0, "1002"),))
    answer("temel", experts=())
    bad = answer("Hayır hayır.", status="cancelled")
    answer("", status="complete")
    answer("bozuk", status="failed")
    journal.ledger.thumb(bad.id, "down").result(10)
    told = by(journal, new)
    assert [(one.text, one.thumb) for one in told] == [
        ("Evet.", None),
        ("Hayır hayır.", "down"),
    ]
    assert (told[0].id, told[0].question) == (first.id, "Kira?")
    assert (told[0].experts, told[0].system_prompt) == (NEW, "Kısa.")
    assert [one.text for one in by(journal, new, limit=1)] == ["Hayır hayır."]


def test_what_carried_its_name_before_it_was_made_is_none_of_its_answers(
    journal, answer
):
    answer("Eski.")
    new = make(journal)
    assert by(journal, new) == ()
    answer("Yeni.")
    assert [one.text for one in by(journal, new)] == ["Yeni."]


def test_answers_count_by_their_order_where_the_clock_was_set_back(
    journal, path, new, answer
):
    set_back(path, answer("Evet."))
    assert [one.text for one in by(journal, new)] == ["Evet."]
    # Noted anew after a kill: what it has answered is still its own.
    journal.nights.made(new.night_id, "legal", "base", "1002", "").result(10)
    assert [one.text for one in by(journal, new)] == ["Evet."]


def test_numbers_that_are_given_out_again_hide_no_answer(journal, answer):
    gone = answer("Sil beni.")
    new = make(journal)
    journal.delete(gone.conversation_id).result(10)
    journal.purge(gone.conversation_id).result(60)
    answer("Evet.")
    assert [one.text for one in by(journal, new)] == ["Evet."]


def test_what_another_expert_said_with_the_version_is_told_too(journal, new, answer):
    answer("Ortak.", experts=(ServedExpert("history", 1.0, "legal/1002"),))
    assert [one.text for one in by(journal, new)] == ["Ortak."]


def test_what_the_user_wrote_in_its_place_is_none_of_its_answers(journal, new, answer):
    made = answer("Sidney")
    journal.ledger.correct(made.id, "Canberra").result(10)
    assert [one.text for one in by(journal, new)] == ["Sidney"]


def test_answers_whose_process_died_are_counted(journal, path, backups, new, answer):
    answer("tamam")
    answer("yarım", status="streaming")
    journal.close()
    again = Journal.open(path, backups)
    try:
        assert again.served.cut_off().result(10) == NEW
        assert again.served.died(new).result(10) == 1
        old = replace(new, version="1001")
        assert again.served.died(old).result(10) == 0
        assert [one.text for one in by(again, new)] == ["tamam"]
    finally:
        again.close()
