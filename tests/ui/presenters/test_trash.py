"""Destroying what lies in the trash, without a widget."""

from datetime import UTC, datetime, timedelta

import pytest

from evotr.errors import JournalClosed
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.text.dates import day_of, minute_of


@pytest.fixture
def office(fake):
    office = FakeOffice()
    office.erase = fake.erase
    return office


@pytest.fixture
def closed_desk(qtbot, fake, office, language):
    for title in ("Birinci", "İkinci", ""):
        fake.add(title, f"about {title}", "an answer")
    desk = Desk(load(language), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def ids(qtbot, desk):
    """What lies in the trash."""
    ids = [row.id for row in desk.conversations.rows if row.title != "Birinci"]
    for each in ids:
        with qtbot.waitSignal(desk.moved_to_trash, timeout=10_000):
            desk.delete(each)
    return ids


def asked(qtbot, desk, ask):
    with qtbot.waitSignal(desk.trash.asked, timeout=10_000) as told:
        ask()
    return told.args[0]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_goes_is_told_before_and_nothing_is_done(qtbot, desk, ids, office):
    question = asked(qtbot, desk, lambda: desk.trash.ask(ids[0]))
    texts = desk.texts
    named = {
        row for row in ("İkinci", texts("list.untitled")) if row in question.sentence
    }
    assert len(named) == 1
    assert question.more.splitlines() == [
        texts("trash.what", messages=2, memories=1, lessons=1),
        texts("forget.version", expert="tr_chat", version="0003"),
        texts("trash.no_way_back"),
    ]
    assert office.done == []


@pytest.mark.parametrize("language", ["en", "tr"])
def test_answers_elsewhere_are_told_before_and_after(
    qtbot, desk, ids, office, language
):
    first = datetime(2026, 5, 1, 12, tzinfo=UTC)
    second = first + timedelta(days=1)
    office.elsewhere = (("Kira", first, 2), ("", second, 1))
    question = asked(qtbot, desk, lambda: desk.trash.ask(ids[0]))
    texts = desk.texts
    days = [day_of(at, language) for at in (first, second)]
    titles = f"“Kira” ({days[0]}), “{texts('list.untitled')}” ({days[1]})"
    line = texts("trash.elsewhere", answers=3, titles=titles)
    assert question.more.splitlines()[-2:] == [line, texts("trash.no_way_back")]
    with qtbot.waitSignal(desk.told, timeout=10_000) as told:
        desk.trash.destroy(question)
    assert texts("trash.hushed", answers=3) in told.args[0]
    office.elsewhere = tuple((f"T{each}", first, 1) for each in range(7))
    question = asked(qtbot, desk, lambda: desk.trash.ask(ids[1]))
    assert f"“T3” ({days[0]}), “T4” ({days[0]}), +2" in question.more


@pytest.mark.parametrize("language", ["en", "tr"])
def test_conversations_of_one_title_are_told_apart(qtbot, desk, ids, office, language):
    first = datetime(2026, 5, 1, 12, tzinfo=UTC)
    later, second = first + timedelta(minutes=5), first + timedelta(days=1)
    office.elsewhere = (("Kira", first, 1), ("Kira", later, 1), ("Kira", second, 1))
    more = asked(qtbot, desk, lambda: desk.trash.ask(ids[0])).more
    for told in (
        minute_of(first, language),
        minute_of(later, language),
        day_of(second, language),
    ):
        assert more.count(f"“Kira” ({told})") == 1


def test_one_is_destroyed_and_the_front_is_empty_again(qtbot, desk, ids, office, texts):
    desk.conversations.show_trash()
    desk.select(ids[0])
    question = asked(qtbot, desk, lambda: desk.trash.ask(ids[0]))
    with qtbot.waitSignal(desk.told, timeout=10_000) as told:
        desk.trash.destroy(question)
    assert told.args[0] == " ".join(
        (
            texts("trash.destroyed", count=1),
            texts("trash.anew", experts=desk.chat.title_of("tr_chat")),
        )
    )
    assert office.done == ["destroy"]
    assert desk.chat.conversation_id is None
    qtbot.waitUntil(lambda: [row.id for row in desk.conversations.rows] == ids[1:])


def test_the_trash_is_emptied_whatever_is_listed_of_it(qtbot, desk, ids, office, texts):
    office.busy = True
    desk.conversations.show_trash()
    desk.conversations.search("ikinci")
    question = asked(qtbot, desk, desk.trash.ask_all)
    assert question.sentence == texts("trash.empty_sure", count=2)
    assert set(question.ids) == set(ids)
    with qtbot.waitSignal(desk.told, timeout=10_000) as told:
        desk.trash.destroy(question)
    assert texts("forget.busy") in told.args[0]
    with qtbot.assertNotEmitted(desk.trash.asked, wait=200):
        desk.trash.ask_all()  # there is nothing left to ask about


def test_what_cannot_be_destroyed_is_told(qtbot, desk, ids, office):
    question = asked(qtbot, desk, lambda: desk.trash.ask(ids[0]))
    office.refuse = JournalClosed()
    with qtbot.waitSignal(desk.troubled, timeout=10_000) as told:
        desk.trash.destroy(question)
    assert isinstance(told.args[0], JournalClosed)
