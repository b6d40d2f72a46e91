"""Esc drops what was typed before it closes anything."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QWidget

from ui.widgets.esc_field import EscField, EscText


@pytest.fixture
def field(qtbot):
    """A field in a window that Esc closes."""
    window = QWidget()
    qtbot.addWidget(window)
    field = EscField(window)
    QShortcut(QKeySequence("Esc"), window, window.hide)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    yield field
    window.hide()


@pytest.mark.parametrize("settled", ["", "1024", "İzmir"])
def test_esc_brings_back_what_stood_there_and_only_then_closes(qtbot, field, settled):
    dropped = []
    field.dropped.connect(lambda: dropped.append(field.text()))
    field.settle(settled)
    field.insert("ığ")
    assert field.text() == f"{settled}ığ"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), dropped) == (settled, [settled])
    assert field.window().isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.window().isVisible()
    assert dropped == [settled]


def test_what_was_put_there_by_the_program_is_dropped_too(qtbot, field):
    field.setText("arama")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_what_is_settled_as_it_was_typed_leaves_the_caret_where_it_is(qtbot):
    field = EscText()
    qtbot.addWidget(field)
    field.settle("bir")
    field.editingFinished.connect(lambda: field.settle(field.text()))
    field.moveCursor(QTextCursor.MoveOperation.End)
    field.insertPlainText(" ığ")
    assert field.isModified()
    modifier = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(field, Qt.Key.Key_Return, modifier)
    assert field.textCursor().atEnd()
    assert not field.isModified()
    field.insertPlainText("x")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "bir ığ"
