"""A selection is copied as it was written, and what was copied is said."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QTextCursor

from ui.presenters.entries import Entry
from ui.text import load
from ui.widgets.copying import written
from ui.widgets.transcript import TranscriptView

TEXT = """Önce 😀 $x^2$ sonra

1. bir
   - iç
3. üç

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
y = 2
```
Son"""
WRITTEN = ["Önce 😀 $x^2$ sonra", "1. bir", "  - iç", "3. üç", "a\tb", "1\t2"]
CODE = ["x = 1", "y = 2", "Son"]


@pytest.fixture(params=["tr", "en"])
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    return load(language)


@pytest.fixture
def view(qtbot, texts):
    view = TranscriptView(texts)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    view.splice(0, (Entry("user", "Soru?"), Entry("assistant", TEXT)))
    qtbot.waitUntil(lambda: "\ufffc" in view.toPlainText())
    return view


def test_all_of_it_is_copied_without_the_words_of_the_window(view):
    view.selectAll()
    view.copy()
    lines = [line for line in QGuiApplication.clipboard().text().split("\n") if line]
    assert lines == ["Soru?", *WRITTEN, *CODE]


def test_a_part_of_a_line_is_that_part(view):
    cursor = view.document().find("Önce")
    cursor.setPosition(cursor.selectionStart() + 2)
    cursor.setPosition(cursor.position() + 7, QTextCursor.MoveMode.KeepAnchor)
    assert written(cursor) == "ce 😀 $x^2$"
    cursor = view.document().find("üç")
    cursor.setPosition(cursor.selectionStart() + 1)
    cursor.setPosition(cursor.position() + 1, QTextCursor.MoveMode.KeepAnchor)
    assert written(cursor) == "ç"


@pytest.mark.parametrize(("word", "line"), [("bir", "1. bir"), ("iç", "  - iç")])
def test_marks_are_copied_of_items_that_are_selected_to_their_ends(view, word, line):
    cursor = view.document().find(word)
    assert written(cursor) == word
    cursor.setPosition(cursor.block().position())
    keep = QTextCursor.MoveMode.KeepAnchor
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock, keep)
    assert written(cursor) == line


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_copy_is_confirmed_to_the_eye_and_the_ear(page, monkeypatch):
    heard = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: heard.append(event.message())
    )
    place = 1
    page._act("copy", place)
    assert page.notice.label.text() == page._texts("transcript.copied")
    assert heard == [page._texts("transcript.copied")]
    page.notice.hide()
    page.transcript.anchorClicked.emit(QUrl("evotr:code/1/0"))
    assert not page.notice.isHidden()
    page.notice.tell("Önemli")
    page._act("copy", place)
    assert page.notice.label.text() == "Önemli"
