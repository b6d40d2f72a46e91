"""Colours, mixed from the palette so that light, dark and contrast themes all work."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QGuiApplication, QPalette

__all__ = ["Colors", "colors_now", "colors_of", "contrast"]

_DARK_BELOW = 128
_READABLE = 4.5
_SEEN = 3.0  # of what is no text (WCAG 2.2, 1.4.11)
_STRONG = 18.0  # of a palette that is made for contrast: black, white, yellow
_MARKED = 1.6  # of a ground that marks words, which stay to be read
_ONE = 1.1  # below it two grounds are one


@dataclass(frozen=True)
class Colors:
    """Every colour of the window, by what it is for.

    ``strong``: who chose them wants to see where things end, so they have edges.
    """

    page: QColor
    side: QColor
    text: QColor
    muted: QColor
    line: QColor
    edge: QColor
    bubble: QColor
    code: QColor
    hover: QColor
    chosen: QColor
    found: QColor
    accent: QColor
    on_accent: QColor
    good: QColor
    bad: QColor
    notice: QColor
    strong: bool = False


def colors_now() -> Colors:
    """The colours that go with the program's palette.

    Ask for these rather than for those of a widget's palette: under KDE's platform
    theme that loses its accent once a window with a style sheet is shown.
    """
    return colors_of(QGuiApplication.palette())


def colors_of(palette: QPalette) -> Colors:
    """The colours that go with ``palette``."""
    page, text = palette.base().color(), palette.text().color()
    dark = page.lightness() < _DARK_BELOW
    accent = palette.accent().color()
    if contrast(accent, page) < _ONE:  # KDE's platform theme without its settings
        accent = palette.highlight().color()
    accent = _apart(accent, page, text, _READABLE)
    strong = _wants_edges(palette)
    edge = _apart(_mix(page, text, 0.45), page, text, _SEEN)
    bubble = _mix(page, accent, 0.26 if dark else 0.1)
    white, black = QColor("white"), QColor("black")
    on_accent = max((white, black), key=lambda color: contrast(color, accent))
    return Colors(
        page=page,
        side=_mix(page, text, 0.035),
        text=text,
        muted=_mix(page, text, 0.64 if dark else 0.6),
        line=edge if strong else _mix(page, text, 0.13),
        edge=edge,
        bubble=bubble,
        code=_mix(page, text, 0.07 if dark else 0.045),
        hover=_mix(page, text, 0.08),
        chosen=_mix(page, accent, 0.34 if dark else 0.17),
        found=_apart(bubble, bubble, accent, _MARKED),
        accent=accent,
        on_accent=on_accent,
        good=QColor("#6fcf8f" if dark else "#1f7a3f"),
        bad=QColor("#ff8f85" if dark else "#b3261e"),
        notice=_mix(page, text, 0.12 if dark else 0.07),
        strong=strong,
    )


def _wants_edges(palette: QPalette) -> bool:
    """Whether all lies on one ground, and is written in what differs most."""
    page, text = palette.base().color(), palette.text().color()
    grounds = (palette.window().color(), palette.button().color())
    one = all(contrast(page, each) < _ONE for each in grounds)
    return one and contrast(page, text) >= _STRONG


def _apart(color: QColor, ground: QColor, text: QColor, ratio: float) -> QColor:
    """``color``, nearer to ``text`` where it has less contrast to its ground."""
    while contrast(color, ground) < ratio:
        step = _mix(color, text, 0.1)
        if step == color:
            break
        color = step
    return color


def _mix(one: QColor, other: QColor, share: float) -> QColor:
    """``one`` with a ``share`` (0 to 1) of ``other``."""
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    )


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # the standard's own numbers

    red, green, blue = (
        linear(part) for part in (color.redF(), color.greenF(), color.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
