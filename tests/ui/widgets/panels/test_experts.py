"""The experts: what is there to choose, what is not, and what they are told."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from evotr.paths import Paths
from evotr.settings import write_setting
from evotr.text import LANGUAGES
from ui.presenters.panels.experts import origin_of
from ui.text.order import alphabetical
from ui.widgets.panels.parts import fill
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def window(qtbot, panels):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def choose(qtbot, panels, window):
    """Opens the panel and chooses an expert."""

    def choose(expert):
        with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
            window.open("experts")
        panel = window.panels["experts"]
        ids = [state.card.id for state in panel._experts]
        panel.list.setCurrentRow(ids.index(expert))
        return panel

    return choose


def commands(panel):
    return [panel.use, panel.none, panel.back]


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_they_are_read_nothing_can_be_chosen_and_it_says_why(
    qtbot, panels, window
):
    panel, soon = window.panels["experts"], panels.texts("panels.experts_soon")
    window.open("experts")
    assert panel.list.count() == 0
    assert panel.none_yet.isVisible()
    assert panel.none_yet.text() == soon
    for each in (*commands(panel), panel.bring_in):
        assert not each.isEnabled()
    assert {each.toolTip() for each in commands(panel)} == {soon}
    for each in (panel.versions, panel.details, panel.told):
        assert not each.isVisible()
    qtbot.waitUntil(lambda: panel.list.count() > 0, timeout=20_000)
    assert panel.none_yet.text() != soon


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_without_versions_says_so_in_the_place_of_empty_boxes(panels, choose):
    panel = choose("history")
    assert panel.expert.versions == ()
    assert panel.none_yet.text() == panels.texts("panels.versions_none")
    assert panel.none_yet.isVisible()
    assert not panel.versions.isVisible()
    assert not panel.details.isVisible()
    assert [each.isEnabled() for each in commands(panel)] == [False] * 3
    assert {each.toolTip() for each in commands(panel)} == {panel.none_yet.text()}
    assert panel.bring_in.isEnabled()
    panel = choose("tr_chat")
    assert not panel.none_yet.isVisible()
    assert panel.versions.isVisible()
    assert panel.details.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_expert_is_told_can_be_read(panels, choose):
    panel = choose("tr_chat")
    assert panel.told.isVisible()
    assert panel.told.isReadOnly()
    assert panel.told.toPlainText() == panel.expert.card.system_prompt != ""
    panel = choose("general")
    assert panel.expert.card.system_prompt == ""
    assert panel.told.toPlainText() == panels.texts("panels.expert_untold")


JUDGED = {
    "tr": ("Puanlar:", "  kod: 67,9", "EVO-TR'nin kendi üretecinden 10.000 örnek"),
    "en": ("Scores:", "  code: 67.9", "10,000 examples of the generator of EVO-TR"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_version_was_judged_by_is_in_words(choose, language):
    lines = choose("python_coder").details.toPlainText().split("\n")
    head, code, origin = JUDGED[language]
    assert [line for line in lines if head in line] == [head]
    assert lines.index(head) < lines.index(code) < len(lines) - 1
    assert lines[-1].endswith(f": {origin}")


@pytest.mark.parametrize(
    ("language", "data", "words"),
    [
        ("tr", "night 3", "3. gece"),
        ("en", "night 3", "night 3"),
        ("tr", "PEFT: /x, base", "PEFT: /x, base"),
    ],
)
def test_where_a_version_comes_from_is_in_words(panels, data, words):
    assert origin_of(panels.texts, data) == words


BUILT_ON = {
    "tr": "0001 sürümünün üzerine kuruldu.",
    "en": "It was built on version 0001.",
}
ACTS = {
    "tr": "Ağırlıklarının etki ettiği yer: Yanıtın başından itibaren",
    "en": "Where its weights act: From the beginning of the answer on",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_version_was_built_on_and_where_it_acts_is_in_words(choose, language):
    panel = choose("python_coder")
    version = panel.version
    card = replace(version.card, parent="0001", activation="reply")
    lines = panel._about(replace(version, card=card)).split("\n")
    assert lines[-1] == BUILT_ON[language]
    assert ACTS[language] in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_version_is_whole_in_half_a_screen(qtbot, panels, window, choose):
    panel, say = choose("python_coder"), panels.texts
    card = replace(panel.version.card, rank=128)
    long = replace(panel.version, card=card, status="retired", bundled=True)
    window.resize(960, 700)
    fill(panel.versions, [panel._cells(long)])
    assert say("experts.state.retired") in panel.versions.item(0, 1).text()
    bar = panel.versions.horizontalScrollBar()
    qtbot.waitUntil(lambda: window.width() == 960 and bar.maximum() == 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kind_of_a_version_is_whole_or_scrolled_to(window, choose):
    panel = choose("python_coder")
    table = panel.versions
    for width in (640, 1400):
        window.resize(width, 420)
        last = table.columnCount() - 1
        assert table.columnWidth(last) >= table.sizeHintForColumn(last)
    assert table.horizontalScrollBar().maximum() == 0
    assert table.columnViewportPosition(last) + table.columnWidth(last) == (
        table.viewport().width()
    )


def test_the_only_version_is_taken_away_by_its_own_button_alone(qtbot, panels, choose):
    panel = choose("python_coder")
    assert [each.isEnabled() for each in commands(panel)] == [False, True, False]
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        panel.none.click()
    assert [each.isEnabled() for each in commands(panel)] == [True, False, True]
    assert (
        panel.versions.item(0, 1)
        .text()
        .startswith(panels.texts("experts.state.retired"))
    )


@pytest.fixture
def gone(home):
    write_setting(Paths(home), "base_model_path", "org/gone")


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_model_is_gone_it_says_that_they_cannot_be_read(
    qtbot, panels, window
):
    with qtbot.waitSignal(panels.troubled, timeout=20_000):
        window.open("experts")
    panel = window.panels["experts"]
    none = panels.texts("panels.experts_none")
    qtbot.waitUntil(lambda: panel.none_yet.text() == none)
    assert [each.isEnabled() for each in commands(panel)] == [False] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_listed_by_name_and_another_language_keeps_the_choice(
    qtbot, panels, choose
):
    panel = choose("history")

    def listed():
        shown = [panel.list.item(at).text() for at in range(panel.list.count())]
        return [name.partition("\n")[0] for name in shown]

    for language in reversed(LANGUAGES):
        panels.texts.speak(language)
        QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
        names = [state.card.titles[language] for state in panel._experts]
        first = "Genel" if language == "tr" else "General"
        names = sorted(
            set(names) - {first}, key=lambda name: alphabetical(name, language)
        )
        qtbot.waitUntil(lambda wanted=(first, *names): listed() == [*wanted])
        assert panel.expert.card.id == "history"
