"""How documents are chosen, and what is told of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.presenters.exporting import JSON, MARKDOWN, ExportPresenter
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
    _start(dialog)
    Anew(dialog).also(lambda: dialog.setWindowTitle(title()))
    modes = QFileDialog.FileMode
    dialog.setFileMode(modes.Directory if folder else modes.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: chosen(tuple(map(Path, names))))
    dialog.open()
    return dialog


def _start(dialog: QFileDialog) -> None:
    """Begin in the documents where no folder was chosen yet.

    Otherwise it is where the program was started: for the Finder that is "/".
    """
    if dialog.directory() == QDir.current():
        place = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QDir(QStandardPaths.writableLocation(place))
        dialog.setDirectory(folder if folder.exists() else QDir.home())


def choose_export(
    parent: QWidget, texts: Speech, name: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Let a place for a conversation's file be chosen, and what it is to be."""
    dialog = QFileDialog(parent)
    _start(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters([f"Markdown (*{MARKDOWN})", f"JSON (*{JSON})"])
    kinds = [MARKDOWN]

    def follow(kind: str) -> None:
        before, kinds[0] = kinds[0], JSON if JSON in kind else MARKDOWN
        dialog.setDefaultSuffix(kinds[0])
        for file in dialog.selectedFiles():
            if file.lower().endswith(before):  # Qt asks before such a one is replaced
                dialog.selectFile(f"{Path(file).name[: -len(before)]}{kinds[0]}")

    dialog.setDefaultSuffix(MARKDOWN)
    dialog.filterSelected.connect(follow)
    dialog.selectFile(f"{name}{MARKDOWN}")
    Anew(dialog).also(lambda: dialog.setWindowTitle(texts("export.choose")))
    # Qt adds an ending only to a name without a dot.
    ended = ExportPresenter.ended
    dialog.fileSelected.connect(lambda file: chosen(ended(Path(file), kinds[0])))
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
