"""The quick panel, used as a person would."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QInputMethodEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from evotr.domain import IngestDone, Route, Routed, ServedExpert
from evotr.errors import DiskFull
from evotr.text import LANGUAGES
from tests.fakes.assistant import FakeAssistant
from ui.bridge import Opening
from ui.presenters import Desk, QuickPresenter
from ui.text import load
from ui.widgets.page import ConversationPage
from ui.widgets.quick import QuickPanel

ROUTE = Route((("law", 1.0),), 0.824, "semantic")

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def quick(desk):
    return QuickPresenter(desk, "new")


@pytest.fixture
def panel(qtbot, desk, quick, platform):
    panel = QuickPanel(desk, quick, platform)
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def summoned(qtbot, panel):
    """The panel in front, with the focus for long enough to lose it."""
    with qtbot.waitActive(panel):
        panel.summon()
    qtbot.waitUntil(lambda: not panel._armed.isActive())
    return panel


def press(qtbot, panel, key, *modifiers):
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    qtbot.keyClick(panel.page.composer.edit, key, held)


def ask(qtbot, panel, words):
    # QTest types Latin-1 only.
    panel.page.composer.edit.insertPlainText(words)
    press(qtbot, panel, Qt.Key.Key_Return)


def test_it_is_there_at_once_and_takes_the_keys(summoned, platform):
    assert summoned.page.composer.edit.hasFocus()
    assert summoned.page.composer.edit.isEnabled()
    assert platform.lifted == [summoned]
    assert platform.focus == ["noted"]


def test_it_answers_with_all_that_the_window_has(qtbot, summoned, next_turn):
    ask(qtbot, summoned, "Çay?")
    turn = next_turn()
    turn.say("Hemen **gel**iyor")
    turn.finish()
    shown = summoned.page.transcript
    qtbot.waitUntil(lambda: "Hemen geliyor" in shown.toPlainText())
    assert "Çay?" in shown.toPlainText()


def tools(page):
    """What can be done on a page, as links, in a message's menu, and around them."""
    document, found = page.transcript.document(), set()
    block = document.begin()
    while block.isValid():
        each = block.begin()
        while not each.atEnd():
            found.add(each.fragment().charFormat().anchorHref().split("/")[0])
            each += 1
        block = block.next()
    answer = page.chat.entries[-1]
    around = [page.composer.attach, page.composer.button, page.foot.consent]
    return (
        found | set(page.transcript._small.actions(answer)),
        [not each.isHidden() for each in (*around, page.foot.gauge)],
        set(page.foot.actions_by_consent),
    )


def test_it_has_every_tool_that_the_window_has(qtbot, summoned, desk, quick, next_turn):
    ask(qtbot, summoned, "Çay?")
    turn = next_turn()
    turn.route(Routed((ServedExpert("law", 1.0),), route=ROUTE))
    turn.say("Gel [1]. ```py\nx\n```")
    turn.finish()
    qtbot.waitUntil(lambda: not quick.chat.busy and bool(quick.chat.entries))
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    desk.select(quick.chat.conversation_id)
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    assert {"evotr:who", "evotr:up", "evotr:correct", "evotr:code"} <= tools(page)[0]
    qtbot.waitUntil(lambda: tools(summoned.page) == tools(page))


def test_ctrl_i_says_who_answered_and_why(qtbot, summoned, desk, next_turn):
    ask(qtbot, summoned, "Çay?")
    turn = next_turn()
    turn.route(Routed((ServedExpert("law", 1.0),), route=ROUTE))
    turn.say("Gel.")
    turn.finish()
    shown, chat = summoned.page.transcript, summoned.page.chat
    qtbot.waitUntil(lambda: not chat.busy and chat.last_answer is not None)
    why = desk.texts("provenance.instead")
    assert why not in shown.toPlainText()
    press(qtbot, summoned, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: why in shown.toPlainText())
    press(qtbot, summoned, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: why not in shown.toPlainText())
    assert summoned.isVisible()


def test_documents_are_added_from_it_and_it_stays(qtbot, summoned, fake, tmp_path):
    summoned.page.composer.attach.click()
    (dialog,) = summoned.findChildren(QFileDialog)
    summoned._leave()
    assert summoned.isVisible()
    dialog.filesSelected.emit([str(tmp_path / "a.txt")])
    dialog.close()
    intake = fake.intakes.get(timeout=10)
    assert intake.paths == (tmp_path / "a.txt",)
    qtbot.waitUntil(summoned.page.notice.isVisible)
    intake.tell(IngestDone(0, 0, 0))
    qtbot.waitUntil(lambda: not summoned._desk.documents.busy)


def test_what_is_taken_in_elsewhere_is_not_told_in_it(qtbot, panel, desk, fake):
    desk.documents.add((Path("/x/a.txt"),))
    fake.intakes.get(timeout=10).tell(IngestDone(0, 0, 0))
    qtbot.waitUntil(lambda: not desk.documents.busy)
    assert panel.page.notice.isHidden()


