"""Who answered, and why: what is opened is seen, and not lost from sight again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication

from evotr.text import LANGUAGES
from ui.presenters import Entry
from ui.text import load
from ui.widgets.transcript import TranscriptView

LONG = "Uzun bir satır.\n\n" * 40
MORE = "line\n\n" * 60
WHY = {"details": ("Why.", "Next.", "Fast."), "choices": (("general", "General"),)}


@pytest.fixture(params=LANGUAGES)
def view(qtbot, request):
    """A conversation of two long answers, at its end."""
    widget = TranscriptView(load(request.param))
    qtbot.addWidget(widget)
    widget.resize(640, 300)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.splice(0, TALK)
    assert widget.at_end
    return widget


def answer(text=LONG, **more):
    return Entry("assistant", text, chip="Hukuk, güven %82", **more)


TALK = (Entry("user", "q"), answer(), Entry("user", "p"), answer())


def lines(view, begin):
    """The tops and bottoms of the last explanation's lines, in the viewport."""
    block = view.document().findBlock(begin)
    while "▾" not in block.text():
        block = block.next()
    found = []
    for _ in range(5):
        cursor = QTextCursor(block)
        top = view.cursorRect(cursor).top()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        found.append((top, view.cursorRect(cursor).bottom()))
        block = block.next()
    return found


def seen(view, begin=0):
    height = view.viewport().height()
    return [top >= 0 and below <= height for top, below in lines(view, begin)]


def explain(view, place, talk=TALK):
    """As a click, or Ctrl+I: the answer and all below it come anew."""
    explained = replace(talk[place], **WHY)
    view.splice(place, (explained, *talk[place + 1 :]))


def wheel(view, turned):
    where = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        where,
        view.viewport().mapToGlobal(where),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        *(Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_last_one_is_brought_into_view_from_the_end(view):
    explain(view, 3)
    assert all(seen(view))
    assert lines(view, 0)[0][0] < 30  # the head above, for there is more below it


def test_one_above_is_brought_into_view_and_not_left_for_the_end(view):
    explain(view, 1)
    assert all(seen(view))
    assert not view.at_end


def test_what_is_open_below_the_edge_is_scrolled_up_to_no_more_than_needed(view):
    bar = view.verticalScrollBar()
    view.go_to(3)
    bar.setValue(bar.value() - view.viewport().height() + 60)
    before = bar.value()
    explain(view, 3)
    assert all(seen(view))
    assert bar.value() > before
    assert lines(view, 0)[-1][1] > view.viewport().height() - 30


def test_the_head_comes_first_where_there_is_no_room_for_all(view):
    view.resize(view.width(), 70)
    explain(view, 3)
    shown = seen(view)
    assert shown[0]
    assert not shown[-1]


def test_one_that_is_in_view_moves_nothing(view):
    view.go_to(3)
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() - 20)
    before = bar.value()
    explain(view, 3)
    assert bar.value() == before


def test_an_answer_that_goes_on_does_not_pull_it_away(view):
    short = (*TALK, Entry("user", "r"), answer("a"), Entry("user", "s"))
    live = Entry("assistant", "", "streaming", chip="Hukuk")
    view.splice(4, (*short[4:], live))
    explain(view, 5, (*short, live))
    assert view.at_end
    for _ in range(3):
        view.stream(MORE)
        view.flush()
        assert all(seen(view))
    assert not view.at_end
    said = replace(live, text=MORE * 3, state="complete")
    view.splice(7, (said,))
    assert all(seen(view))
    view.resize(600, 280)
    assert all(seen(view))


def test_who_goes_on_to_the_end_follows_it_again(view):
    explain(view, 3)
    live = Entry("assistant", "", "streaming")
    view.splice(4, (Entry("user", "s"), live))
    assert view.at_end  # who says something wants to see what comes of it
    explained = replace(TALK[3], **WHY)
    view.splice(3, (TALK[3], Entry("user", "s"), live))
    view.splice(3, (explained, Entry("user", "s"), live))
    assert all(seen(view))
    while not view.at_end:
        wheel(view, -600)
    view.stream(MORE)
    view.flush()
    assert view.at_end


def test_one_that_is_closed_again_holds_nothing(view):
    explain(view, 3)
    at = view.verticalScrollBar().value()
    view.splice(3, (TALK[3],))
    assert view.verticalScrollBar().value() == at
    view.go_to_end()
    view.splice(4, (Entry("user", "s"), Entry("assistant", "", "streaming")))
    view.stream(MORE)
    view.flush()
    assert view.at_end


def test_what_becomes_known_of_answers_leaves_a_reader_above_where_he_is(view):
    """What they were given comes later than they do, with all that stands below."""
    view.verticalScrollBar().setValue(5)
    view.splice(1, (replace(TALK[1], aside="No memory."), *TALK[2:]))
    assert view.verticalScrollBar().value() == 5
