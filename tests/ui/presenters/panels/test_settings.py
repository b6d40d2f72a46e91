"""The settings, without a widget."""

import pytest

from evotr.domain import ServedExpert
from evotr.errors import LoginItemRefused, SettingOutOfRange
from evotr.paths import Paths
from evotr.settings import load_settings, write_setting
from evotr.text import LANGUAGES
from ui.presenters.provenance import chip_of


@pytest.fixture
def settings(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    return panels.settings


@pytest.fixture
def texts_now(panels):
    """The sentences of the panels; they know the experts once they were listed."""
    return panels.texts


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_knows_is_told_to_be_removed(qtbot, settings, home, texts_now):
    home.mkdir(exist_ok=True)
    Paths(home).settings.write_text("max_tokenz = 5\nmax_tokens = 64\n", "utf-8")
    listed(qtbot, settings, settings.refresh)
    for name, key in (
        ("max_tokenz", "panels.removed"),
        ("max_tokens", "panels.from_next_start"),
    ):
        with qtbot.waitSignal(settings.told, timeout=10_000) as told:
            settings.write(name, None)
        assert told.args == [texts_now(key)]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_answers_is_one_of_the_experts_by_their_names(qtbot, settings, texts_now):
    who = listed(qtbot, settings, settings.refresh)["expert"]
    offered = settings.choices(who)
    assert (offered[0], offered[-1]) == ("auto", "base")
    assert {"general", "tr_chat", "python_coder"} <= set(offered)
    names = [settings.choice(who, value) for value in offered]
    assert names[0] == texts_now("choice.auto")
    assert names[offered.index("tr_chat")] == texts_now.expert("tr_chat") != "tr_chat"
    assert len(set(names)) == len(offered)
    assert set(names) & set(offered) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_no_expert_any_more_stays_what_it_was(qtbot, settings, texts_now, home):
    write_setting(Paths(home), "expert", "cook")
    who = listed(qtbot, settings, settings.refresh)["expert"]
    assert settings.choices(who)[-1] == "cook"
    assert settings.choice(who, "cook") == texts_now("panels.who_other", who="cook")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blend_that_was_written_stays_and_is_called_as_above_answers(
    qtbot, settings, texts_now, home
):
    write_setting(Paths(home), "expert", "tr_chat:0.7, python_coder:0.3")
    who = listed(qtbot, settings, settings.refresh)["expert"]
    blend = ServedExpert("tr_chat", 0.7), ServedExpert("python_coder", 0.3)
    above = chip_of(texts_now, texts_now.names, blend, None)
    assert settings.choice(who, settings.choices(who)[-1]) == above
    assert settings.choice(who, "tr_chat:x") == texts_now.expert("tr_chat") + ":x"


def test_starting_at_login_is_the_systems(qtbot, panels, platform):
    settings = panels.settings
    assert settings.can_start_at_login
    settings.set_start_at_login(on=True)
    assert settings.starts_at_login
    platform.refuse = LoginItemRefused(reason="policy")
    with qtbot.waitSignal(settings.failed):
        settings.set_start_at_login(on=False)
    assert settings.starts_at_login