def test_esc_closes_it_and_the_focus_goes_back(qtbot, summoned, platform):
    press(qtbot, summoned, Qt.Key.Key_Escape)
    assert not summoned.isVisible()
    assert platform.focus == ["noted", "returned"]


def test_esc_leaves_an_answer_to_go_on(qtbot, summoned, quick, next_turn, platform):
    ask(qtbot, summoned, "Uzun?")
    turn = next_turn()
    press(qtbot, summoned, Qt.Key.Key_Escape)
    assert not turn.cancelled
    with qtbot.waitSignal(quick.chat.ended, timeout=10_000):
        turn.say("Bitti.")
        turn.finish()
    ((notice, chosen),) = platform.told
    assert (notice.title, notice.text) == ("Uzun?", "Bitti.")
    chosen()
    assert summoned.isVisible()
    assert "Bitti." in summoned.page.transcript.toPlainText()


def test_a_click_into_another_window_closes_it(qtbot, summoned):
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    qtbot.waitUntil(lambda: not summoned.isVisible())


def test_losing_the_focus_while_it_appears_does_not_close_it(qtbot, panel):
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(panel):
        panel.summon()
    assert panel._armed.isActive()
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    QApplication.processEvents()
    assert panel.isVisible()


def test_return_does_not_send_what_is_still_being_composed(qtbot, summoned, fake):
    edit = summoned.page.composer.edit
    QApplication.sendEvent(edit, QInputMethodEvent("に", []))
    press(qtbot, summoned, Qt.Key.Key_Return)
    assert fake.turns.empty()


def test_the_keys_close_it_when_it_is_in_front(qtbot, summoned):
    summoned.toggle()
    assert not summoned.isVisible()
    with qtbot.waitActive(summoned):
        summoned.toggle()


def test_one_can_quit_while_it_is_open(qtbot, summoned):
    with qtbot.waitSignal(summoned.quit_asked):
        press(qtbot, summoned, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_the_keys_that_close_a_window_close_it(qtbot, summoned):
    press(qtbot, summoned, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not summoned.isVisible())


def test_the_window_takes_over_what_is_typed_and_answered(
    qtbot, summoned, desk, next_turn
):
    ask(qtbot, summoned, "Başla?")
    turn = next_turn()
    qtbot.waitUntil(lambda: turn.started is not None)
    qtbot.keyClicks(summoned.page.composer.edit, "taslak")
    given_back = []
    desk.chat.refused.connect(given_back.append)
    with qtbot.waitSignal(summoned.window_asked):
        press(qtbot, summoned, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not summoned.isVisible()
    assert given_back == ["taslak"]
    assert desk.chat.busy
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        turn.finish()


def test_the_system_cannot_destroy_it(summoned):
    summoned.close()
    assert not summoned.isVisible()
    summoned.summon()
    assert summoned.isVisible()


def test_an_error_is_told_in_it_and_not_in_the_window(
    qtbot, summoned, desk, fake, texts
):
    told = []
    desk.troubled.connect(lambda error, _: told.append(error))
    desk.chat.failed.connect(told.append)
    fake.refuse = DiskFull(path="/x")
    ask(qtbot, summoned, "Yaz?")
    qtbot.waitUntil(summoned.page.notice.isVisible)
    assert texts.error(DiskFull(path="/x"))[0] in summoned.page.notice.label.text()
    assert told == []
    assert summoned.page.composer.edit.toPlainText() == "Yaz?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name_and_the_keyboard(qtbot, platform, language):
    desk = Desk(load(language), Opening(FakeAssistant().opened))
    panel = QuickPanel(desk, QuickPresenter(desk, "new"), platform)
    qtbot.addWidget(panel)
    kinds = (QAbstractButton, QTextEdit, QPlainTextEdit)
    controls = [child for kind in kinds for child in panel.findChildren(kind)]
    named = [c for c in controls if c.accessibleName() or getattr(c, "text", str)()]
    assert set(controls) - set(named) <= {
        panel.page.notice.button,
        panel.page.notice.more,
    }
    assert len(named) >= 6
    reached = {panel.away, panel.larger, panel.anew}
    assert all(b.focusPolicy() & Qt.FocusPolicy.TabFocus for b in reached)
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()


def test_it_follows_the_palette(qtbot, qapp, panel):
    before, as_it_was = panel.styleSheet(), qapp.palette()
    dark = QPalette(QColor("#2b2d31"), QColor("#232529"))
    dark.setColor(QPalette.ColorRole.Base, QColor("#1e2024"))
    try:
        qapp.setPalette(dark)
        qtbot.waitUntil(lambda: "#1e2024" in panel.styleSheet())
    finally:
        qapp.setPalette(as_it_was)
    qtbot.waitUntil(lambda: panel.styleSheet() == before)
