"""Why something is known."""

from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Source
from evotr.errors import MemoryNotFound
from evotr.journal.known import known


@pytest.fixture
def told(journal):
    """What was said, and the memory of it."""
    said = journal.add_user_message(None, "Kedimin adı Boncuk.").result()
    source = Source(said.conversation_id, said.id, quote=said.content)
    item = MemoryItem(
        "m" * 32, "fact", "Kedinin adı Boncuk.", "user", source, datetime.now(UTC)
    )
    journal.memories.add([item]).result()
    return said, item


def test_a_memory_leads_back_to_the_words(journal, told):
    said, item = told
    found = known(journal, item.id)
    assert found.item.text == item.text
    assert found.message.content == said.content
    assert found.conversation.id == said.conversation_id
    assert (found.replaces, found.answers) == ((), ())


def test_a_label_from_elsewhere_is_no_conversation(journal, told):
    said, item = told
    label = said.conversation_id[:8]
    other = MemoryItem(
        "n" * 32, "fact", "x", "user", Source(label), item.created, topic="t"
    )
    journal.memories.add([other]).result()
    found = known(journal, other.id)
    assert (found.conversation, found.message) == (None, None)


def test_what_is_forgotten_is_not_known(journal, told):
    _, item = told
    journal.memories.forget(item.id).result()
    with pytest.raises(MemoryNotFound):
        known(journal, item.id)
