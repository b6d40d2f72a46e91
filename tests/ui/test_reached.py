"""Every face by the keyboard alone, and as a screen reader finds it."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)

from evotr.domain import Explanation, Route, Routed, ServedExpert
from evotr.text import LANGUAGES
from scripts.bench.ui_parts.access import controls, unnamed
from tests.fakes.keeping import teach
from ui.presenters import QuickPresenter
from ui.text import load
from ui.widgets import MainWindow
from ui.widgets.asking import ask, ask_name
from ui.widgets.documents import choose, show_skipped
from ui.widgets.panels import SECTIONS, PanelsMenu
from ui.widgets.panels.window import PanelsWindow
from ui.widgets.quick import QuickPanel

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

KINDS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
LEAST = dict.fromkeys(SECTIONS, 4) | {"memory": 8, "settings": 60, "load": 2}
"""So much can be acted on in a panel that shows what it is about, and beside it."""
ROUTED = Routed(
    (ServedExpert("python_coder", 1.0),),
    route=Route(
        (("python_coder", 1.0),), 0.8, "semantic", Explanation(("kod",), "Bir?", 0.7)
    ),
)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    return load(language)


@pytest.fixture
def window(qtbot, desk, next_turn, tmp_path):
    """The window with all that it can show at once."""
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    desk.chat.send("Bir?")
    turn = next_turn()
    turn.route(ROUTED)
    turn.say("Bir. [bağ](https://example.org)")
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy and bool(desk.chat.last_answer))
    desk.chat.send("İki?")
    desk.chat.send("Üç?")
    next_turn().say("İki")
    window.page.notice.tell_with(("Oldu.", "", "x"), "Geri", list)
    window.page.composer.edit.insertPlainText("taslak")
    window.side.search.setText("b")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def wanted(face):
    """What somebody must be able to come to: seen, enabled, and acted on."""
    found = {child for kind in (*KINDS, QTextEdit) for child in face.findChildren(kind)}
    return {
        each
        for each in found
        if each.isVisible()
        and each.isEnabled()
        # Parts of a field or a list that have keys of their own.
        and not isinstance(each.parent(), QLineEdit | QComboBox)
        and type(each).__name__ not in {"QHeaderView", "QTableCornerButton"}
    }


def laid_out(face, least):
    """Whether so much is there, with a room of its own."""
    found = wanted(face)
    return len(found) >= least and all(each.height() > 8 for each in found)


def walked(qtbot, key=Qt.Key.Key_Tab):
    """All that Tab comes to, and what of it hides that it has the focus."""
    reached, blind = set(), set()
    begin = at = QApplication.focusWidget()
    assert begin is not None
    for _ in range(400):
        # Once: looking takes the focus away, and a transcript begins at its first link.
        if at not in reached and not shows_focus(at):
            blind.add(at)
        reached.add(at)
        qtbot.keyClick(at, key)
        at = QApplication.focusWidget()
        if at is begin and len(reached) > 1:
            return reached, called(blind)
    pytest.fail(f"Tab stays in {at}")


def called(widgets):
    return sorted(
        f"{type(w).__name__} {w.accessibleName() or w.property('text')}"
        for w in widgets
    )


def shows_focus(widget):
    """Whether it, or what it stands in, looks otherwise when it has the focus."""
    frame = widget.parentWidget() or widget
    having = frame.grab().toImage()
    widget.clearFocus()
    without = frame.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return having != without


def test_tab_comes_to_everything_in_the_window(qtbot, window):
    window.page.composer.edit.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        reached, blind = walked(qtbot, key)
        assert called(wanted(window) - reached) == []
        assert blind == []
    assert len(wanted(window)) > 10


def test_everything_in_the_window_has_a_name(window):
    assert unnamed(window) == []
    assert len(list(controls(window))) > 15


@pytest.mark.parametrize("section", SECTIONS)
def test_a_panel(qtbot, panels, section):
    teach(panels.desk.assistant)
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.open(section)
    qtbot.waitUntil(lambda: laid_out(window, LEAST[section]), timeout=20_000)
    assert unnamed(window) == []
    window.names.setFocus()
    reached, blind = walked(qtbot)
    assert called(wanted(window) - reached) == []
    assert blind == []


def test_the_quick_panel(qtbot, desk, platform):
    panel = QuickPanel(desk, QuickPresenter(desk, "new"), platform)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.summon()
    panel.page.composer.edit.insertPlainText("taslak")
    panel.page.notice.tell("Oldu.", details="x")
    assert unnamed(panel) == []
    reached, blind = walked(qtbot)
    assert called(wanted(panel) - reached) == []
    assert blind == []
    assert len(wanted(panel)) >= 7


def test_an_answer_is_corrected_with_the_keyboard_alone(qtbot, desk, window):
    qtbot.waitUntil(lambda: desk.chat.busy)
    desk.chat.stop()
    qtbot.waitUntil(lambda: not desk.chat.busy)
    window.page.begin_correction()
    editor = window.page.correcting
    assert unnamed(editor) == []
    reached, blind = walked(qtbot)
    assert {editor.edit, editor.cancel, editor.save} <= reached
    assert not {*called([editor.edit, editor.cancel, editor.save])} & {*blind}


def test_a_private_conversation(qtbot, desk, window):
    desk.begin_private()
    page = window._pages.front
    qtbot.waitUntil(lambda: page.chat.open and page is not window.page)
    page.composer.edit.insertPlainText("taslak")
    assert unnamed(page) == []
    reached, blind = walked(qtbot)
    assert called(wanted(window) - reached) == []
    assert blind == []


def dialogs(texts, window):
    question = (texts("ask.quit"), texts("ask.quit_draft"), texts("menu.quit"))
    yield ask(window, lambda: question, list)
    yield ask_name(window, lambda: texts("ask.folder", title="Ev"), ["a", "b"], list)
    yield show_skipped(window, texts, [texts("documents.none")])
    yield choose(window, lambda: texts("documents.choose"), list, folder=False)


def test_dialogs_are_named_walked_and_left_with_esc(qtbot, desk, window):
    for dialog in dialogs(desk.texts, window):
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        if not isinstance(dialog, QFileDialog):  # Qt's own
            assert unnamed(dialog) == []
        qtbot.waitUntil(lambda at=dialog: at.isAncestorOf(QApplication.focusWidget()))
        reached, _ = walked(qtbot)
        assert called(wanted(dialog) - reached) == []
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def actions(menu):
    for action in menu.actions():
        if action.menu() is not None:
            yield from actions(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_menu_is_named_and_no_key_means_two_things(desk, window):
    PanelsMenu(window.bar, desk.texts, list)
    found = [*actions(window.bar)]
    assert len(found) >= 45
    assert [each for each in found if not each.text().strip()] == []
    for menu in window.bar.findChildren(QMenu):
        heard = QAccessible.queryAccessibleInterface(menu)
        assert heard.role() == QAccessible.Role.PopupMenu
        items = [heard.child(at) for at in range(heard.childCount())]
        named = [i for i in items if i.role() == QAccessible.Role.MenuItem]
        assert named
        assert all(i.text(QAccessible.Text.Name).strip() for i in named)
    keys = [key.toString() for each in found for key in each.shortcuts()]
    assert len(keys) == len(set(keys))


ROLES = {
    QPlainTextEdit: {QAccessible.Role.EditableText, QAccessible.Role.StaticText},
    QTextEdit: {QAccessible.Role.StaticText},
    QLineEdit: {QAccessible.Role.EditableText},
    QComboBox: {QAccessible.Role.ComboBox},
    QCheckBox: {QAccessible.Role.CheckBox},
    QProgressBar: {QAccessible.Role.ProgressBar},
    QAbstractItemView: {QAccessible.Role.List, QAccessible.Role.Table},
    QAbstractButton: {
        *(QAccessible.Role.Button, QAccessible.Role.ButtonMenu),
        QAccessible.Role.CheckBox,
    },
}


def test_roles_are_what_things_are(window):
    seen = set()
    for kind, roles in ROLES.items():
        for child in window.findChildren(kind):
            if child.isVisible():
                heard = QAccessible.queryAccessibleInterface(child)
                assert heard.role() in roles, called([child])
                seen.add(kind)
    assert len(seen) >= 6
