"""Buttons have edges where they need them, and show where the keyboard is."""

from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from ui.theme import colors_of
from ui.theme.colors import contrast

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

LIGHT = ("#efefef", "#ffffff", "#000000", "#308cc6")
DARK = ("#26282c", "#1e2024", "#f2f2f2", "#308cc6")


@pytest.fixture
def dress(qapp):
    """Gives the program a palette: window, base, text and accent."""
    before = qapp.palette()

    def put(window, base, text, accent):
        palette = QPalette(QColor(window), QColor(window))
        for role, value in (
            (QPalette.ColorRole.Base, base),
            (QPalette.ColorRole.Text, text),
            (QPalette.ColorRole.WindowText, text),
            (QPalette.ColorRole.ButtonText, text),
            (QPalette.ColorRole.Accent, accent),
        ):
            palette.setColor(role, QColor(value))
        qapp.setPalette(palette)
        return colors_of(palette)

    yield put
    qapp.setPalette(before)


@cache
def apart(one, other):
    return contrast(QColor.fromRgb(one), QColor.fromRgb(other))


def changed(before, after):
    """How many pixels are clearly other ones (WCAG 2.2, 2.4.13)."""
    return sum(
        apart(before.pixel(x, y), after.pixel(x, y)) >= 3
        for x in range(before.width())
        for y in range(before.height())
    )


def pressable(window):
    """Every button that the keyboard comes to."""
    for kind in (QToolButton, QPushButton):
        for button in window.findChildren(kind):
            usable = button.isVisible() and button.isEnabled()
            if usable and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield button


@pytest.fixture
def crowded(open_window):
    """A window where there is something of everything."""
    window = open_window()
    page = window.page
    # Not `resting`: that button looks as the system has it.
    page.waiting.show_words(("bir?", "iki?"))
    page.notice.tell_with(("Oldu.", "", ""), "Geri Al", lambda: None)
    page.finding.show()
    page.correcting.resize(400, 200)
    page.correcting.show()
    page.foot.own_prompt.show()
    return window


@pytest.mark.parametrize("values", [LIGHT, DARK])
def test_the_keyboard_is_seen_on_every_button(qtbot, crowded, dress, values):
    colors = dress(*values)
    qtbot.waitUntil(lambda: crowded._colors == colors)
    with qtbot.waitActive(crowded):
        crowded.activateWindow()
    buttons = list(pressable(crowded))
    assert len(buttons) > 10
    faint = []
    for button in buttons:
        crowded.page.composer.edit.setFocus()
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is button
        half = button.width() + button.height()  # of a ring
        if changed(before, button.grab().toImage()) < half:
            faint.append(button.accessibleName() or button.text())
    assert faint == []


@pytest.mark.parametrize("values", [LIGHT, DARK])
@pytest.mark.usefixtures("qapp")
def test_the_ring_is_seen_on_what_it_lies_on(dress, values):
    colors = dress(*values)
    for ground in (colors.page, colors.side, colors.notice):
        assert contrast(colors.accent, ground) >= 3
