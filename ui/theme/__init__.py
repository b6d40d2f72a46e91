"""The look: colours drawn from the palette in force, and what is painted by hand."""

from ui.theme.colors import Colors, colors_now, colors_of
from ui.theme.icons import Glyph, glyph
from ui.theme.style import stylesheet

__all__ = ["Colors", "Glyph", "colors_now", "colors_of", "glyph", "stylesheet"]
