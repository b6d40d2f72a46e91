"""Code in an answer is coloured, headed and copied as it was written."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument

from ui.presenters import Entry
from ui.widgets.code import code_of
from ui.widgets.markdown import CODE, KIND
from ui.widgets.transcript import WHOLE, TranscriptView

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


def test_code_of_a_known_language_is_coloured(view):
    view.splice(0, (Entry("assistant", ANSWER),))
    plain = char_at(view, "ls -la").foreground().color()
    keyword, text = char_at(view, "def"), char_at(view, "Kısa.")
    comment = char_at(view, "# ğ")
    assert keyword.fontWeight() > char_at(view, "ls -la").fontWeight()
    assert keyword.fontFixedPitch()
    colors = {c.foreground().color().name() for c in (keyword, text, comment)}
    assert len(colors | {plain.name()}) == 4
    assert comment.fontItalic()


@pytest.mark.parametrize("language", ["", "no-such-language", "../etc"])
def test_code_of_no_known_language_is_shown_plain(view, language):
    view.splice(0, (Entry("assistant", f"```{language}\nclass x\n```"),))
    assert char_at(view, "class").fontFixedPitch()
    assert char_at(view, "class") == char_at(view, " x")
    assert code_of(view.document(), "evotr:code/0/0") == "class x"


def test_the_colours_of_old_answers_cost_nothing(view):
    talk = (Entry("user", "q"), Entry("assistant", ANSWER)) * (WHOLE // 2 + 1)
    view.splice(0, talk)
    back = QTextDocument.FindFlag.FindBackward
    first = view.document().find("def")
    last = view.document().find("def", view._writer.end, back)
    weights = [each.charFormat().fontWeight() for each in (first, last)]
    assert weights[0] < weights[1]
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


def test_very_long_code_stays_plain_and_is_copied_whole(view):
    code = "\n".join(f"x = {n}  # not" for n in range(1000))
    view.splice(0, (Entry("assistant", f"```python\n{code}\n```"),))
    assert not char_at(view, "# not").fontItalic()
    assert code_of(view.document(), "evotr:code/0/0") == code
