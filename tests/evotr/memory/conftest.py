"""A journal with memories, and the index beside it."""

from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import MemoryItem, Source
from evotr.journal import Journal
from evotr.memory.index import MemoryIndex
from tests.fakes.embedder import WordEmbedder

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    journal = Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def remember(journal):
    """Store a memory, a minute after the one before; its id."""
    said = []

    def remember(text, speaker="user", conversation=None, **fields):
        created = fields.pop("created", NOW - timedelta(hours=9, minutes=-len(said)))
        said.append(text)
        item = MemoryItem(
            id=fields.pop("id", f"memory-{len(said)}"),
            kind=fields.pop("kind", "episode"),
            text=text,
            speaker=speaker,
            source=fields.pop("source", Source(conversation_id=conversation)),
            created=created,
            **fields,
        )
        return journal.memories.add([item]).result(10)[0]

    return remember


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def open_index(journal, embedder, tmp_path):
    """Open the index (of another embedder); it is closed at the end."""
    opened = []

    def open_index(other=None):
        index = MemoryIndex(journal.memories, other or embedder, tmp_path / "index")
        opened.append(index)
        return index

    yield open_index
    for index in opened:
        index.close()
