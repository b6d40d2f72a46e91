"""Where conversations stand in a list."""

import pytest

from evotr.errors import ConversationNotFound


def test_a_conversation_goes_to_the_top_and_back(journal, ask):
    key = ask().conversation_id
    assert journal.shelves.keep_on_top(key, on_top=True).result(10).on_top
    (listed,) = journal.conversations().result(10)
    assert listed.on_top
    assert not journal.shelves.keep_on_top(key, on_top=False).result(10).on_top


def test_a_folder_is_a_name_on_one_line(journal, ask):
    key = ask().conversation_id
    placed = journal.shelves.put_in_folder(key, "  İş \n dosyaları ").result(10)
    assert placed.folder == "İş dosyaları"
    assert journal.transcript(key).result(10).conversation.folder == "İş dosyaları"
    assert journal.shelves.put_in_folder(key, " ").result(10).folder == ""


def test_its_place_does_not_make_it_newer(journal, ask):
    old, new = ask("bir").conversation_id, ask("iki").conversation_id
    before = journal.transcript(old).result(10).conversation.updated_at
    journal.shelves.keep_on_top(old, on_top=True)
    placed = journal.shelves.put_in_folder(old, "Ev").result(10)
    assert placed.updated_at == before
    assert [c.id for c in journal.conversations().result(10)] == [new, old]


def test_what_is_not_there_has_no_place(journal):
    for placed in (
        journal.shelves.keep_on_top("f" * 32, on_top=True),
        journal.shelves.put_in_folder("f" * 32, "Ev"),
        journal.shelves.set_system_prompt("f" * 32, "Ev"),
    ):
        with pytest.raises(ConversationNotFound):
            placed.result(10)
