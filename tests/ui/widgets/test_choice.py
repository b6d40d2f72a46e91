"""The wheel scrolls; it chooses nothing."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

import ui
from evotr.text import LANGUAGES
from ui.widgets.choice import Choice
from ui.widgets.panels.window import PanelsWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")
NOTCH = 120
OWN = "QComboBox", "QSpinBox", "QDoubleSpinBox", "QSlider", "QDial", "QDateTimeEdit"


def turn(widget, notches):
    """Turn the wheel over the middle of ``widget``, as the system tells a window."""
    window = widget.window()
    middle = widget.mapTo(window, widget.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(middle), QPoint(0, NOTCH * notches))


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wheel_scrolls_the_settings_and_writes_none(qtbot, panels, home):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
        window.open("settings")
    with qtbot.waitActive(window):
        window.activateWindow()
    panel = window.panels["settings"]
    area = panel.findChild(QScrollArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1000)
    written = []
    panels.settings.written.connect(lambda *said: written.append(said))
    chosen = [line for line in panel.lines.values() if isinstance(line.value, Choice)]
    assert {"night", "menu_bar", "language"} <= {line.setting.name for line in chosen}
    for line in chosen:
        for focused in (False, True):
            (line.value if focused else panel.filter).setFocus()
            area.ensureWidgetVisible(line)
            before = line.value.currentIndex(), bar.value()
            by = -1 if bar.value() < bar.maximum() // 2 else 1
            turn(line.value, by)
            assert (bar.value() - before[1]) * by < 0
            assert line.value.currentIndex() == before[0]
    assert written == []
    assert not (home / "settings.toml").exists()


def test_nothing_that_a_wheel_would_change_is_made_of_qts_own():
    made = [
        f"{path.name}: {node.func.id}"
        for path in Path(ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in OWN
    ]
    assert made == []
