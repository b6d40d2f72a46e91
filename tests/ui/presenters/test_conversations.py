"""The list of conversations, without a widget."""

from datetime import UTC, datetime, timedelta

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


def test_a_failed_wish_is_told(qtbot, listed):
    with qtbot.waitSignal(listed.troubled, timeout=10_000) as told:
        listed.conversations.rename("gone", "x")
    error = told.args[0]
    assert isinstance(error, ConversationNotFound)
    assert error.values == {"conversation": "gone"}


def test_a_list_that_cannot_be_read_is_told(qtbot, fake, listed):
    fake.refuse = error = JournalLocked(path="/x")
    with qtbot.waitSignal(listed.troubled, timeout=10_000) as told:
        listed.conversations.refresh()
    assert told.args[0] == error


def test_what_is_on_top_stands_above_what_is_newer(qtbot, listed):
    light = listed.conversations.rows[2]
    listed.conversations.keep_on_top(light.id, on_top=True)
    wanted = ["Işık hızı", "ÇALIŞMA planı", "shopping"]
    qtbot.waitUntil(lambda: titles(listed) == wanted)
    assert listed.conversations.rows[0].on_top
    listed.conversations.keep_on_top(light.id, on_top=False)
    qtbot.waitUntil(lambda: titles(listed)[2] == "Işık hızı")


def test_folders_come_and_go_with_their_conversations(qtbot, listed):
    own = listed.conversations
    told: list[tuple[str, ...]] = []
    own.narrowed.connect(lambda _, folders: told.append(folders))
    plan, shopping, _ = own.rows
    own.put_in_folder(plan.id, "İş")
    own.put_in_folder(shopping.id, "ev")
    qtbot.waitUntil(lambda: own.folders == ("ev", "İş"))
    own.show_folder("İş")
    qtbot.waitUntil(lambda: titles(listed) == ["ÇALIŞMA planı"])
    own.put_in_folder(plan.id, "")
    qtbot.waitUntil(lambda: len(titles(listed)) == 3)
    assert own.shown.folder == ""
    assert own.folders == ("ev",)
    assert told[-1] == ("ev",)


def test_the_trash_is_listed_searched_and_given_back(qtbot, listed):
    own = listed.conversations
    for row in own.rows[:2]:
        listed.delete(row.id)
    qtbot.waitUntil(lambda: titles(listed) == ["Işık hızı"])
    own.show_trash()
    qtbot.waitUntil(lambda: set(titles(listed)) == {"ÇALIŞMA planı", "shopping"})
    with qtbot.waitSignal(own.changed, timeout=10_000):
        own.search("calisma")
    assert titles(listed) == ["ÇALIŞMA planı"]
    own.search("")
    own.restore(own.rows[0].id)
    qtbot.waitUntil(lambda: set(titles(listed)) == {"ÇALIŞMA planı", "Işık hızı"})
    assert not own.shown.trash


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("today", ["bugün"]),
        ("week", ["bugün", "altı gün"]),
        ("month", ["bugün", "altı gün", "yedi gün"]),
        ("year", ["bugün", "altı gün", "yedi gün", "kırk gün"]),
        ("any", ["bugün", "altı gün", "yedi gün", "kırk gün", "iki yıl"]),
    ],
)
@pytest.mark.parametrize("query", ["", "soru"])
def test_a_period_narrows_the_list_and_the_search(
    qtbot, fake, desk, period, found, query
):
    now = datetime.now(tz=UTC)
    days = {"iki yıl": 730, "kırk gün": 40, "yedi gün": 7, "altı gün": 6, "bugün": 0}
    for title, ago in days.items():
        fake.add(title, "soru", "a", at=now - timedelta(days=ago))
    own = desk.conversations
    own.search(query)
    own.show_period(period)
    own.refresh()
    qtbot.waitUntil(lambda: sorted(titles(desk)) == sorted(found))


def test_a_match_in_a_title_is_marked_there(qtbot, fake, listed):
    fake.add("Boğaz turu", "q", "a")
    with qtbot.waitSignal(listed.conversations.changed, timeout=10_000):
        listed.conversations.search("bogaz")
    (row,) = listed.conversations.rows
    assert (row.excerpt, row.message_id) == ("", None)
    assert [row.title[first:last] for first, last in row.spans] == ["Boğaz"]


def test_a_new_conversation_is_in_the_folder_that_is_listed(qtbot, listed, next_turn):
    own = listed.conversations
    own.put_in_folder(own.rows[0].id, "İş")
    qtbot.waitUntil(lambda: own.folders == ("İş",))
    own.show_folder("İş")
    listed.select("")
    listed.chat.send("Yeni iş")
    next_turn().finish()
    qtbot.waitUntil(lambda: "Yeni iş" in titles(listed))
    assert {row.folder for row in own.rows} == {"İş"}


def test_a_new_conversation_leaves_the_trash(qtbot, listed, next_turn):
    listed.conversations.show_trash()
    qtbot.waitUntil(lambda: titles(listed) == [])
    listed.select("")
    listed.chat.send("Yeni")
    next_turn().finish()
    qtbot.waitUntil(lambda: "Yeni" in titles(listed))


def test_undoing_a_deletion_keeps_the_folder_that_is_listed(qtbot, listed):
    own = listed.conversations
    first = own.rows[0]
    own.put_in_folder(first.id, "İş")
    own.put_in_folder(own.rows[1].id, "İş")
    qtbot.waitUntil(lambda: own.folders == ("İş",))
    own.show_folder("İş")
    qtbot.waitUntil(lambda: len(titles(listed)) == 2)
    listed.delete(first.id)
    qtbot.waitUntil(lambda: len(titles(listed)) == 1)
    own.restore(first.id)
    qtbot.waitUntil(lambda: len(titles(listed)) == 2)
    assert own.shown.folder == "İş"
