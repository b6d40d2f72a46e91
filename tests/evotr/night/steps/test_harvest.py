from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Recollection, Source
from evotr.memory.corrections import remembering
from evotr.night.steps import screen
from evotr.night.steps.content import Surroundings
from evotr.night.steps.harvest import harvest, looked_at


@pytest.fixture
def memory(journal):
    said = datetime(2026, 5, 1, tzinfo=UTC)
    item = MemoryItem("m1", "fact", "Pamuk bir kedi.", "user", Source(), said)
    journal.memories.add([item]).result(10)
    return Recollection(item, 1.0)


def test_an_empty_day_has_no_harvest(journal):
    assert harvest(journal.ledger).rows == ()


def test_what_stands_around_a_lesson_is_told(journal, answer, memory):
    first = answer("Merhaba", "Merhaba!")
    second = answer("Ya rengi?", "Beyaz", first.conversation_id)
    journal.recalls.keep(second.id, [memory]).result(10)
    for said in (first, second):
        journal.ledger.thumb(said.id, "up").result(10)
    day = harvest(journal.ledger)
    assert [day.around[row.id] for row in day.rows] == [
        Surroundings(),
        Surroundings(before=True, recalled=True),
    ]


def test_only_what_is_new_is_harvested_and_what_stands_is_known(journal, teach):
    old, taken = teach(("edit", "Başkent?", "Ankara"), ("edit", "Soru?", "Cevap"))
    screen.run(journal.ledger)
    journal.ledger.retract(taken.id).result(10)
    (new,) = teach(("edit", "En büyük gezegen?", "Jüpiter"))
    day = harvest(journal.ledger)
    assert ([row.id for row in day.rows], [row.id for row in day.known]) == (
        [new.id],
        [old.id],
    )


def test_what_lies_in_the_trash_waits(journal, answer):
    said = answer("Merhaba", "Merhaba!")
    journal.ledger.thumb(said.id, "up").result(10)
    journal.delete(said.conversation_id).result(10)
    assert harvest(journal.ledger).rows == ()
    journal.restore(said.conversation_id).result(10)
    assert len(harvest(journal.ledger).rows) == 1


def test_a_correction_that_was_edited_away_waits(journal, answer):
    said = answer("Başkent neresi?", "Sidney")
    how = remembering("")
    typed = journal.add_user_message(said.conversation_id, "Hayır, doğrusu Ankara")
    journal.ledger.hear(typed.result(10).id, "Ankara", how).result(10)
    assert len(harvest(journal.ledger).rows) == 1
    journal.edit_user_message(typed.result(10).id, "Teşekkürler").result(10)
    assert harvest(journal.ledger).rows == ()
    assert looked_at(journal.ledger) == 0
    journal.select_version(typed.result(10).id).result(10)
    assert len(harvest(journal.ledger).rows) == 1
