"""Buttons have edges where they need them, and show where the keyboard is."""

from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from ui.theme import colors_of
from ui.theme.colors import contrast
from ui.widgets.panels import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

LIGHT = ("#efefef", "#ffffff", "#000000", "#308cc6")
BLACK = ("#000000", "#000000", "#ffffff", "#ffff00")
YELLOW = ("#000000", "#000000", "#ffff00", "#00ffff")
WHITE = ("#ffffff", "#ffffff", "#000000", "#0000aa")
STRONG = [BLACK, YELLOW, WHITE]
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


@pytest.mark.parametrize("values", [LIGHT, DARK, *STRONG])
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


@pytest.mark.parametrize("values", [LIGHT, DARK, *STRONG])
@pytest.mark.usefixtures("qapp")
def test_the_ring_is_seen_on_what_it_lies_on(dress, values):
    colors = dress(*values)
    for ground in (colors.page, colors.side, colors.notice):
        assert contrast(colors.accent, ground) >= 3


def edge_of(widget):
    """The colour in the middle of its left edge."""
    image = widget.grab().toImage()
    return max(
        (image.pixelColor(x, image.height() // 2) for x in range(3)),
        key=lambda color: contrast(color, colors_of(widget.palette()).page),
    )


@pytest.mark.parametrize("values", STRONG)
def test_controls_have_edges_where_contrast_is_wanted(
    qtbot, crowded, dress, values, panels
):
    colors = dress(*values)
    qtbot.waitUntil(lambda: crowded._colors == colors)
    shown = PanelsWindow(panels)
    qtbot.addWidget(shown)
    shown.open("experts")
    qtbot.waitExposed(shown)
    crowded.page.composer.edit.setFocus()
    faint = []
    for window in (crowded, shown):
        for kind in (QToolButton, QPushButton, QComboBox, QLineEdit):
            for each in window.findChildren(kind):
                own = isinstance(each.parentWidget(), QLineEdit | QAbstractItemView)
                if each.isVisible() and not own and each.objectName() != "words":
                    ratio = contrast(edge_of(each), colors.page)
                    faint += [] if ratio >= 3 else [each.accessibleName()]
    assert faint == []


@pytest.mark.parametrize("values", [LIGHT, DARK])
def test_elsewhere_buttons_look_as_the_system_has_them(dress, values):
    assert not dress(*values).strong
