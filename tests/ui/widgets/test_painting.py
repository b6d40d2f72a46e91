"""What is on the screen is what would be painted anew: moved pixels are the right."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from tests.ui.widgets.test_transcript import MARKDOWN
from ui.presenters import Entry
from ui.widgets.transcript import TranscriptView

TALK = (Entry("user", "soru\nİki satır."), Entry("assistant", MARKDOWN))


class Painted(QObject):
    """How many pixels of a widget were painted, at each time."""

    def __init__(self, widget):
        super().__init__(widget)
        self.areas = []
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            parts = [part.size().toTuple() for part in event.region()]
            self.areas.append(sum(wide * high for wide, high in parts))
        return False


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.splice(0, TALK)
    QApplication.processEvents()
    return widget


def plain(picture):
    return picture.toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def is_right(qtbot, view):
    """Whether the screen comes to show what the widget would paint."""

    def look():
        return plain(view.screen().grabWindow(view.winId())) == plain(view.grab())

    return lambda: qtbot.waitUntil(look)  # code gets its colours a little later


def test_while_it_streams_and_moves_up_the_screen_is_right(view, is_right):
    view.splice(2, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    text = MARKDOWN * 2
    for at in range(0, len(text), 9):
        view.stream(text[at : at + 9])
        view.flush()
        is_right()
    view.splice(3, (Entry("assistant", text),))
    is_right()


def test_a_reader_who_scrolls_and_opens_things_sees_them_right(view, is_right):
    bar = view.verticalScrollBar()
    for value in (bar.maximum() // 2, bar.maximum() // 2 + 7, 3, bar.maximum() - 2):
        bar.setValue(value)
        is_right()
    bar.setValue(0)
    view.mark_thumb(1, "up")
    view.resize(640, 380)
    is_right()


def test_of_an_answer_that_streams_only_its_end_is_painted(view):
    view.splice(2, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    view.stream("Bir satır.\n\n" * 30)
    view.flush()
    QApplication.processEvents()
    painted = Painted(view.viewport())
    for _ in range(10):
        view.stream("ve bir satır.\n\n")
        view.flush()
        QApplication.processEvents()
    whole = view.viewport().width() * view.viewport().height()
    assert len(painted.areas) == 10
    assert max(painted.areas) < whole / 2


@pytest.mark.parametrize("size", [0, 1])
def test_a_rule_is_a_line_across_and_a_quote_has_its_bar(view, size):
    text = "Önce\n\n---\n\n> Alıntı\n> sürüyor\n\nSonra"
    view.splice(0, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    for letter in text * size:
        view.stream(letter)
        view.flush()
    view.splice(1, (Entry("assistant", text),))
    picture, line = plain(view.grab()), view._writer.colors.line.rgb()

    def coloured(word, side):
        """The pixels of a line's colour, above or left of a word."""
        rect = view.cursorRect(view.document().find(word))
        at = view.viewport().pos() + rect.center()
        if side == "above":
            return sum(picture.pixel(at.x(), at.y() - n) == line for n in range(50))
        return sum(picture.pixel(x, at.y()) == line for x in range(at.x()))

    assert coloured("Alıntı", "above") == 1
    assert coloured("Alıntı", "left") == 3
    assert coloured("Sonra", "left") == 0


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("streamed", [True, False])
def test_there_is_room_between_a_table_and_the_code_below_it(view, between, streamed):
    text = f"Önce\n\n| Saat |\n|---|\n| 9 |{between}```python\nx = 1\n```\n\nSonra"
    view.splice(0, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    for letter in text if streamed else "":
        view.stream(letter)
        view.flush()
    view.splice(1, (Entry("assistant", text),))
    picture, colors = plain(view.grab()), view._writer.colors
    cell = view.cursorRect(view.document().find("9"))
    at = view.viewport().pos() + cell.center()
    seen = [picture.pixel(at.x() + 3, y) for y in range(at.y(), at.y() + 60)]
    edge = seen.index(colors.line.rgb())
    code = seen.index(colors.code.rgb())
    room = seen[edge + 1 : code]
    assert len(room) >= 12
    assert set(room) - {colors.line.rgb(), colors.code.rgb()}
