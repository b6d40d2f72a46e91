"""Rows of lists: elided where they say much, and what they are in full."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetrics

from evotr.text import LANGUAGES
from tests.fakes.keeping import FACT
from ui.widgets.panels.rows import PAD_X, PAD_Y, ROW, Plain
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

CODE = "```python\ndef add(a, b):\n    return a + b\n```"
LONG = "Annemin doğum günü on iki eylül, ona her yıl çiçek alırım. " * 6


@pytest.fixture
def panel(qtbot, panels):
    """The smallest window, with a long memory, a piece of code, and two short ones."""
    memories = panels.desk.assistant.memories
    (old,) = [one for one in memories.page().result() if one.text == FACT]
    for number, text in enumerate((LONG, CODE)):
        memories.add([replace(old, id=str(number) * 32, text=text)]).result()
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    window.resize(640, 420)
    with qtbot.waitSignal(panels.memory.changed, timeout=20_000):
        window.open("memory")
    return window.panels["memory"]


def rows(panel):
    items = [panel.list.item(at) for at in range(panel.list.count())]
    return {item.data(ROW).text: item for item in items}


def laid(panel, item):
    """The lines of a row as they are drawn, and how many of them it says."""
    width = panel.list.visualItemRect(item).width() - 2 * PAD_X
    font = panel.list.font()
    return panel.list.itemDelegate().lines(item.data(ROW), font, width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_is_elided_and_what_it_is_stays_whole(panel):
    found = rows(panel)
    lines, said = laid(panel, found[LONG.strip()])
    assert said == 2
    assert lines[1].endswith("…")
    for item in found.values():
        lines, said = laid(panel, item)
        about = "".join(lines[said:]).replace("\u00a0", " ").replace("\u2060", "")
        assert about == item.data(ROW).about
        assert "…" not in about
        width = panel.list.viewport().width()
        drawn = QFontMetrics(panel.list.font()).horizontalAdvance
        assert max(drawn(line.rstrip()) for line in lines[:said]) <= width - 2 * PAD_X
    lines, said = laid(panel, found[FACT])
    assert (lines[:said], said) == ([FACT], 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_its_place_in_the_row(qtbot, panel):
    """Seen: ink from its first line to its last, and none in the air around it."""
    qtbot.waitUntil(lambda: panel.list.item(0) is not None)
    font = QFontMetrics(panel.list.font())
    for item in rows(panel).values():
        panel.list.scrollToItem(item)
        panel.list.setCurrentItem(None)
        where = panel.list.visualItemRect(item)
        lines, said = laid(panel, item)
        image = panel.list.viewport().grab(where).toImage()
        assert where.height() >= len(lines) * (font.lineSpacing() - 3)
        top, bottom = inked(image)
        assert PAD_Y <= top < PAD_Y + font.lineSpacing()
        left = image.height() - bottom
        assert PAD_Y <= left < PAD_Y + font.lineSpacing()
        assert len(lines) > said


def inked(image):
    """The first and the last line of pixels on which something is drawn."""
    ground = image.pixel(2, image.height() // 2)
    inside = range(PAD_X, image.width() - PAD_X)
    inky = [
        y
        for y in range(image.height())
        if any(image.pixel(x, y) != ground for x in inside)
    ]
    return inky[0], inky[-1]


def test_code_is_listed_without_its_fences_and_kept_with_them(panel):
    item = rows(panel)[CODE]
    lines, said = laid(panel, item)
    assert "".join(lines[:said]) == "def add(a, b): return a + b"
    assert "`" not in item.text()
    panel.list.setCurrentItem(item)
    assert panel.text.toPlainText() == CODE
    assert not panel.save.isEnabled()


def test_rows_follow_the_width_of_the_list(qtbot, panel):
    item = rows(panel)[LONG.strip()]
    narrow = panel.list.visualItemRect(item).height()
    panel.window().resize(1400, 600)
    qtbot.waitUntil(lambda: panel.list.visualItemRect(item).height() < narrow)
    lines, said = laid(panel, item)
    assert len(lines) == said + 1


@pytest.mark.parametrize("width", range(60, 200, 10))
def test_no_line_ends_at_the_hyphen_of_a_name(panel, width):
    row = Plain("merhaba", "EVO-TR's words · 21.11.2026")
    font = panel.list.font()
    lines, said = panel.list.itemDelegate().lines(row, font, width)
    whole = QFontMetrics(font).horizontalAdvance("EVO-TR's words") < width
    assert not whole or not any(line.endswith("EVO-") for line in lines[said:])
    assert not whole or any("EVO-\u2060TR's" in line for line in lines[said:])
