"""Everything that is seen."""

from ui.widgets.window import MainWindow

__all__ = ["MainWindow"]
