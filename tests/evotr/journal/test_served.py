"""Which versions answered, and what came of it."""

from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import Answer, SamplingParams, ServedExpert
from evotr.journal import Journal

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
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


def by(journal, version="1002", limit=10, since=LONG_AGO):
    return journal.served.answers("legal", version, since, limit=limit).result(10)


def test_answers_of_a_version_are_told_with_what_was_said_of_them(journal, answer):
    first = answer("Evet.")
    answer("eski", experts=(ServedExpert("legal", 1.0, "1001"),))
    answer("başkası", experts=(ServedExpert("history", 1.0, "1002"),))
    answer("temel", experts=())
    bad = answer("Hayır hayır.", status="cancelled")
    answer("", status="complete")
    answer("bozuk", status="failed")
    journal.ledger.thumb(bad.id, "down").result(10)
    told = by(journal)
    assert [(one.text, one.thumb) for one in told] == [
        ("Evet.", None),
        ("Hayır hayır.", "down"),
    ]
    assert (told[0].id, told[0].question) == (first.id, "Kira?")
    assert (told[0].experts, told[0].system_prompt) == (NEW, "Kısa.")
    assert [one.text for one in by(journal, limit=1)] == ["Hayır hayır."]
    assert by(journal, since=datetime.now(UTC) + timedelta(hours=1)) == ()


def test_what_another_expert_said_with_the_version_is_told_too(journal, answer):
    answer("Ortak.", experts=(ServedExpert("history", 1.0, "legal/1002"),))
    assert [one.text for one in by(journal)] == ["Ortak."]


def test_what_the_user_wrote_in_its_place_is_none_of_its_answers(journal, answer):
    made = answer("Sidney")
    journal.ledger.correct(made.id, "Canberra").result(10)
    assert [one.text for one in by(journal)] == ["Sidney"]


def test_answers_whose_process_died_are_counted(journal, path, backups, answer):
    answer("tamam")
    answer("yarım", status="streaming")
    journal.close()
    again = Journal.open(path, backups)
    try:
        assert again.served.cut_off().result(10) == NEW
        assert again.served.died("legal", "1002", LONG_AGO).result(10) == 1
        assert again.served.died("legal", "1001", LONG_AGO).result(10) == 0
        assert [one.text for one in by(again)] == ["tamam"]
    finally:
        again.close()
