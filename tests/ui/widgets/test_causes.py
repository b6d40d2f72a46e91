"""What is told goes when it is so no longer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl

from evotr.errors import DiskFull, EngineClosed, FolderForbidden, FolderHeld
from evotr.text import LANGUAGES
from ui.text import load
from ui.widgets.page import ConversationPage

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return load(request.param)


@pytest.fixture
def page(qtbot, desk, fake):
    desk.select(fake.add("t", "bir?", "1", "iki?", "2"))
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4)
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.transcript.splice(0, desk.chat.entries)
    return page


def click(page, address):
    page.transcript.anchorClicked.emit(QUrl(address))


@pytest.fixture
def asked(qtbot, page, texts):
    """The page, which asks what a bad answer should have been."""
    click(page, "evotr:down/1")
    qtbot.waitUntil(lambda: page.notice.label.text() == texts("taught.wanted"))
    assert page.notice.isVisible()
    return page


@pytest.mark.parametrize("thumb", ["down", "up"])
def test_nothing_is_asked_of_an_answer_that_is_not_bad_any_more(qtbot, asked, thumb):
    click(asked, f"evotr:{thumb}/1")
    qtbot.waitUntil(lambda: not asked.notice.isVisible())
    assert asked.chat.entries[1].thumb != "down"


def test_what_is_said_of_another_answer_changes_nothing(qtbot, asked, texts):
    click(asked, "evotr:up/3")
    qtbot.waitUntil(lambda: asked.chat.entries[3].thumb == "up")
    assert asked.notice.isVisible()
    assert asked.notice.label.text() == texts("taught.wanted")


def test_nothing_is_asked_of_one_that_was_corrected_elsewhere(qtbot, asked, fake, desk):
    answer = asked.chat.entries[1].key
    fake.correct(answer, "Bir.").result(10)
    desk.show_anew(answer)
    qtbot.waitUntil(lambda: asked.chat.entries[1].text == "Bir.")
    assert not asked.notice.isVisible()


def test_nothing_is_asked_while_it_is_being_said(asked):
    asked.begin_correction(1)
    assert asked.correcting.isVisible()
    assert not asked.notice.isVisible()


def test_another_notice_stays(qtbot, asked):
    asked.notice.tell("Başka bir şey")
    click(asked, "evotr:up/1")
    qtbot.waitUntil(lambda: asked.chat.entries[1].thumb == "up")
    assert asked.notice.isVisible()


@pytest.mark.parametrize("error", [DiskFull, FolderForbidden])
def test_a_disk_that_takes_the_next_message_is_not_full(
    qtbot, page, desk, next_turn, error
):
    desk.tell(error(path=Path("/x")))
    assert page.notice.isVisible()
    page.composer.edit.setPlainText("üç?")
    qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    turn = next_turn()
    qtbot.waitUntil(lambda: turn.started is not None)
    qtbot.waitUntil(lambda: not page.notice.isVisible())
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)


def test_another_fault_is_not_over_then(qtbot, page, desk, next_turn):
    desk.tell(EngineClosed())
    page.chat.send("üç?")
    turn = next_turn()
    with qtbot.waitSignal(desk.written):
        pass
    assert page.notice.isVisible()
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)


@pytest.mark.parametrize("error", [DiskFull, FolderHeld])
def test_unsent_words_that_could_be_written_after_all(page, desk, error):
    desk.drafts.failed.emit(error(path=Path("/x")))
    assert page.notice.isVisible()
    desk.drafts.kept.emit()
    assert not page.notice.isVisible()


@pytest.mark.parametrize("store", ["drafts", "exporting"])
def test_what_cannot_be_written_elsewhere_is_not_over_with_the_next_message(
    qtbot, page, desk, next_turn, store
):
    getattr(desk, store).failed.emit(DiskFull(path=Path("/media/stick")))
    page.chat.send("üç?")
    turn = next_turn()
    with qtbot.waitSignal(desk.written):
        pass
    assert page.notice.isVisible()
    assert "/media/stick" in page.notice.label.text()
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)


def test_that_the_disk_is_full_is_not_over_with_the_unsent_words(page, desk):
    desk.tell(DiskFull(path=Path("/x")))
    desk.drafts.kept.emit()
    assert page.notice.isVisible()
