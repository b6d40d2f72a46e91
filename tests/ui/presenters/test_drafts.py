"""Unsent words by their conversation, without a widget."""

import pytest

from evotr.drafts import Drafts
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.drafts import DRAFTS_MS, DraftsPresenter


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "drafts.json"


@pytest.fixture
def started(qtbot, fake, texts, file):
    """Start a desk over the file; it is closed at the end."""
    desks = []

    def start():
        desk = Desk(texts, Opening(fake.opened), drafts=Drafts(file))
        desks.append(desk)
        with qtbot.waitSignals([desk.opened, desk.conversations.changed]):
            desk.open()
        return desk

    yield start
    for desk in desks:
        with qtbot.waitSignal(desk.closed, timeout=15_000):
            desk.close()


def test_they_are_written_soon_and_told_to_all_who_show_them(qtbot, desk, file):
    presenter = DraftsPresenter(Drafts(file), desk.inbox, desk)
    told = []
    presenter.changed.connect(lambda *what: told.append(what))
    presenter.note("c", "", "Yarım söz")
    presenter.note("c", "", "Yarım söz")
    assert told == [("c", "", "Yarım söz")]
    assert not file.exists()
    qtbot.waitUntil(file.exists, timeout=DRAFTS_MS + 5000)
    assert Drafts(file).get("c", "") == "Yarım söz"


def test_those_of_a_conversation_that_is_gone_go_with_it(qtbot, fake, started, file):
    live, trashed = fake.add("a", "b", "c"), fake.add("d", "e", "f")
    fake.delete(trashed).result(10)
    drafts = Drafts(file)
    for each in (live, trashed, "gone", "", "quick"):
        drafts.put(each, "", "söz")
    drafts.save()
    desk = started()
    qtbot.waitUntil(lambda: Drafts(file).conversations == {live, trashed, "", "quick"})
    assert desk.drafts.text("gone") == ""


def test_destroying_a_conversation_destroys_what_was_typed_in_it(fake, started, file):
    gone = fake.add("a", "b", "c")
    desk = started()
    desk.drafts.note(gone, "correct:m", "Zümrüt")
    desk.drafts.save()
    desk.trash.destroyed.emit((gone,))
    assert "mr" not in file.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_told_once(started, file):
    desk = started()
    file.parent.write_text("a file", "utf-8")
    told = []
    desk.troubled.connect(told.append)
    desk.drafts.note("c", "", "a")
    assert not desk.drafts.safe
    assert not desk.drafts.safe
    assert len(told) == 1
    desk.drafts.note("c", "", "")
    assert desk.drafts.safe


def test_it_opens_on_the_new_conversation_that_was_begun(fake, started, file):
    fake.add("a", "b", "c")
    drafts = Drafts(file)
    drafts.put("", "", "Yeni bir söz")
    drafts.save()
    assert started().chat.conversation_id is None
