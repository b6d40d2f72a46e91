"""The sign in the menu bar."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon

from ui.presenters import PresencePresenter
from ui.text import load
from ui.widgets.status_item import StatusCommands, StatusItem

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def asked():
    return []


@pytest.fixture
def presence():
    return PresencePresenter()


def item(language, presence, asked):
    names = ("ask", "window", "settings", "quit")
    commands = StatusCommands(*(lambda name=name: asked.append(name) for name in names))
    return StatusItem(load(language), presence, commands)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_its_menu_asks_for_all_there_is(language, presence, asked):
    sign = item(language, presence, asked)
    actions = [action for action in sign.menu.actions() if not action.isSeparator()]
    assert all(action.text() for action in actions)
    assert {action.menuRole() for action in actions} == {QAction.MenuRole.NoRole}
    for action in actions:
        action.trigger()
    assert asked == ["ask", "window", "settings", "quit"]


def test_the_picture_is_a_template_and_follows_the_presence(presence, asked):
    sign = item("en", presence, asked)
    seen = {}
    for state in ("idle", "thinking", "night", "resting"):
        presence.changed.emit(state)
        assert sign.icon.icon().isMask()
        image = sign.icon.icon().pixmap(24, 24).toImage()
        seen[state] = bytes(image.constBits())
        assert sign.icon.toolTip() == load("en")(f"bar.{state}")
    assert seen.pop("resting") == seen["night"]
    assert len(set(seen.values())) == 3
    assert all(any(picture) for picture in seen.values())


def test_a_click_asks_where_clicks_do_not_open_the_menu(presence, asked):
    sign = item("en", presence, asked)
    sign.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert asked == []
    sign.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert asked == ["ask"]
