"""The panels beside the window: memory, labelling, experts, models, settings, load.

`ui.widgets.panels.window` is imported when one is opened: a start does not wait for it.
"""

from ui.widgets.panels.menu import PanelsMenu
from ui.widgets.panels.sections import SECTIONS, Section

__all__ = ["SECTIONS", "PanelsMenu", "Section"]
