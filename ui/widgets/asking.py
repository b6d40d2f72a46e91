"""Questions to the user that hold nothing up."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QInputDialog, QMessageBox, QWidget

__all__ = ["ask", "ask_name"]


def ask(
    parent: QWidget,
    question: tuple[str, str],
    yes: str,
    done: Callable[[], object],
) -> QMessageBox:
    """Ask ``question`` (a sentence, and more of it); ``done`` follows the answer yes.

    ``yes`` is what that button says; the other one is the platform's.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(question[0])
    box.setInformativeText(question[1])
    box.setTextFormat(Qt.TextFormat.PlainText)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(agree)
    agree.clicked.connect(lambda _=False: done())
    box.open()
    return box


def ask_name(
    parent: QWidget,
    label: str,
    names: Sequence[str],
    done: Callable[[str], object],
) -> QInputDialog:
    """Ask for one of ``names`` or another one; the first is there to begin with."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setLabelText(label)
    dialog.setComboBoxItems(list(names))
    dialog.setComboBoxEditable(True)
    for box in dialog.findChildren(QComboBox):
        box.setAccessibleName(label)
    dialog.textValueSelected.connect(done)
    dialog.open()
    return dialog
