from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Recollection, Source
from evotr.memory.lanes import asks_assistant, picked

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def ranked(*said):
    return [
        Recollection(
            MemoryItem(str(at), "episode", text, speaker, Source(), NOW), 1.0 - at / 100
        )
        for at, (speaker, text) in enumerate(said)
    ]


def texts(found):
    return [one.item.text for one in found]


def test_the_assistant_has_one_place_in_five():
    said = [("assistant", f"advice {n}{n}") for n in range(8)]
    said += [("user", f"word {n}{n}") for n in range(8)]
    speakers = [one.item.speaker for one in picked(ranked(*said), 10)]
    assert (speakers.count("assistant"), speakers.count("user")) == (2, 8)


def test_its_words_fill_what_is_left():
    found = picked(ranked(("assistant", "a1"), ("assistant", "b2"), ("user", "c3")), 3)
    assert texts(found) == ["a1", "b2", "c3"]


def test_asked_for_its_words_it_has_every_place():
    said = ranked(*(("assistant", f"x{n}") for n in range(3)), ("user", "own"))
    assert texts(picked(said, 3, own=True)) == ["x0", "x1", "x2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My pin code is 4711", "My pin code is 4711."),
        ("Remember that my pin code is 4711.", "My pin code is 4711"),
        ("Unutma: PIN kodum 4711.", "PIN kodum 4711"),
    ],
)
def test_a_full_stop_or_a_wish_makes_no_other_memory(one, other):
    assert len(picked(ranked(("user", one), ("user", other)), 3)) == 1


def with_fact(score):
    talk = ranked(*(("user", f"word {n}{n}") for n in range(4)))
    fact = MemoryItem("f", "fact", "Rent on the fifth", "user", Source(), NOW)
    return [*talk, Recollection(fact, score)]


def test_a_fact_that_fits_has_one_of_three_places():
    assert texts(picked(with_fact(0.6), 3)) == [
        "word 00",
        "word 11",
        "Rent on the fifth",
    ]
    assert "Rent on the fifth" not in texts(picked(with_fact(0.3), 3))
    assert texts(picked(with_fact(0.6), 1)) == ["word 00"]


def test_a_fact_whose_words_are_there_needs_no_place():
    said = [Recollection(replace(with_fact(0)[-1].item, kind="episode"), 1.0)]
    found = picked([*said, *with_fact(0.6)], 3)
    assert [one.item.kind for one in found] == ["episode"] * 3


def test_the_same_words_come_once():
    said = ranked(("user", "Kedim Pamuk"), ("user", "kedim, pamuk!"), ("user", "Köpek"))
    assert texts(picked(said, 3)) == ["Kedim Pamuk", "Köpek"]


@pytest.mark.parametrize(
    "question",
    [
        "What did you recommend for my back?",
        "your advice about tea?",
        "Bana hangi kitabı önermiştin?",
        "Ne demiştin, ne söyledin?",
    ],
)
def test_a_question_about_the_assistant_is_known(question):
    assert asks_assistant(question)


@pytest.mark.parametrize("question", ["Where do you live?", "Kedimin adı ne?", ""])
def test_another_question_is_not(question):
    assert not asks_assistant(question)
