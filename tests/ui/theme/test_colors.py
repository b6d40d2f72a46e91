"""The colours are readable on light and on dark."""

import pytest
from PySide6.QtGui import QColor, QPalette

from ui.theme import colors_of
from ui.theme.colors import contrast

pytestmark = pytest.mark.usefixtures("qapp")

LIGHT = ("#ffffff", "#000000", "#308cc6")
DARK = ("#1e2024", "#f2f2f2", "#308cc6")
PALE_ACCENT = ("#ffffff", "#000000", "#ffd54f")
WHITE_ACCENT = ("#000000", "#ffffff", "#ffffff")


def palette(base, text, accent):
    made = QPalette(QColor(base))
    made.setColor(QPalette.ColorRole.Base, QColor(base))
    made.setColor(QPalette.ColorRole.Text, QColor(text))
    made.setColor(QPalette.ColorRole.Accent, QColor(accent))
    return made


@pytest.mark.parametrize("values", [LIGHT, DARK, PALE_ACCENT, WHITE_ACCENT])
def test_everything_that_is_read_has_enough_contrast(values):
    colors = colors_of(palette(*values))
    pairs = [
        (colors.text, colors.page),
        (colors.text, colors.bubble),
        (colors.text, colors.code),
        (colors.text, colors.chosen),
        (colors.text, colors.found),
        (colors.muted, colors.page),
        (colors.muted, colors.side),
        (colors.accent, colors.page),
        (colors.on_accent, colors.accent),
        (colors.bad, colors.page),
    ]
    assert [contrast(a, b) for a, b in pairs if contrast(a, b) < 4.5] == []


@pytest.mark.parametrize("values", [LIGHT, DARK, PALE_ACCENT, WHITE_ACCENT])
def test_what_surrounds_a_control_is_seen_on_the_page(values):
    colors = colors_of(palette(*values))
    assert contrast(colors.edge, colors.page) >= 3


@pytest.mark.parametrize("values", [LIGHT, DARK, PALE_ACCENT, WHITE_ACCENT])
def test_what_was_found_is_seen_wherever_it_stands(values):
    colors = colors_of(palette(*values))
    for ground in (colors.page, colors.code, colors.bubble):
        assert contrast(colors.found, ground) >= 1.5
        assert contrast(colors.accent, ground) >= 3  # the line below it, the one of now


def test_an_accent_that_nobody_could_see_is_not_taken():
    made = palette(LIGHT[0], LIGHT[1], LIGHT[0])
    made.setColor(QPalette.ColorRole.Highlight, QColor(LIGHT[2]))
    assert colors_of(made).accent == colors_of(palette(*LIGHT)).accent


def test_contrast_is_the_standards():
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)
