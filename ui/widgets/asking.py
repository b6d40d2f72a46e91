"""Questions to the user that hold nothing up."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from ui.widgets.phrases import Anew

__all__ = ["Question", "ask", "ask_name"]

_WIDE: Final = 300  # of a sentence above a field

Question = Callable[[], tuple[str, str, str]]
"""In the language of now: the question, more of it, and what the yes says.

The yes may be called as what asked: "…" at its end, which promised the question, goes.
"""


def ask(
    parent: QWidget,
    question: Question,
    done: Callable[[], object],
    *,
    careful: bool = False,
) -> QMessageBox:
    """Ask ``question``; ``done`` follows the answer yes.

    The other answer is Qt's, and what Return presses where it is to be ``careful``.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    agree = box.addButton("", QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel if careful else agree)
    agree.clicked.connect(lambda _=False: done())

    def put() -> None:
        sentence, more, yes = question()
        box.setText(sentence)
        box.setInformativeText(more)
        agree.setText(yes.removesuffix("…"))

    Anew(box).also(put)
    box.open()
    return box


def ask_name(
    parent: QWidget,
    label: Callable[[], str],
    names: Sequence[str],
    done: Callable[[str], object],
) -> QInputDialog:
    """Ask for one of ``names`` or another one; the first is there to begin with."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setComboBoxItems(list(names))
    dialog.setComboBoxEditable(True)

    def put() -> None:
        dialog.setLabelText(label())
        for said in dialog.findChildren(QLabel):
            said.setWordWrap(True)  # a title may be in it
            said.setMinimumWidth(_WIDE)
        for kind in (QComboBox, QLineEdit):
            for field in dialog.findChildren(kind):
                field.setAccessibleName(label())

    Anew(dialog).also(put)
    dialog.textValueSelected.connect(done)
    dialog.open()
    return dialog
