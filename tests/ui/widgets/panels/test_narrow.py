"""Half of a small screen: every panel is there with all that one needs."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
)

from evotr.text import LANGUAGES
from tests.fakes.keeping import teach
from ui.widgets.panels import SECTIONS
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

WIDE, HIGH = 640, 420


@pytest.fixture
def window(qtbot, panels):
    teach(panels.desk.assistant)  # there is something to correct
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    window.resize(WIDE, HIGH)
    return window


@pytest.fixture
def shown(qtbot, panels, window):
    """Opens a section, and waits until it shows something."""
    filled = {
        "memory": panels.memory,
        "labelling": panels.labelling,
        "experts": panels.experts,
        "load": panels.resources,
        "models": panels.models,
        "settings": panels.settings,
    }

    def shown(section):
        if section in filled:
            with qtbot.waitSignal(filled[section].changed, timeout=20_000):
                window.open(section)
        else:
            window.open(section)
        return window.panels[section]

    return shown


def place(panel, widget):
    return QRect(widget.mapTo(panel, QPoint(0, 0)), widget.size())


def parts(panel):
    """What stands in it; what a scroll area holds may lie out of sight."""
    kinds = (QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QLineEdit)
    held = [area.widget() for area in panel.findChildren(QScrollArea)]
    return [
        each
        for kind in kinds
        for each in panel.findChildren(kind)
        if each.isVisible()
        and each.window() is panel.window()
        and not any(box.isAncestorOf(each) for box in held)
        and not isinstance(each.parent(), (QAbstractScrollArea, QComboBox, QLineEdit))
        and not isinstance(each.parent().parent(), QAbstractScrollArea)
    ]


def is_cut(panel, widget):
    """Whether something of it has no room."""
    if not panel.rect().contains(place(panel, widget)):
        return True
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, (QPushButton, QLabel)):
        return widget.width() < widget.minimumSizeHint().width()
    return False


def is_whole(panel):
    shown = parts(panel)
    pairs = combinations([place(panel, each) for each in shown], 2)
    covered = any(one.intersects(other) for one, other in pairs)
    return not covered and not any(is_cut(panel, each) for each in shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_of_a_panel_is_cut_or_covered(qtbot, window, shown, section):
    panel = shown(section)
    assert (window.width(), window.height()) == (WIDE, HIGH)

    qtbot.waitUntil(lambda: is_whole(panel))
    for area in panel.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("expert", ["history", "tr_chat"])
def test_an_expert_is_whole_with_and_without_versions(qtbot, shown, expert):
    panel = shown("experts")
    ids = [state.card.id for state in panel._experts]
    panel.list.setCurrentRow(ids.index(expert))

    qtbot.waitUntil(lambda: is_whole(panel))


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_in_one_line_where_they_have_room(qtbot, window, shown):
    panel = shown("memory")
    buttons = [panel.save, panel.pin, panel.talk, panel.forget]
    lines = {each.y() for each in buttons}
    assert len(lines) > 1
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: len({each.y() for each in buttons}) == 1)
    right = panel.text.geometry().right()
    assert abs(panel.forget.geometry().right() - right) <= 1
    assert panel.save.x() == panel.text.x()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_setting_stands_apart_from_its_value(qtbot, shown):
    lines = shown("settings").lines.values()
    qtbot.waitUntil(lambda: all(line.value.width() > 0 for line in lines))
    for line in lines:
        apart = line.value.x() - line.label.geometry().right()
        assert apart >= 6, line.setting.name
        assert line.reset.x() - line.value.geometry().right() >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_between_a_number_and_its_unit(qtbot, panels, shown):
    with qtbot.waitSignal(panels.resources.changed, timeout=20_000) as told:
        shown("load")
    sizes = [part.size for part in told.args[0]]
    assert sizes
    assert not any(" " in size for size in sizes)


def ink(image, ground):
    """The first column where something is drawn on the ground."""
    columns, rows = range(image.width()), range(2, image.height() - 2)
    return next(x for x in columns if any(image.pixel(x, y) != ground for y in rows))


def test_the_cells_of_a_table_stand_below_its_heads(qtbot, shown):
    panel = shown("models")
    table = panel.models
    qtbot.waitUntil(lambda: table.rowCount() > 0)
    table.clearSelection()
    table.setCurrentItem(None)
    panel.name.setFocus()
    head = table.horizontalHeader().viewport().grab().toImage()
    row = table.viewport().grab(table.visualItemRect(table.item(0, 0))).toImage()
    lefts = [ink(one, one.pixel(0, one.height() // 2)) for one in (head, row)]
    assert abs(lefts[0] - lefts[1]) <= 2


def test_the_name_of_a_model_is_read_from_its_beginning(shown):
    assert shown("models").name.cursorPosition() == 0
