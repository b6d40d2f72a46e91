from datetime import UTC, datetime, timedelta

import numpy as np

from evotr.domain import MemoryItem, Source
from evotr.memory.table import Table

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def filled(*minutes, conversation="talk", kind="episode"):
    table = Table()
    for at, minute in enumerate(minutes):
        created = NOW + timedelta(minutes=minute)
        source = Source(conversation_id=conversation)
        table.put(MemoryItem(f"m{at}", kind, "", "user", source, created), at)
    return table


def links(table):
    return table.links(np.arange(len(table.ids))).tolist()


def test_turns_are_linked_by_their_time():
    assert links(filled(0, 2, 1)) == [[-1, -1, 2, 1], [0, 2, -1, -1], [-1, 0, 1, -1]]


def test_talks_of_other_days_are_not_linked():
    assert links(filled(0, 24 * 60)) == [[-1] * 4] * 2


def test_facts_stand_alone():
    assert links(filled(0, 1, kind="fact")) == [[-1] * 4] * 2


def test_what_is_dropped_is_linked_no_more():
    table = filled(0, 1, 2)
    assert links(table)[0] == [-1, -1, 1, 2]
    table.drop("m1")
    assert links(table)[0] == [-1, -1, 2, -1]
    assert (len(table), "m1" in table, table.row("m1")) == (2, False, -1)


def test_rows_are_chosen_by_what_they_are():
    table = filled(0, 1)
    other = MemoryItem("f", "fact", "", "", Source(), NOW, workspace="work")
    table.put(other, -1)
    assert table.chosen("", "talk", ()).tolist() == [True, True, False]
    assert table.chosen("work", None, ("fact",)).tolist() == [False, False, True]
    assert not table.chosen("", "unknown", ()).any()
    assert not table.chosen("unknown", None, ()).any()
    # The fact belongs to no conversation, and nobody said anything unknown.
    assert not table.chosen("work", "unknown", ()).any()
    assert not table.spoken_by(np.arange(3), ["unknown"]).any()


def test_more_rows_than_it_began_with():
    table = filled(*range(3_000))
    assert links(table)[2_500] == [2_498, 2_499, 2_501, 2_502]
    table.place(["m2999", "gone"], np.array([7, 8]))
    assert table.slots(np.array([2_999])).tolist() == [7]
