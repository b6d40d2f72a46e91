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
DARK = {"Window": "#353535", "Base": "#232323", "Text": "#ffffff", "Button": "#353535"}


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def page(qtbot, request):
    """A window as the panels are, in a palette, with two boxes."""
    palette = QPalette(QColor(request.param["Window"]))
    for role, color in request.param.items():
        palette.setColor(QPalette.ColorRole[role], QColor(color))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(request.param["Text"]))
    page = QWidget()
    page.setObjectName("panels")
    page.setPalette(palette)
    page.setStyleSheet(stylesheet(colors_of(palette)))
    layout = QVBoxLayout(page)
    for _ in range(2):
        layout.addWidget(Tick("Belleği duraklat", page))
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("enabled", [False, True])
def test_its_outline_stands_out_from_the_page(page, checked, enabled):
    _, box = page.findChildren(Tick)  # the other one has the focus
    box.setChecked(checked)
    box.setEnabled(enabled)
    option = QStyleOptionButton()
    box.initStyleOption(option)
    part = QStyle.SubElement.SE_CheckBoxIndicator
    where = box.style().subElementRect(part, option, box).translated(box.pos())
    picture = page.grab().toImage()
    ground = picture.pixelColor(where.right() + 3, where.top())
    assert ground == colors_of(page.palette()).page
    high, wide = where.center().y(), where.center().x()
    edges = [
        *((where.left(), high), (where.right(), high)),
        *((wide, where.top()), (wide, where.bottom())),
    ]
    seen = [contrast(picture.pixelColor(x, y), ground) for x, y in edges]
    assert min(seen) >= 3
