"""Writing: what Return does, how it grows, when the button stops."""

import time

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextOption
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from evotr.text import LANGUAGES
from ui.text import load
from ui.theme import colors_of, stylesheet
from ui.widgets.composer import MAX_LINES, Composer

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def language():
    return "en"


@pytest.fixture
def composer(qtbot, language):
    widget = Composer(load(language))
    qtbot.addWidget(widget)
    widget.resize(500, 60)
    widget.set_open(is_open=True)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def sent(composer):
    words: list[str] = []
    composer.submitted.connect(words.append)
    return words


def test_return_sends_turkish_letters_and_empties_the_field(qtbot, composer, sent):
    composer.edit.insertPlainText("ığüşöç İĞÜŞÖÇ 🙂")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["ığüşöç İĞÜŞÖÇ 🙂"]
    assert composer.edit.toPlainText() == ""


def test_shift_return_makes_a_new_line(qtbot, composer, sent):
    qtbot.keyClicks(composer.edit, "a")
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, shift)
    qtbot.keyClicks(composer.edit, "b")
    assert sent == []
    qtbot.keyClick(composer.edit, Qt.Key.Key_Enter)
    assert [words.split() for words in sent] == [["a", "b"]]


def test_return_belongs_to_the_input_method_while_it_composes(qtbot, composer, sent):
    composer.edit.insertPlainText("a")
    QApplication.sendEvent(composer.edit, QInputMethodEvent("ka", []))
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("か")
    QApplication.sendEvent(composer.edit, done)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["aか"]


def test_it_grows_to_eight_lines_and_no_further(composer):
    heights = []
    for _ in range(MAX_LINES + 4):
        heights.append(composer.edit.height())
        composer.edit.insertPlainText("x\n")
    assert heights[0] < heights[1] < heights[MAX_LINES - 1]
    assert heights[MAX_LINES - 1] == heights[-1]
    composer.edit.clear()
    assert composer.edit.height() == heights[0]


def test_a_long_line_grows_it_too(composer):
    before = composer.edit.height()
    composer.edit.insertPlainText("word " * 60)
    assert composer.edit.height() > before


