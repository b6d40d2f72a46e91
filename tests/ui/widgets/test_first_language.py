"""The first question of all, as it is heard."""

from PySide6.QtGui import QAccessible

from evotr.text import LANGUAGES
from ui.text import load
from ui.widgets.first_language import LanguageDialog


def test_the_first_question_has_a_name_in_both_languages(qtbot):
    dialog = LanguageDialog("tr")
    qtbot.addWidget(dialog)
    node = QAccessible.queryAccessibleInterface(dialog)
    name = node.text(QAccessible.Text.Name)
    for language in LANGUAGES:
        assert load(language)("guide.language") in name
