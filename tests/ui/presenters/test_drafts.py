"""Unsent words by their conversation, without a widget."""

from threading import Timer

import pytest
from filelock import FileLock

from evotr.drafts import Drafts
from evotr.errors import FolderHeld
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.drafts import AGAIN_MS, DRAFTS_MS, DraftsPresenter


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
    desk.troubled.connect(lambda error, _: told.append(error))
    desk.drafts.note("c", "", "a")
    assert not desk.drafts.safe
    assert not desk.drafts.safe
    assert len(told) == 1
    desk.drafts.note("c", "", "")
    assert desk.drafts.safe


@pytest.fixture
def held(file):
    """Another program hangs in the file, until it is released."""
    file.parent.mkdir()
    lock = FileLock(file.with_suffix(".lock"), thread_local=False)
    lock.acquire()
    yield lock
    lock.release()


def test_a_program_that_has_the_file_for_a_moment_is_not_told(
    qtbot, started, file, held
):
    desk = started()
    told = []
    desk.troubled.connect(lambda error, _: told.append(error))
    desk.drafts.note("c", "", "Yarım söz")
    desk.drafts.save()
    assert not Drafts(file).conversations
    held.release()
    qtbot.waitUntil(lambda: Drafts(file).get("c", "") == "Yarım söz", timeout=10_000)
    assert told == []


def test_one_that_hangs_in_it_is_told_once_and_until_it_is_written(started, file, held):
    desk = started()
    told, written = [], []
    desk.troubled.connect(lambda error, _: told.append(error))
    desk.drafts.kept.connect(lambda: written.append(True))
    desk.drafts.note("c", "", "Yarım söz")
    for number in range(1, 6):
        desk.drafts._again.timeout.emit()
        assert len(told) == (number >= 3)
        assert desk.drafts._again.isActive()
    assert [type(error) for error in told] == [FolderHeld]
    assert desk.drafts._again.interval() == AGAIN_MS
    held.release()
    desk.drafts._again.timeout.emit()
    assert (Drafts(file).get("c", ""), written) == ("Yarım söz", [True])


def test_who_types_on_does_not_wait_for_it_each_time(started, file, held):
    desk = started()
    desk.drafts.note("c", "", "a")
    desk.drafts.save()
    desk.drafts.note("c", "", "b")
    desk.drafts.save()  # not tried: it would wait again
    assert desk.drafts._tries == 1
    assert not desk.drafts.safe  # tried: somebody wants to know
    assert desk.drafts._tries == 2
    held.release()
    assert desk.drafts.safe
    assert Drafts(file).get("c", "") == "b"


def test_the_end_of_the_program_waits_for_it(qtbot, fake, texts, file, held):
    desk = Desk(texts, Opening(fake.opened), drafts=Drafts(file))
    with qtbot.waitSignals([desk.opened, desk.conversations.changed]):
        desk.open()
    desk.drafts.note("c", "", "Yarım söz")
    desk.drafts.save()
    assert desk.drafts._again.isActive()
    releasing = Timer(0.5, held.release)
    releasing.start()
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()
    releasing.join()
    assert Drafts(file).get("c", "") == "Yarım söz"


def test_it_opens_on_the_new_conversation_that_was_begun(fake, started, file):
    fake.add("a", "b", "c")
    drafts = Drafts(file)
    drafts.put("", "", "Yeni bir söz")
    drafts.save()
    assert started().chat.conversation_id is None
