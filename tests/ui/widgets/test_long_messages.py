"""Of a very long message the first part is drawn, and all of it when asked for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QMenu

from evotr.text.forms import Written
from ui.presenters import Entry
from ui.text import load
from ui.widgets.shown import LETTERS
from ui.widgets.smallprint import find_link
from ui.widgets.transcript import TranscriptView

# The offscreen platform has no stack of windows.
pytestmark = pytest.mark.qt_log_ignore("support raise", "grabbing the keyboard")

LINES = 18_000
LAST = f"son satır {LINES}"
LONG = "\n".join([f"satır {number}: ölçüm" for number in range(1, LINES)] + [LAST])
UNFOLD = "evotr:unfold/{}"


@pytest.fixture(params=["tr", "en"])
def view(qtbot, request):
    view = TranscriptView(load(request.param))
    qtbot.addWidget(view)
    view.resize(700, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


def talk(role, text):
    said = (
        Entry("user", "Kısa soru", key="q"),
        Entry("assistant", "Kısa yanıt", key="a"),
    )
    place = 0 if role == "user" else 1
    return *said[:place], replace(said[place], text=text), *said[place + 1 :]


def link_at(view, place):
    end = view.document().characterCount() - 1
    return find_link(view.document(), UNFOLD.format(place), 0, end)


def unfold(view, place):
    view.anchorClicked.emit(QUrl(UNFOLD.format(place)))


@pytest.mark.parametrize(("role", "place"), [("user", 0), ("assistant", 1)])
def test_the_first_part_is_drawn_with_a_way_to_the_rest(view, role, place):
    entries = talk(role, LONG)
    view.splice(0, entries)
    assert view.document().characterCount() < LETTERS
    assert "satır 1: ölçüm" in view.toPlainText()
    assert LAST not in view.toPlainText()
    label = view._texts("transcript.unfold", number=len(LONG))
    assert link_at(view, place).selectedText() == label
    assert view._texts.number(Written(f"{len(LONG):,}")) in label
    unfold(view, place)
    assert LAST in view.toPlainText()
    assert link_at(view, place) is None


@pytest.mark.parametrize("role", ["user", "assistant"])
@pytest.mark.parametrize("text", ["kısa", "satır\n" * 320, "uzunca " * 4_000])
def test_what_is_not_very_long_is_drawn_whole(view, role, text):
    view.splice(0, talk(role, text.strip()))
    assert link_at(view, 0 if role == "user" else 1) is None
    assert view.toPlainText().count(text.split()[0]) >= len(text.split())


def test_what_was_unfolded_stays_so_until_another_conversation_comes(view):
    entries = talk("user", LONG)
    view.splice(0, entries)
    unfold(view, 0)
    view.splice(1, (Entry("assistant", "Bir başka yanıt", key="b"),))
    assert LAST in view.toPlainText()
    view.retell(entries)
    assert LAST in view.toPlainText()
    view.splice(0, talk("user", "Kısa"))
    view.splice(0, entries)
    assert LAST not in view.toPlainText()


def test_above_what_is_drawn_at_once_it_is_the_same(qtbot, view):
    newest = tuple(Entry("user", f"soru {number}") for number in range(60))
    view.splice(0, (*talk("user", LONG), *newest))
    qtbot.waitUntil(lambda: "satır 1: ölçüm" in view.toPlainText(), timeout=10_000)
    assert link_at(view, 0) is not None
    unfold(view, 0)
    assert LAST in view.toPlainText()
    assert link_at(view, 0) is None


def test_an_answer_streams_below_it_and_ends(view):
    question = talk("user", LONG)[0]
    view.splice(0, (question, Entry("assistant", "", "streaming")))
    view.stream("Bir yanıt")
    view.flush()
    unfold(view, 0)  # meanwhile
    view.stream(" daha")
    view.splice(1, (Entry("assistant", "Bir yanıt daha", key="a"),))
    text = view.toPlainText()
    assert text.index(LAST) < text.index("Bir yanıt daha")


def test_bubbles_fit_what_is_drawn_when_the_window_gets_wider(qtbot, view):
    wide = "\n".join(["dar"] * 500 + ["çok daha geniş bir satır"] * LINES)
    view.splice(0, talk("user", wide))
    block = view.document().findBlockByNumber(0)
    block = block if block.text() else block.next()
    before = block.blockFormat().leftMargin()
    view.resize(720, 400)
    qtbot.waitUntil(lambda: block.blockFormat().leftMargin() != before)
    narrow = block.blockFormat().leftMargin()
    unfold(view, 0)
    block = view.document().begin()
    assert (block if block.text() else block.next()).blockFormat().leftMargin() < narrow


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_copying_the_whole_message_copies_all_of_it(view, role):
    view.splice(0, talk(role, LONG))
    view.go_to(0 if role == "user" else 1)
    acted = []
    view.acted.connect(lambda *what: acted.append(what))
    at = QPoint(view.viewport().width() // 2, 60)
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))
    (menu,) = [each for each in view.findChildren(QMenu) if each.isVisible()]
    label = view._texts("transcript.copy_whole")
    next(each for each in menu.actions() if each.text() == label).trigger()
    assert acted == [("copy", 0 if role == "user" else 1)]
    menu.close()


def lineless(view):
    """Words that have no place: nobody comes to see them."""
    found, block = [], view.document().begin()
    while block.isValid():
        if block.text() and not block.layout().lineCount():
            found.append(block.text())
        block = block.next()
    return found


@pytest.mark.parametrize(
    "text", [LONG, "uzun söz " * 20_000, "a" * 200_000], ids=["lines", "words", "run"]
)
def test_the_end_below_a_long_question_is_reached_after_a_start(qtbot, text):
    """What is read from the journal is drawn before the window has its size."""
    view = TranscriptView(load("tr"))
    qtbot.addWidget(view)
    failed = Entry("assistant", "", "failed", note="Olmadı.")
    view.splice(0, (Entry("user", text), failed))
    view.resize(700, 400)
    with qtbot.waitExposed(view):
        view.show()
    for width in (700, 560, 900):
        view.resize(width, 400)
        assert lineless(view) == []
        view.go_to_end()
        cursor = view.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        assert view.cursorRect(cursor).bottom() <= view.viewport().height()
    assert "Olmadı." in view.toPlainText()