def test_words_wait_until_there_is_somebody_to_send_to(qtbot, texts):
    widget = Composer(texts)
    qtbot.addWidget(widget)
    words: list[str] = []
    told: list[str] = []
    widget.submitted.connect(words.append)
    widget.held.connect(told.append)
    widget.hindrance = lambda: "" if widget.attach.isEnabled() else "not yet"
    assert not widget.button.isEnabled()
    widget.edit.insertPlainText("early")
    qtbot.keyClick(widget.edit, Qt.Key.Key_Return)
    qtbot.mouseClick(widget.button, Qt.MouseButton.LeftButton)
    assert (words, widget.edit.toPlainText()) == ([], "early")
    assert told == ["not yet", "not yet"]
    widget.set_open(is_open=True)
    qtbot.mouseClick(widget.button, Qt.MouseButton.LeftButton)
    assert words == ["early"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_busy_the_button_sends_for_later_and_another_one_stops(
    qtbot, composer, sent, language
):
    say, left = load(language), Qt.MouseButton.LeftButton
    composer.set_busy(busy=True)
    assert composer.button.accessibleName() == say("composer.stop")
    assert not composer.stop.isVisible()
    composer.edit.insertPlainText("next")
    assert composer.button.accessibleName() == say("composer.queue")
    with qtbot.assertNotEmitted(composer.stopped):
        qtbot.mouseClick(composer.button, left)
    assert (sent, composer.edit.toPlainText()) == (["next"], "")
    composer.edit.insertPlainText("more")
    assert composer.stop.accessibleName() == say("composer.stop")
    with qtbot.waitSignal(composer.stopped):
        qtbot.mouseClick(composer.stop, left)
    assert (sent, composer.edit.toPlainText()) == (["next"], "more")
    composer.edit.write(" ")
    with qtbot.waitSignal(composer.stopped):
        qtbot.mouseClick(composer.button, left)
    composer.set_busy(busy=False)
    assert composer.button.accessibleName() == say("composer.send")
    assert not composer.stop.isVisible()


def test_200_000_pasted_characters_are_sent_whole(qtbot, composer, sent):
    for text in ("ş" * 200_000, "bir kelime\n" * 18_000):
        QGuiApplication.clipboard().setText(text)
        composer.edit.paste()
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
        assert sent.pop() == text


@pytest.mark.parametrize("text", ["ş" * 200_000, "bir iki üç\n" * 18_000])
def test_one_can_type_on_after_200_000_pasted_characters(qtbot, composer, text):
    QGuiApplication.clipboard().setText(text)
    composer.edit.paste()
    spent = []
    for _ in range(5):
        begun = time.thread_time()
        qtbot.keyClick(composer.edit, Qt.Key.Key_A)
        QApplication.processEvents()
        spent.append(time.thread_time() - begun)
    assert composer.edit.toPlainText() == text + "a" * 5
    # Of the processor's time: others on the machine do not lengthen it.
    assert min(spent) < 0.15


def test_words_wrap_between_words_again_after_a_very_long_one(composer):
    composer.edit.write("x" * 5000)
    assert composer.edit.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    composer.edit.write("")
    assert composer.edit.wordWrapMode() != QTextOption.WrapMode.WrapAnywhere


ANYWHERE = QTextOption.WrapMode.WrapAnywhere


def paste(edit, text):
    QGuiApplication.clipboard().setText(text)
    edit.paste()


@pytest.mark.parametrize("word", ["kısa söz", "short", "😀"])
def test_a_short_paste_leaves_a_very_long_word_wrapped_anywhere(composer, word):
    edit = composer.edit
    paste(edit, f"😀 {'ş' * 5000}")
    paste(edit, f" {word}")
    assert edit.wordWrapMode() == ANYWHERE
    edit.selectAll()
    paste(edit, word)
    edit.undo()
    assert edit.toPlainText() == f"😀 {'ş' * 5000} {word}"
    assert edit.wordWrapMode() == ANYWHERE


@pytest.mark.parametrize("at", ["begin", "middle", "end"])
def test_parts_that_become_a_very_long_word_are_wrapped_anywhere(composer, at):
    edit = composer.edit
    edit.write("ğ" * 900)
    cursor = edit.textCursor()
    cursor.setPosition({"begin": 0, "middle": 450, "end": 900}[at])
    edit.setTextCursor(cursor)
    paste(edit, "ı" * 90)
    assert edit.wordWrapMode() != ANYWHERE
    paste(edit, " " if at == "begin" else "ı" * 90)
    paste(edit, "ı" * 90)
    assert (edit.wordWrapMode() == ANYWHERE) == (at != "begin")


def test_what_is_pasted_over_does_not_count(composer):
    edit = composer.edit
    edit.write("x" * 700)
    edit.selectAll()
    paste(edit, "y" * 700)
    assert edit.wordWrapMode() != ANYWHERE


@pytest.mark.parametrize("before", ["kısa", "x" * 5000])
@pytest.mark.parametrize("after", ["kısa", "x" * 5000])
def test_what_undoing_brings_back_is_wrapped_as_it_needs(composer, before, after):
    composer.edit.write(before)
    composer.edit.write_over(after)
    assert composer.edit.toPlainText() == after
    assert (composer.edit.wordWrapMode() == ANYWHERE) == ("x" in before + after)
    composer.edit.undo()
    assert composer.edit.toPlainText() == before


class Painted(QObject):
    """The largest part of a widget that was painted at once."""

    def __init__(self, widget):
        super().__init__(widget)
        self.widget, self.whole = widget, False
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.whole = self.whole or event.rect().contains(self.widget.rect())
        return False


@pytest.mark.parametrize(
    "change",
    [
        lambda composer: composer.edit.hint("Write"),
        lambda composer: composer.scale_text(150),
    ],
)
def test_what_to_write_is_drawn_again_in_other_words_or_another_size(
    qtbot, composer, change
):
    qtbot.wait(50)  # it is drawn once
    painted = Painted(composer.edit.viewport())
    change(composer)
    qtbot.waitUntil(lambda: painted.whole)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ş" * 400, (2, MAX_LINES)),
        ("bir kelime " * 40, (2, MAX_LINES)),
        ("bir\niki\nüç\ndört", (4, 4)),
        ("x" * 3_000, (MAX_LINES, MAX_LINES)),
        ("x" * 200_000, (MAX_LINES, MAX_LINES)),
    ],
)
def test_what_is_pasted_into_the_empty_field_is_seen_whole(
    qtbot, composer, text, lines
):
    edit = composer.edit
    empty, line = edit.height(), edit.fontMetrics().lineSpacing()
    QGuiApplication.clipboard().setText(text)
    for _ in range(2):
        edit.paste()
        assert lines[0] <= 1 + (edit.height() - empty) / line <= lines[1]
        # The end is in sight, and the beginning where there is room for all of it.
        assert edit.viewport().rect().contains(edit.cursorRect())
        if edit.document().size().height() <= MAX_LINES:
            assert edit.verticalScrollBar().value() == 0
            assert edit.height() - empty == line * (edit.document().size().height() - 1)
        edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.height() == empty


def drawn_width(edit):
    """How wide what is drawn in the field is, be it typed or not."""
    image = edit.viewport().grab().toImage()
    paper = image.pixelColor(image.width() - 2, image.height() - 2)
    return max(
        column
        for column in range(image.width())
        for row in range(image.height())
        if image.pixelColor(column, row) != paper
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_write_is_drawn_as_large_as_what_is_written(composer, language):
    colors = colors_of(composer.palette())
    edit = composer.edit
    for percent in (100, 175, 125):
        composer.setStyleSheet(stylesheet(colors))  # as the window has one
        composer.scale_text(percent)
        edit.clear()
        edit.clearFocus()  # else there is a cursor, now and then
        hint = drawn_width(edit)
        edit.insertPlainText(load(language)("composer.placeholder"))
        assert abs(drawn_width(edit) - hint) <= 2
