"""Everything that is seen."""

from ui.widgets.outside import Here, Outside
from ui.widgets.window import MainWindow

__all__ = ["Here", "MainWindow", "Outside"]
