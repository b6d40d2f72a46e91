"""Code in an answer is coloured, headed and copied as it was written."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextDocument

from ui.presenters import Entry
from ui.widgets.code import code_of
from ui.widgets.markdown import CODE, KIND
from ui.widgets.shown import WHOLE
from ui.widgets.transcript import TranscriptView

PYTHON = 'def selam(ad: str) -> str:\n    """Kısa."""\n\n    return f"{ad}!"  # ğ'
SHELL = "ls -la\necho 'bir  iki'"
ANSWER = f"Önce:\n\n```python\n{PYTHON}\n```\n\nSonra:\n\n```\n{SHELL}\n```\n"


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    return widget


def char_at(view, words):
    return view.document().find(words).charFormat()


def looks_of(view, words, *, last=False):
    """How the layout shows what begins with ``words``; None where it is plain."""
    back = QTextDocument.FindFlag.FindBackward
    found = (words, view._writer.end, back) if last else (words,)
    cursor = view.document().find(*found)
    at = cursor.selectionStart() - cursor.block().position()
    for each in cursor.block().layout().formats():
        if each.start <= at < each.start + each.length:
            return QTextCharFormat(each.format)
    return None


def test_each_piece_is_copied_as_it_was_written(view, texts):
    view.splice(0, (Entry("user", "q"), Entry("assistant", ANSWER)))
    label = texts("transcript.copy_code")
    assert view.toPlainText().count(label) == 2
    for number, code in enumerate((PYTHON, SHELL)):
        view.anchorClicked.emit(QUrl(f"evotr:code/1/{number}"))
        assert QGuiApplication.clipboard().text() == code


def test_what_is_gone_copies_nothing(view):
    view.splice(0, (Entry("assistant", "```\nbir\n```"),))
    assert code_of(view.document(), "evotr:code/0/0") == "bir"
    assert code_of(view.document(), "evotr:code/0/1") == ""


def test_code_of_a_known_language_is_coloured(qtbot, view):
    view.splice(0, (Entry("assistant", ANSWER),))
    qtbot.waitUntil(lambda: looks_of(view, "# ğ") is not None)
    keyword, text, comment = (looks_of(view, words) for words in ("def", "Kısa", "# ğ"))
    assert keyword.fontWeight() > char_at(view, "def").fontWeight()
    assert char_at(view, "def").fontFixedPitch()
    colors = {c.foreground().color().name() for c in (keyword, text, comment)}
    assert len(colors) == 3
    assert comment.fontItalic()
    assert looks_of(view, "ls -la") is None


def test_colours_stand_on_their_letters(qtbot, view):
    code = 'a = "🙂🙂"  # son\nb = """iki\nsatır"""; c = 7'
    inside = code.replace("\n", "\n  ")
    view.splice(0, (Entry("assistant", f"- x\n\n  ```python\n  {inside}\n  ```"),))
    qtbot.waitUntil(lambda: looks_of(view, "7") is not None)
    assert looks_of(view, "# son").fontItalic()
    assert looks_of(view, "#").fontItalic()
    iki, row = looks_of(view, "iki"), looks_of(view, "satır")
    assert iki.foreground() == row.foreground()
    assert looks_of(view, "; c") is None


def test_streamed_code_is_coloured_as_soon_as_it_ends(qtbot, view):
    view.splice(0, (Entry("assistant", "", "streaming"),))
    view.stream("```python\nreturn 1\n")
    view.flush()
    assert view.document().blockCount() == 3
    view.stream("```\nve")
    view.flush()
    qtbot.waitUntil(lambda: looks_of(view, "return") is not None)
    view.stream(" sonra")
    view.flush()
    assert looks_of(view, "return") is not None


@pytest.mark.parametrize("language", ["", "no-such-language", "../etc"])
def test_code_of_no_known_language_is_shown_plain(view, language):
    view.splice(0, (Entry("assistant", f"```{language}\nclass x\n```"),))
    assert char_at(view, "class").fontFixedPitch()
    assert char_at(view, "class") == char_at(view, " x")
    assert code_of(view.document(), "evotr:code/0/0") == "class x"


def test_the_colours_of_old_answers_cost_nothing(qtbot, view):
    talk = (Entry("user", "q"), Entry("assistant", ANSWER)) * (WHOLE // 2 + 1)
    view.splice(0, talk)
    qtbot.waitUntil(lambda: looks_of(view, "def", last=True) is not None)
    assert looks_of(view, "def") is None
    assert code_of(view.document(), "evotr:code/1/0") == PYTHON


def test_code_stays_one_ground(view):
    view.splice(0, (Entry("assistant", ANSWER),))
    block, begins, lines = view.document().begin(), 0, 0
    while block.isValid():
        form = block.blockFormat()
        if form.intProperty(int(KIND)) == CODE:
            lines += 1
            begins += form.topMargin() > 0
        block = block.next()
    assert (begins, lines) == (2, 2 + 4 + 2)


def test_long_code_is_coloured_a_little_at_a_time(qtbot, view):
    code = "\n".join(f"x = {n}  # not" for n in range(1000))
    view.splice(0, (Entry("assistant", f"```python\n{code}\n```"),))
    while looks_of(view, "# not") is None:
        view._easel.colouring._go_on()
    assert looks_of(view, "# not", last=True) is None
    qtbot.waitUntil(lambda: looks_of(view, "# not", last=True) is not None)
    assert code_of(view.document(), "evotr:code/0/0") == code


def test_colours_do_not_fall_on_other_words(qtbot, view):
    code = "\n".join(f"def f{n}(): pass" for n in range(400))
    view.splice(0, (Entry("assistant", f"```python\n{code}\n```"),))
    while looks_of(view, "def f0") is None:
        view._easel.colouring._go_on()
    other = f"```\n{code}\n```\n\n```python\nreturn\n```"
    view.splice(0, (Entry("user", "q"), Entry("assistant", other)))
    qtbot.waitUntil(lambda: looks_of(view, "return", last=True) is not None)
    assert looks_of(view, "def f9(") is None
