import re

import pytest

from evotr.errors import (
    InvalidSetting,
    SettingMalformed,
    SettingNotChoice,
    SettingNotFolder,
    SettingNotHours,
    SettingNotToken,
    SettingOutOfRange,
)
from evotr.settings import load_settings
from evotr.settings.refusals import refusal
from evotr.text import LANGUAGES, Catalog

# What pydantic says.
ENGLISH = re.compile(
    r"[Ii]nput|should|valid|Value error|greater|less than|\bor\b|expected"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("line", "error", "told"),
    [
        ("seed = 'x'", SettingMalformed, "12"),
        ("seed = 1.5", SettingMalformed, "12"),
        ("seed = [1]", SettingMalformed, "12"),
        ("top_p = 'x'", SettingMalformed, "0.5"),
        ("top_p = [1]", SettingMalformed, "0.5"),
        ("idle_unload_minutes = inf", SettingMalformed, "0.5"),
        ("system_prompt = 1", SettingMalformed, '"…"'),
        ("log_dir = 1", SettingMalformed, '"…"'),
        ("stop = 1", SettingMalformed, '["END", "STOP"]'),
        ("stop = [1]", SettingMalformed, '["END", "STOP"]'),
        ("stop = 'END'", SettingMalformed, '["END", "STOP"]'),
        ("""stop = '"END"'""", SettingMalformed, '["END", "STOP"]'),
        ("hf_endpoint = 'hub'", SettingMalformed, "https://huggingface.co"),
        ("hf_endpoint = 1", SettingMalformed, '"…"'),
        ("night_hours = ''", SettingNotHours, "02:00-06:00"),
        ("night_hours = '02:00-02:00'", SettingNotHours, "02:00-06:00"),
        ("night_hours = '٠٢:٠٠-٠٦:٠٠'", SettingNotHours, "02:00-06:00"),
        ("device = 'gpus'", SettingNotChoice, "auto, gpu, cpu"),
        ("log_level = 3", SettingNotChoice, "DEBUG, INFO, WARNING, ERROR"),
        ("top_p = 0", SettingOutOfRange, "> 0"),
        ("top_p = 1.1", SettingOutOfRange, "≤ 1"),
        ("night_p_value = 1", SettingOutOfRange, "< 1"),
        ("max_tokens = 0", SettingOutOfRange, "≥ 1"),
        ("night_batch = 99999999999999999999", SettingOutOfRange, "≤ 64"),
        ("night_rank = 1000000", SettingOutOfRange, "≤ 1024"),
        ("night_rows = 1", SettingOutOfRange, "≥ 100"),
        ("night_rows = 1000000", SettingOutOfRange, "≤ 200000"),
        ("temperature = nan", SettingOutOfRange, "≤ 2"),
        ("log_dir = '~nobody-here/x'", SettingNotFolder, "log_dir"),
        ("base_model_path = '~nobody-here/x'", SettingNotFolder, "base_model_path"),
        ("hf_token = ''", SettingNotToken, "hf_token"),
        ("hf_token = 1", SettingMalformed, '"…"'),
    ],
)
def test_each_refusal_is_a_sentence_of_ours(home, line, error, told, language):
    home.mkdir()
    (home / "settings.toml").write_text(line + "\n")
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert type(caught.value) is error
    sentence, hint = Catalog.load(language).error(caught.value)
    assert line.split()[0] in sentence
    assert "(settings.toml)" in sentence
    assert told in sentence
    assert hint
    if language == "tr":
        assert not ENGLISH.search(sentence + hint)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_means_the_whole_day_is_told_how_that_is_written(monkeypatch, language):
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", "02:00-02:00")
    with pytest.raises(SettingNotHours) as caught:
        load_settings()
    hint = Catalog.load(language).error(caught.value)[1]
    (hours,) = re.findall(r"[0-9:]{5}-[0-9:]{5}", hint)
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", hours)
    assert load_settings().night_hours == hours == "00:00-00:00"


@pytest.mark.parametrize(
    "endpoint",
    [
        *("huggingface.co", "ftp://hub", "file:///etc", "https://", "http://:80"),
        *("https://hub:port", "https://hub:0", "https://hub:99999", "https://[::1"),
        *("https://a b", "https://hub/\n", "https://hüb.co", "https://hub?x=1", " "),
    ],
)
def test_an_endpoint_that_is_no_address_is_refused(monkeypatch, endpoint):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert caught.value.values["key"] == "hf_endpoint"
    assert caught.value.values["source"] == "HF_ENDPOINT"


@pytest.mark.parametrize(
    "endpoint",
    ["https://huggingface.co", "http://127.0.0.1:8080", "http://[::1]:1/", "HTTPS://h"],
)
def test_an_address_is_taken_as_it_is(monkeypatch, endpoint):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert load_settings().hf_endpoint == endpoint


@pytest.mark.parametrize(
    "token", [" ", "hf_a b", "hf_a\n", "\thf_a", "hf_\x1b[0m", "hf_ğ", "hf_a\u00a0"]
)
def test_a_token_that_cannot_be_one_is_refused_and_never_shown(monkeypatch, token):
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(SettingNotToken) as caught:
        load_settings()
    assert caught.value.values == {"key": "hf_token", "source": "HF_TOKEN"}


def test_an_empty_variable_is_none(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("HF_ENDPOINT", "")
    assert load_settings().hf_token is None
    assert load_settings().hf_endpoint == "https://huggingface.co"


def test_a_kind_that_nobody_foresaw_is_still_named():
    error = refusal(
        {"type": "strange", "loc": ("seed",), "msg": "odd", "input": 1}, "settings.toml"
    )
    assert type(error) is InvalidSetting
    assert error.values["reason"] == "strange"
