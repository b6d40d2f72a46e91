"""What the user gives as the beginning of an id, however long and of whatever signs."""

from datetime import UTC, datetime
from operator import attrgetter

import pytest

from evotr.domain import MemoryItem, Source
from evotr.errors import (
    ConversationNotFound,
    ExemplarNotFound,
    LedgerRowNotFound,
    MemoryNotFound,
    MessageNotFound,
    NightNotFound,
)

FINDS = {
    "find_conversation": ConversationNotFound,
    "find_message": MessageNotFound,
    "ledger.find": LedgerRowNotFound,
    "memories.find": MemoryNotFound,
    "nights.find": NightNotFound,
    "find_exemplar": ExemplarNotFound,
}


@pytest.mark.parametrize("name", FINDS)
@pytest.mark.parametrize("prefix", ["a" * 60_000, "\udcff\udcfe", "a_%*", " ", ""])
def test_what_begins_no_id_is_not_found(journal, corrected, name, prefix):
    corrected("Canberra")
    with pytest.raises(FINDS[name]):
        attrgetter(name)(journal)(prefix).result(10)


def test_a_memory_from_elsewhere_is_found_in_either_case(journal):
    at = datetime(2026, 11, 20, tzinfo=UTC)
    kept = [
        MemoryItem(each, "fact", "Çay sever.", "user", Source(), at)
        for each in ("Note-Ö-7", "0abc1")
    ]
    journal.memories.add(kept).result(10)
    for prefix in ("Note-Ö", "note-", "Note-Ö-7"):
        assert journal.memories.find(prefix).result(10).id == "Note-Ö-7"
    assert journal.memories.find("0ABC").result(10).id == "0abc1"
