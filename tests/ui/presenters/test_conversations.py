"""The list of conversations, without a widget."""

import pytest

from evotr.errors import ConversationNotFound, JournalLocked


def titles(desk):
    return [row.title for row in desk.conversations.rows]


@pytest.fixture
def listed(fake, closed_desk, qtbot):
    """A desk over three conversations; the newest is the last one."""
    for title in ("Işık hızı", "shopping", "ÇALIŞMA planı"):
        fake.add(title, f"about {title}", "an answer")
    with qtbot.waitSignal(closed_desk.chat.changed, timeout=10_000):
        closed_desk.open()
    return closed_desk


def test_it_opens_on_the_newest_with_its_transcript(listed):
    assert titles(listed) == ["ÇALIŞMA planı", "shopping", "Işık hızı"]
    assert [e.text for e in listed.chat.entries] == [
        "about ÇALIŞMA planı",
        "an answer",
    ]


def test_deleting_shows_the_neighbour_and_undo_brings_it_back(qtbot, listed):
    gone = listed.chat.conversation_id
    with qtbot.waitSignals([listed.moved_to_trash, listed.conversations.changed]):
        listed.delete(gone)
    qtbot.waitUntil(lambda: titles(listed) == ["shopping", "Işık hızı"])
    assert listed.chat.conversation_id == listed.conversations.rows[0].id
    listed.conversations.restore(gone)
    qtbot.waitUntil(lambda: listed.chat.conversation_id == gone)
    qtbot.waitUntil(lambda: len(titles(listed)) == 3)


def test_deleting_the_only_one_leaves_an_empty_page(qtbot, fake, closed_desk):
    only = fake.add("only", "q", "a")
    with qtbot.waitSignal(closed_desk.chat.changed, timeout=10_000):
        closed_desk.open()
    closed_desk.delete(only)
    qtbot.waitUntil(lambda: closed_desk.chat.entries == ())
    assert closed_desk.chat.conversation_id is None


def test_deleting_stops_the_answer_under_way(qtbot, desk, next_turn):
    with qtbot.waitSignal(desk.chat.stored, timeout=10_000):
        desk.chat.send("q?")
    turn = next_turn()
    desk.delete(desk.chat.conversation_id)
    qtbot.waitUntil(lambda: turn.cancelled)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("isik", ["Işık hızı"]),
        ("çalışma", ["ÇALIŞMA planı"]),
        ("SHOPPING", ["shopping"]),
        ("zzz", []),
    ],
)
def test_search_finds_what_a_turkish_speaker_means(qtbot, listed, query, found):
    with qtbot.waitSignal(listed.conversations.changed, timeout=10_000):
        listed.conversations.search(query)
    assert titles(listed) == found
    listed.conversations.search(" ")
    qtbot.waitUntil(lambda: len(titles(listed)) == 3)


def test_search_in_texts_tells_the_place(qtbot, fake, listed):
    fake.add("holiday", "Where is the Bosphorus?", "In İstanbul.")
    with qtbot.waitSignal(listed.conversations.changed, timeout=10_000):
        listed.conversations.search("istanbul")
    (row,) = listed.conversations.rows
    first, last = row.spans[0]
    assert row.excerpt[first:last] == "İstanbul"


def test_searching_does_not_change_the_conversation_in_front(qtbot, listed):
    before = listed.chat.conversation_id
    with qtbot.waitSignal(listed.conversations.changed, timeout=10_000):
        listed.conversations.search("shopping")
    assert listed.chat.conversation_id == before


def test_renaming(qtbot, listed):
    listed.conversations.rename(listed.conversations.rows[1].id, "  market  ")
    qtbot.waitUntil(lambda: "market" in titles(listed))


def test_a_failed_wish_is_told(qtbot, listed, texts):
    with qtbot.waitSignal(listed.told, timeout=10_000) as told:
        listed.conversations.rename("gone", "x")
    error = ConversationNotFound(conversation="gone")
    assert tuple(told.args[:2]) == texts.error(error)
    assert "conversation: gone" in told.args[2]


def test_a_list_that_cannot_be_read_is_told(qtbot, fake, listed, texts):
    fake.refuse = JournalLocked(path="/x")
    with qtbot.waitSignal(listed.told, timeout=10_000) as told:
        listed.conversations.refresh()
    assert told.args[0] == texts.error(JournalLocked(path="/x"))[0]
