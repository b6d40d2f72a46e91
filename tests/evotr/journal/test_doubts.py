"""Facts that may contradict others are kept to be asked about."""

from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Source

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
CATS = ("Pamuk", "Tekir", "Boncuk")


@pytest.fixture
def cats(journal):
    """Three names of a cat; the last was learned beside the others."""
    items = [
        MemoryItem(name, "fact", f"Kedinin adı {name}.", "user", Source(), NOW)
        for name in CATS
    ]
    memories = journal.memories
    memories.learn(items[:1], [], {}, {}).result(10)
    memories.learn(items[1:2], [], {}, {}, {"Tekir": ["Pamuk"]}).result(10)
    others = {"Boncuk": ["Pamuk", "Tekir", "gone"], "nobody": ["Pamuk"]}
    memories.learn(items[2:], [], {}, {}, others).result(10)
    return memories


def told(found):
    return [
        (doubt.item.id, [other.id for other in doubt.others])
        for doubt in found.result(10)
    ]


def test_doubts_are_asked_once_and_stay(cats):
    both = [("Boncuk", ["Pamuk", "Tekir"]), ("Tekir", ["Pamuk"])]
    assert told(cats.doubts()) == both
    assert told(cats.doubts(1)) == both[:1]
    cats.mark_asked("Boncuk").result(10)
    assert told(cats.doubts(unasked=True)) == [("Tekir", ["Pamuk"])]
    assert told(cats.doubts()) == both


def test_a_fact_that_is_known_brings_no_doubt(cats):
    (again,) = cats.get(["Pamuk"]).result(10)
    cats.learn([again], [], {}, {}, {"Pamuk": ["Boncuk"]}).result(10)
    assert [item for item, _ in told(cats.doubts())] == ["Boncuk", "Tekir"]


@pytest.mark.parametrize(
    ("kept", "ended", "left"),
    [
        (["Pamuk"], ["Tekir", "Boncuk"], []),
        (["Boncuk"], ["Pamuk", "Tekir"], []),
        (["Pamuk", "Boncuk"], ["Tekir"], []),
        (["Pamuk", "Tekir", "Boncuk"], [], []),
        (["nobody"], [], ["Boncuk", "Tekir"]),
    ],
)
def test_what_the_user_says_holds(cats, kept, ended, left):
    closed = cats.settle(*kept).result(10)
    assert sorted(item.id for item in closed) == sorted(ended)
    assert all(item.valid_until is not None for item in closed)
    assert [item for item, _ in told(cats.doubts())] == left
    valid = {item.id for item in cats.page().result(10) if item.valid_until is None}
    assert valid == {*CATS} - {*ended}


def test_what_is_forgotten_or_over_is_asked_no_more(cats):
    cats.expire("Tekir", at=NOW).result(10)
    assert told(cats.doubts()) == [("Boncuk", ["Pamuk"])]
    cats.forget("Pamuk").result(60)
    assert told(cats.doubts()) == []
