"""How documents are chosen, and what is told of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.presenters.exporting import JSON, MARKDOWN
from ui.text import Speech
from ui.widgets.phrases import Anew, Phrases

__all__ = ["choose", "choose_export", "show_skipped"]

_SIZE = (620, 320)


def choose(
    parent: QWidget,
    title: Callable[[], str],
    chosen: Callable[[tuple[Path, ...]], None],
    *,
    folder: bool,
) -> QFileDialog:
    """Let files (or a folder) be chosen, beside all that goes on."""
    dialog = QFileDialog(parent)
    Anew(dialog).also(lambda: dialog.setWindowTitle(title()))
    modes = QFileDialog.FileMode
    dialog.setFileMode(modes.Directory if folder else modes.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: chosen(tuple(map(Path, names))))
    dialog.open()
    return dialog


def choose_export(
    parent: QWidget, texts: Speech, name: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Let a place for a conversation's file be chosen, and what it is to be."""
    dialog = QFileDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters([f"Markdown (*{MARKDOWN})", f"JSON (*{JSON})"])
    dialog.setDefaultSuffix(MARKDOWN)

    def follow(kind: str) -> None:
        dialog.setDefaultSuffix(JSON if JSON in kind else MARKDOWN)

    dialog.filterSelected.connect(follow)
    dialog.selectFile(name)
    Anew(dialog).also(lambda: dialog.setWindowTitle(texts("export.choose")))
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.open()
    return dialog


def show_skipped(parent: QWidget, texts: Speech, skipped: Sequence[str]) -> QDialog:
    """Every file that was skipped, with its reason, to be read and copied."""
    dialog = QDialog(parent)
    say = Phrases(texts, dialog)
    say(dialog.setWindowTitle, "documents.skipped")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    listing = QPlainTextEdit(dialog)
    say.also(lambda: listing.setPlainText("\n".join(map(texts.again, skipped))))
    listing.setReadOnly(True)
    listing.setTabChangesFocus(True)
    say(listing.setAccessibleName, "documents.skipped")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(listing)
    layout.addWidget(buttons)
    dialog.resize(*_SIZE)
    dialog.open()
    return dialog
