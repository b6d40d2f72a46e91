"""Buttons have edges where they need them, and show where the keyboard is."""

from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
)

from ui.presenters import QuickPresenter
from ui.theme import colors_of
from ui.theme.colors import contrast
from ui.widgets.panels.window import PanelsWindow
from ui.widgets.quick import QuickPanel

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
    """Every button that the keyboard comes to, now or when it is shown."""
    for kind in (QToolButton, QPushButton):
        for button in window.findChildren(kind):
            if button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield button


def of_system(button):
    """Whether it looks as the system has it, also with the keyboard on it."""
    own = {"notice", "correcting", "private", "words"}
    at = button
    while at is not None and at.objectName() not in own:
        at = at.parentWidget()
    return isinstance(button, QPushButton) and at is None


def uncover(widget):
    """Show it where it is hidden, and all that it stands in."""
    while widget is not None and not widget.isWindow():
        pages = widget.parentWidget()
        if isinstance(pages, QStackedWidget):
            pages.setCurrentWidget(widget)
        widget.setVisible(True)
        widget.setEnabled(True)
        widget = pages


def called(widget):
    """By what it can be found."""
    name = widget.accessibleName() or widget.property("text") or widget.objectName()
    return f"{type(widget.parent()).__name__}: {name}"


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


@pytest.fixture
def all_panels(qtbot, panels):
    """The window of the panels."""
    shown = PanelsWindow(panels)
    qtbot.addWidget(shown)
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        shown.open("experts")
    return shown


@pytest.fixture
def quick(qtbot, desk, platform):
    """The quick panel."""
    shown = QuickPanel(desk, QuickPresenter(desk, "last"), platform)
    qtbot.addWidget(shown)
    shown._leave = list  # it closes when the keyboard leaves it
    shown.summon()
    return shown


FACES = {"crowded": 20, "all_panels": 25, "quick": 8}
"""And how many buttons they have at least."""


@pytest.mark.parametrize("values", [LIGHT, DARK, *STRONG])
@pytest.mark.parametrize("face", FACES)
def test_the_keyboard_is_seen_on_every_button(qtbot, request, dress, face, values):
    window = request.getfixturevalue(face)
    colors = dress(*values)
    qtbot.waitUntil(lambda: window._colors == colors)
    with qtbot.waitActive(window):
        window.activateWindow()
    if face == "crowded":
        window.page.newest.news = True  # it is in the accent's colour then
        window.page.newest._tell()
    buttons = list(pressable(window))
    assert len(buttons) >= FACES[face]
    if not colors.strong:
        buttons = [one for one in buttons if not of_system(one)]
    faint = []
    for button in buttons:
        uncover(button)
        button.clearFocus()
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is button, called(button)
        half = button.width() + button.height()  # of a ring
        if changed(before, button.grab().toImage()) < half:
            faint.append(called(button))
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


def edged(window):
    """Every control that has to have an edge, seen now or not."""
    for kind in (QToolButton, QPushButton, QComboBox, QLineEdit, QAbstractSpinBox):
        for each in window.findChildren(kind):
            inner = QLineEdit | QAbstractItemView | QComboBox | QAbstractSpinBox
            part = isinstance(each.parentWidget(), inner)
            qts = each.objectName().startswith("qt_")  # where a menu bar has no room
            if not part and not qts and each.objectName() != "words":
                yield each


@pytest.mark.parametrize("values", STRONG)
@pytest.mark.parametrize("face", FACES)
def test_controls_have_edges_where_contrast_is_wanted(
    qtbot, request, dress, face, values
):
    window = request.getfixturevalue(face)
    colors = dress(*values)
    qtbot.waitUntil(lambda: window._colors == colors)
    controls = list(edged(window))
    assert len(controls) >= FACES[face]
    faint = []
    for each in controls:
        uncover(each)
        each.clearFocus()
        if contrast(edge_of(each), colors.page) < 3:
            faint.append(called(each))
    assert faint == []


def menus_of(window):
    """Every menu that there is before somebody asks for one."""
    return window.findChildren(QMenu)


@pytest.mark.parametrize("values", [LIGHT, DARK, *STRONG])
def test_menus_have_edges_and_show_where_the_keyboard_is(qtbot, crowded, dress, values):
    colors = dress(*values)
    qtbot.waitUntil(lambda: crowded._colors == colors)
    menus = [menu for menu in menus_of(crowded) if menu.actions()]
    assert len(menus) > 6
    faint, blind = [], []
    for menu in menus:
        menu.ensurePolished()
        menu.resize(menu.sizeHint())
        action = next(one for one in menu.actions() if not one.isSeparator())
        enabled = action.isEnabled()
        action.setEnabled(True)
        before = menu.grab().toImage()
        if colors.strong and contrast(edge_of(menu), colors.page) < 3:
            faint.append(menu.title())
        menu.setActiveAction(action)
        place = menu.actionGeometry(action)
        # Its ground, or a frame around it.
        least = place.width() + place.height()
        if changed(before, menu.grab().toImage()) < least:
            blind.append(menu.title())
        menu.setActiveAction(None)
        action.setEnabled(enabled)
    assert (faint, blind) == ([], [])


@pytest.mark.parametrize("values", [LIGHT, DARK])
def test_elsewhere_buttons_look_as_the_system_has_them(dress, values):
    assert not dress(*values).strong
