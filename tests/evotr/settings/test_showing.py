"""The settings as a form shows them."""

import pytest

from evotr.errors import (
    InvalidSetting,
    SettingMalformed,
    SettingNotChoice,
    SettingNotToken,
    SettingOutOfRange,
    SettingUnheard,
    UnknownSetting,
)
from evotr.settings import (
    Settings,
    examine_settings,
    load_settings,
    shown,
    write_text,
)


@pytest.fixture(autouse=True)
def _no_language(monkeypatch):
    monkeypatch.delenv("EVOTR_LANGUAGE")


def one(name):
    return next(each for each in shown(*examine_settings()) if each.name == name)


def test_every_setting_of_the_file_is_shown_once_in_its_order():
    names = [each.name for each in shown(load_settings())]
    assert names == [name for name in Settings.model_fields if name != "evotr_home"]


@pytest.mark.parametrize(
    ("name", "kind", "default", "choices"),
    [
        ("memory", "switch", "true", ()),
        ("language", "choice", "auto", ("auto", "tr", "en")),
        ("max_tokens", "number", "1024", ()),
        ("temperature", "number", "", ()),
        ("idle_unload_minutes", "number", "15", ()),
        ("quick_keys", "text", "Alt+Space", ()),
        ("log_dir", "folder", "", ()),
        ("hf_token", "secret", "", ()),
        ("stop", "list", "", ()),
    ],
)
def test_what_a_setting_may_be(name, kind, default, choices):
    setting = one(name)
    assert (setting.kind, setting.default, setting.choices) == (kind, default, choices)
    assert (setting.value, setting.source) == (default, "default")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("memory", "false", "false"),
        ("max_tokens", " 64 ", "64"),
        ("temperature", "0,5", "0.5"),
        ("language", "tr", "tr"),
        ("system_prompt", "Kısa konuş.", "Kısa konuş."),
        ("quick_keys", "", ""),
        ("stop", '["SON", "ÖYLE"]', '["SON", "ÖYLE"]'),
        ("hf_token", "hf_abc", "•"),
    ],
)
def test_what_is_typed_is_kept_and_can_be_taken_back(name, typed, value):
    write_text(load_settings(), name, typed)
    assert (one(name).value, one(name).source) == (value, "file")
    write_text(load_settings(), name, None)
    assert (one(name).value, one(name).source) == (one(name).default, "default")


def test_the_file_holds_values_not_words():
    settings = load_settings()
    for name, typed in (("seed", "7"), ("memory", "false"), ("temperature", "1")):
        write_text(settings, name, typed)
    text = settings.paths.settings.read_text("utf-8")
    assert text.splitlines() == ["seed = 7", "memory = false", "temperature = 1.0"]


def test_blank_means_none():
    write_text(load_settings(), "temperature", "0.5")
    write_text(load_settings(), "temperature", "  ")
    assert load_settings().temperature is None


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("max_tokens", "0", SettingOutOfRange),
        ("max_tokens", "çok", SettingMalformed),
        ("language", "fr", SettingNotChoice),
        ("stop", "SON", SettingMalformed),
    ],
)
def test_what_cannot_be_changes_nothing(name, typed, error):
    with pytest.raises(error):
        write_text(load_settings(), name, typed)
    assert one(name).source == "default"


def test_the_environment_is_named_where_it_overrules(monkeypatch):
    write_text(load_settings(), "max_tokens", "64")
    monkeypatch.setenv("EVOTR_MAX_TOKENS", "32")
    setting = one("max_tokens")
    assert (setting.value, setting.source) == ("32", "environment")
    assert setting.variable == "EVOTR_MAX_TOKENS"


def test_a_broken_file_can_still_be_shown():
    settings = load_settings()
    settings.paths.home.mkdir(parents=True, exist_ok=True)
    settings.paths.settings.write_text("[", "utf-8")
    assert shown(settings)[0].source == "default"


def test_what_is_refused_is_shown_as_it_was_written_and_why(home, monkeypatch):
    home.mkdir()
    (home / "settings.toml").write_text(
        'temperature = "hot"\nmax_tokens = -5\nmemory = "belki"\nstop = [1]\n'
        'hf_token = "a b"\nseed = 7\n',
        "utf-8",
    )
    monkeypatch.setenv("EVOTR_MAX_TOKENS", "çok")
    values = {
        "temperature": ("hot", "file", SettingMalformed),
        "max_tokens": ("çok", "environment", SettingMalformed),
        "memory": ("belki", "file", InvalidSetting),
        "stop": ("[1]", "file", SettingMalformed),
        "hf_token": ("•", "file", SettingNotToken),
        "seed": ("7", "file", type(None)),
    }
    for name, (value, source, fault) in values.items():
        setting = one(name)
        assert (setting.value, setting.source) == (value, source)
        assert isinstance(setting.fault, fault)
    write_text(examine_settings()[0], "temperature", "0,5")
    assert (one("temperature").value, one("temperature").fault) == ("0.5", None)


def test_what_the_file_has_and_nobody_knows_stands_first(home, monkeypatch):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text("max_tokenz = 5\n[qqqq]\na = true\n", "utf-8")
    monkeypatch.setenv("EVOTR_SEEED", "1")  # that of the environment is not of the file
    settings, faults = examine_settings()
    first, second, known, *_ = shown(settings, faults)
    assert (first.name, first.value, first.kind) == ("max_tokenz", "5", "unknown")
    assert type(first.fault) is UnknownSetting
    assert (second.name, second.value) == ("qqqq", '{"a": true}')
    assert type(second.fault) is SettingUnheard
    assert known.kind != "unknown"
    for name in ("max_tokenz", "qqqq"):
        write_text(settings, name, None)
    assert file.read_text("utf-8") == ""
