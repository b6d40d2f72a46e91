"""A box to be ticked is seen on a light and on a dark page."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from ui.theme import colors_of, stylesheet
from ui.theme.colors import contrast
from ui.widgets.tick import Tick

# The offscreen platform has no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

LIGHT = {"Window": "#efefef", "Base": "#ffffff", "Text": "#000000", "Button": "#efefef"}
DARK = {"Window": "#2b2b2b", "Base": "#1e1e1e", "Text": "#f0f0f0", "Button": "#3a3a3a"}


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def page(qapp, qtbot, request):
    """A window as the panels are, in a palette, with two boxes."""
    palette = QPalette()  # what is not said stays light, as with other programs
    for role, color in request.param.items():
        palette.setColor(QPalette.ColorRole[role], QColor(color))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(request.param["Text"]))
    before = qapp.palette()
    qapp.setPalette(palette)
    page = QWidget()
    page.setObjectName("panels")
    page.setStyleSheet(stylesheet(colors_of(palette)))
    layout = QVBoxLayout(page)
    for _ in range(2):
        layout.addWidget(Tick("Belleği duraklat", page))
    qtbot.addWidget(page)
    page.show()
    yield page
    qapp.setPalette(before)


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("enabled", [False, True])
def test_its_outline_stands_out_from_the_page(qapp, page, checked, enabled):
    _, box = page.findChildren(Tick)  # the other one has the focus
    box.setChecked(checked)
    box.setEnabled(enabled)
    option = QStyleOptionButton()
    box.initStyleOption(option)
    part = QStyle.SubElement.SE_CheckBoxIndicator
    where = box.style().subElementRect(part, option, box).translated(box.pos())
    picture = page.grab().toImage()
    ground = picture.pixelColor(where.right() + 3, where.top())
    assert ground == colors_of(qapp.palette()).page
    high, wide = where.center().y(), where.center().x()
    edges = [
        *((where.left(), high), (where.right(), high)),
        *((wide, where.top()), (wide, where.bottom())),
    ]
    seen = [contrast(picture.pixelColor(x, y), ground) for x, y in edges]
    assert min(seen) >= 3
