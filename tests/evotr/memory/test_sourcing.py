"""What of the recalled is told as a source of the answer."""

from datetime import UTC, datetime

import pytest

from evotr.domain import NEAR, MemoryItem, Recollection, Source, correction_topic
from evotr.memory.sourcing import with_sources

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def said(text, score=0.9, speaker="user", kind="episode", **fields):
    item = MemoryItem("m", kind, text, speaker, Source("c", "m"), NOON, **fields)
    return Recollection(item, score)


def near(question, *found):
    return [one.near for one in with_sources(question, found)]


def test_what_fits_far_less_is_no_source():
    best = said("Depozito çıkışta geri verilir.", 0.95)
    just, far = said("Depozito 27.000 lira.", NEAR), said("Kedim Pamuk.", NEAR - 0.01)
    asked = "Depozito ne zaman geri verilir?"
    assert near(asked, best, just, far) == [True, True, False]
    assert near(asked, far) == [True]  # the best one is a source in any case


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Merhaba! Sen kimsin?", "Ben EVO-TR, kişisel yardımcınım."),
        ("Nasılsın?", "İyiyim, sen nasılsın?"),
        ("Hello! Who are you?", "I am EVO-TR, your assistant."),
        ("What can you do?", "I can answer questions."),
    ],
)
def test_small_talk_has_no_sources(question, answer):
    talk = (said(answer, speaker="assistant"), said(question))
    assert near(question, *talk) == [False, False]


@pytest.mark.parametrize(
    "question",
    ["Sen kimsin?", "Merhaba! Sen kimsin?", "Who are you?", "Sevgiler", "Hi!"],
)
def test_who_asks_next_to_nothing_is_told_of_nothing_else(question):
    fact = said("The code of room Zeta8 is K79.", 1.0, kind="fact")
    assert near(question, fact) == [False]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Can you cook?", "My mother cooks well."),
        ("What would you recommend me to eat?", "I am a vegetarian."),
        ("Zeta8 kodu", "Zeta8 odasının kodu K79."),
    ],
)
def test_who_asks_of_something_is(question, fact):
    assert near(question, said(fact)) == [True]


@pytest.mark.parametrize(
    "question", ["Bana ne önermiştin?", "What did you tell me about Lima?"]
)
def test_what_the_assistant_said_is_a_source_where_that_is_asked(question):
    assert near(question, said("Lima'yı öneririm.", speaker="assistant")) == [True]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Kedimin adı ne, biliyor musun?", "Kedimin adı Pamuk."),
        ("Can you tell me my cat's name?", "My cat's name is Pamuk."),
    ],
)
def test_what_the_user_said_is_one(question, fact):
    assert near(question, said(fact)) == [True]


def test_a_correction_always_is_one_for_the_question_that_it_corrects():
    question = "Merhaba! Sen kimsin?"
    right = said("Ben Işıl.", 0.1, kind="fact", topic=correction_topic(question))
    best = said("Dün geldi.")
    assert near(question, best, right) == [False, True]
    assert near("Kim geldi?", best, right) == [True, False]


def test_the_part_that_answers_comes_with_it():
    one = said("Dün geldi. Kedimin adı Pamuk. Hava açıktı.")
    (found,) = with_sources("kedimin adi neydi", [one])
    assert found.passage == "Kedimin adı Pamuk."
