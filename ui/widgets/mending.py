"""The buttons that errors are told with."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ui.presenters.remedies import Remedy

__all__ = ["mend"]


def mend(remedy: Remedy, open_panel: Callable[[str], object]) -> None:
    """Open the panel, or show the folder in the system's file manager."""
    if remedy.path is None:
        open_panel(remedy.kind)
    else:
        folder = QUrl.fromLocalFile(str(_folder(remedy.path)))
        QDesktopServices.openUrl(folder)


def _folder(path: Path) -> Path:
    """The nearest folder that is there."""
    there = (each for each in (path, *path.parents) if each.is_dir())
    return next(there, path)
