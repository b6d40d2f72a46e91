"""Whose words a memory is, as a person is told."""

from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Source, word_of

SAID, FILE = Source("c", "m"), Source(path="/x/Kira.pdf", page=2)


@pytest.mark.parametrize(
    ("kind", "speaker", "source", "trust", "word"),
    [
        ("episode", "user", SAID, "user", "user"),
        ("fact", "user", SAID, "user", "user"),
        ("episode", "Deniz", SAID, "document", "person"),
        ("episode", "assistant", SAID, "assistant", "assistant"),
        # What it was given lowers how far it may be believed, not who said it.
        ("episode", "assistant", SAID, "document", "repeated"),
        ("episode", "assistant", SAID, "web", "repeated"),
        ("document", "", FILE, "document", "document"),
        ("episode", "Deniz", SAID, "web", "web"),
    ],
)
def test_who_said_it_is_told_not_what_it_was_made_with(
    kind, speaker, source, trust, word
):
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert word_of(MemoryItem("m", kind, "?", speaker, source, at, trust=trust)) == word
