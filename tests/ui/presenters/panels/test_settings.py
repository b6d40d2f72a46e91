"""The settings, without a widget."""

import pytest

from evotr.errors import LoginItemRefused, SettingOutOfRange
from evotr.settings import load_settings


@pytest.fixture
def settings(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    return panels.settings


def listed(qtbot, settings, ask):
    with qtbot.waitSignal(settings.changed, timeout=10_000) as told:
        ask()
    return {setting.name: setting for setting in told.args[0]}


def test_what_is_typed_is_written_and_told(qtbot, settings, home):
    with qtbot.waitSignal(settings.written, timeout=10_000) as written:
        now = listed(qtbot, settings, lambda: settings.write("max_tokens", "64"))
    assert written.args == ["max_tokens", "64"]
    assert now["max_tokens"].value == "64"
    assert load_settings({"evotr_home": home}).max_tokens == 64
    with qtbot.waitSignal(settings.written, timeout=10_000) as written:
        now = listed(qtbot, settings, lambda: settings.write("max_tokens", None))
    assert written.args == ["max_tokens", None]
    assert now["max_tokens"].source == "default"


def test_what_cannot_be_names_its_setting(qtbot, settings):
    with qtbot.waitSignal(settings.refused, timeout=10_000) as refused:
        settings.write("max_tokens", "0")
    name, error = refused.args
    assert name == "max_tokens"
    assert isinstance(error, SettingOutOfRange)


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(
    ("words", "name"),
    [("", "seed"), ("EVOTR_SEED", "seed"), ("quick keys", "quick_keys")],
)
def test_the_words_of_a_search(qtbot, settings, words, name):
    now = listed(qtbot, settings, settings.refresh)
    assert settings.fits(now[name], words)
    assert not settings.fits(now[name], f"{words} zürafa")


def test_starting_at_login_is_the_systems(qtbot, panels, platform):
    settings = panels.settings
    assert settings.can_start_at_login
    settings.set_start_at_login(on=True)
    assert settings.starts_at_login
    platform.refuse = LoginItemRefused(reason="policy")
    with qtbot.waitSignal(settings.failed):
        settings.set_start_at_login(on=False)
    assert settings.starts_at_login
