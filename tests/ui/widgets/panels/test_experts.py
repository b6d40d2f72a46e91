"""The experts: what is there to choose, what is not, and what they are told."""

import pytest

from evotr.paths import Paths
from evotr.settings import write_setting
from evotr.text import LANGUAGES
from ui.widgets.panels import PanelsWindow

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
