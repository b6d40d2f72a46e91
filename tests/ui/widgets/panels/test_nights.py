"""The panel of the nights, used as a person would."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import QMessageBox

from evotr.domain import NightPart, NightProgress, NightTold
from evotr.settings import load_settings
from evotr.text import LANGUAGES
from evotr.workshop import Workshop
from scripts.bench.ui_parts.access import unnamed
from tests.fakes.nights import night
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.panels import PanelsDesk
from ui.text import load
from ui.widgets.panels.night_report import html_of
from ui.widgets.panels.rows import PAD_X, PAD_Y, ROW
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def office(tmp_path, language):
    return FakeOffice(language, tmp_path / "report")


@pytest.fixture
def panels(qtbot, fake, office, platform, language, tmp_path):
    desk = Desk(load(language), Opening(fake.opened), find_nights=lambda: office)
    settings = load_settings({"evotr_home": tmp_path / "home"})
    panels = PanelsDesk(desk, platform, lambda: Workshop(settings))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    yield panels
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


@pytest.fixture
def window(qtbot, panels):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def panel(qtbot, window):
    window.open("nights")
    panel = window.panels["nights"]
    qtbot.waitUntil(lambda: panel._told is not None, timeout=20_000)
    return panel


def question(panel):
    """What is asked, and the button that says yes."""
    box = panel.findChild(QMessageBox)
    (yes,) = [
        b
        for b in box.buttons()
        if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole
    ]
    return box, yes


@pytest.mark.parametrize("language", LANGUAGES)
def test_until_a_report_is_there_none_is_said_to_be_missing(qtbot, window, language):
    texts, panel = load(language), window.panels["nights"]
    said = []
    panel.report.textChanged.connect(lambda: said.append(panel.report.toPlainText()))
    window.open("nights")
    said.append(panel.report.toPlainText())
    qtbot.waitUntil(lambda: panel._told is not None, timeout=20_000)
    assert texts("nights.reading") in said
    assert texts("nights.none") not in said


def broken(document):
    """Words that go on in another line."""
    block, found = document.begin(), []
    while block.isValid():
        text, layout = block.text(), block.layout()
        for at in range(layout.lineCount() - 1):
            line = layout.lineAt(at)
            end = line.textStart() + line.textLength()
            if text[end - 1].isalpha() and text[end].isalpha():
                found.append(text)
        block = block.next()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("language")
def test_no_word_of_a_report_is_broken_where_there_is_room(qtbot, panel, window):
    window.resize(900, 640)
    qtbot.waitUntil(lambda: panel.report._room() == panel.report._width)
    assert panel.report.document().size().height() > 0  # it is laid out
    assert broken(panel.report.document()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("language")
def test_the_report_is_read_with_its_pictures(panel, window):
    words = panel.report.toPlainText()
    assert words.count(panel._told.title) == 1
    assert "Avustralya'nın başkenti neresi?" in words
    assert len(panel._told.pictures) == 3
    for picture in panel._told.pictures:
        assert picture.told in words
        assert picture.file.as_uri() in panel.report.toHtml()
    assert unnamed(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("language")
def test_lessons_that_were_decided_on_lead_to_their_conversations(qtbot, panel, window):
    words = panel.report.toPlainText().splitlines()
    at = next(n for n, line in enumerate(words) if line.startswith("“Bugün ne 0?”"))
    assert words[at + 4] == "“Bugün ne 4?”"
    assert words[at + 5].startswith("…")
    with qtbot.waitActive(window):
        window.activateWindow()
    panel.report.setFocus()
    qtbot.keyClick(panel.report, Qt.Key.Key_Tab)  # as in a conversation
    with qtbot.waitSignal(window.talk_asked, timeout=10_000) as asked:
        qtbot.keyClick(panel.report, Qt.Key.Key_Return)
    assert asked.args == ["c" * 32]


def test_pictures_fit_the_room(qtbot, window, panel):
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: panel.report._width > 600)
    assert panel.report._width <= panel.report.viewport().width()
    assert panel.report.toPlainText().count(panel._told.title) == 1


def test_a_short_report_has_no_bar_and_a_long_one_has(qtbot, panel):
    bar = panel.report.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    panel.report.show_report(NightTold(id="b" * 32, number=4, title="Kısa"))
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_nothing_is_scheduled_without_a_yes(qtbot, panel, office):
    panel.allow.click()
    box, yes = question(panel)
    assert "02:00-06:00" in box.informativeText()
    assert (panel.allow.isChecked(), office.done) == (False, [])
    yes.click()
    qtbot.waitUntil(panel.allow.isChecked, timeout=10_000)
    panel.allow.click()
    qtbot.waitUntil(lambda: not panel.allow.isChecked(), timeout=10_000)
    assert office.done == ["allow True", "allow False"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paused", [("display",), ()])
def test_a_night_by_the_clock_can_be_hastened(qtbot, panel, office, language, paused):
    texts = load(language)
    office.progress = NightProgress(4, "train")
    qtbot.waitUntil(lambda: panel.bar.isVisibleTo(panel), timeout=10_000)
    assert not panel.run.isEnabled()
    assert texts("nights.in_vain") in panel.far.text()
    office.progress = NightProgress(4, "train", paused=paused, waits=True)
    qtbot.waitUntil(panel.run.isEnabled, timeout=10_000)
    shown = panel.far.text()
    assert (texts("night.now.display") in shown) == bool(paused)
    assert texts("nights.hastens") in shown
    assert panel.run.text() in shown
    assert panel.run.accessibleDescription() == texts("nights.hastens")
    panel.run.click()
    qtbot.waitUntil(lambda: not panel.run.isEnabled(), timeout=10_000)
    assert office.done == ["run"]


def test_a_night_runs_is_followed_and_stopped(qtbot, panel, office):
    panel.run.click()
    qtbot.waitUntil(panel.bar.isVisible, timeout=10_000)
    assert (panel.run.isEnabled(), panel.stop.isEnabled()) == (False, True)
    panel.stop.click()
    qtbot.waitUntil(lambda: not panel.bar.isVisible(), timeout=10_000)
    assert (panel.run.isEnabled(), panel.stop.isEnabled()) == (True, False)
    assert office.done == ["run", "stop"]


def test_what_speaks_against_a_night_is_asked_first(
    qtbot, panels, panel, office, texts
):
    office.unmet = ("disk",)
    with qtbot.waitSignal(panels.nights.stood, timeout=10_000):
        panels.nights.refresh()
    panel.run.click()
    box, yes = question(panel)
    assert texts("night.now.disk") in box.informativeText()
    assert office.done == []
    yes.click()
    qtbot.waitUntil(lambda: office.done == ["run"], timeout=10_000)


def test_a_night_is_kept_then_taken_back(qtbot, panel, office, window):
    panel.keep.click()
    qtbot.waitUntil(panel.kept.isVisible, timeout=10_000)
    assert not panel.keep.isEnabled()
    panel.undo.click()
    question(panel)[0].reject()
    assert office.done == ["keep"]
    panel.undo.click()
    panel.findChildren(QMessageBox)[-1].buttons()[0].click()
    qtbot.waitUntil(lambda: not panel.undo.isEnabled(), timeout=10_000)
    assert office.done == ["keep", "undo"]
    assert window.notice.isVisible()
    assert panel.never.isEnabled()
    panel.never.click()
    box = panel.findChildren(QMessageBox)[-1]
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    assert "3" in box.informativeText()
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: office.done[-1] == "never", timeout=10_000)


def test_a_new_night_comes_to_the_front(qtbot, panels, panel, office):
    newer = night(id="b" * 32, number=4)
    office.kept = (newer, *office.kept)
    panels.nights.refresh()
    qtbot.waitUntil(
        lambda: panel._told is not None and panel._told.number == 4, timeout=10_000
    )
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel._told.number == 3, timeout=10_000)


def test_without_a_night_that_is_said(qtbot, window, office, texts):
    office.kept = ()
    window.open("nights")
    panel = window.panels["nights"]
    nothing = texts("nights.none")
    qtbot.waitUntil(lambda: panel.report.toPlainText() == nothing, timeout=10_000)
    assert not any(b.isEnabled() for b in (panel.keep, panel.undo, panel.never))


def test_words_are_shown_and_not_obeyed():
    wild = '<img src="http://example.org/x.png"><b>1 & 2</b>'
    told = NightTold(
        id="a" * 32,
        number=1,
        title=wild,
        lines=(wild,),
        parts=(NightPart(wild, (wild,), (wild,), ((wild,),)),),
    )
    page = QTextDocument()
    page.setHtml(html_of(told, 400))
    assert page.toPlainText().count(wild) == 6
    assert "<img" not in page.toHtml()


LONG = "öğrenilen yok: sınav geçilmedi (yanıt vermeyi sürdüren: modelin kendisi)"


@pytest.mark.parametrize("width", [640, 760, 1200])
def test_all_of_a_row_of_the_list_is_seen(qtbot, window, panel, width):
    window.resize(width, 520)
    panel._show((replace(panel._heads[0], told=LONG),))
    item, delegate = panel.list.item(0), panel.list.itemDelegate()

    def laid():
        """How high it is, and the lines that are to be drawn there."""
        rect = panel.list.visualItemRect(item)
        lines, _ = delegate.lines(
            item.data(ROW), panel.list.font(), rect.width() - 2 * PAD_X
        )
        return rect.height() - 2 * PAD_Y, lines

    def fits():
        height, lines = laid()
        return height >= len(lines) * (QFontMetrics(panel.list.font()).height() - 3)

    qtbot.waitUntil(fits)
    _, lines = laid()
    assert LONG in "".join(lines).replace("\u00a0", " ")
    assert item.text().endswith(LONG)


def test_buttons_stay_where_they_are_when_lines_come_and_go(qtbot, panel):
    pressed = (panel.allow, panel.run, panel.stop)
    places = [button.geometry() for button in pressed]
    panel.lines.setText("\n".join(panel.lines.text().splitlines() * 3))
    panel._progress("…", 5)
    qtbot.waitUntil(panel.bar.isVisible)
    panel.layout().activate()
    assert [button.geometry() for button in pressed] == places
