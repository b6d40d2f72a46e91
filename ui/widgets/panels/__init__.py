"""The panels beside the window: memory, labelling, experts, models, settings, load."""

from ui.widgets.panels.menu import PanelsMenu
from ui.widgets.panels.window import PanelsWindow, Section

__all__ = ["PanelsMenu", "PanelsWindow", "Section"]
