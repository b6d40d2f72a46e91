import pytest

from evotr.errors import SettingUnheard, UnknownSetting
from evotr.settings import known_setting, load_settings
from evotr.settings.names import mistyped_variables
from evotr.text import LANGUAGES, Catalog


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("HF_TOKN", "HF_TOKEN"),
        ("HF_TOEKN", "HF_TOKEN"),
        ("HF_TOKENS", "HF_TOKEN"),
        ("HF_ENDPIONT", "HF_ENDPOINT"),
        ("BASE_MODEL_PAHT", "BASE_MODEL_PATH"),
        ("base_model_pat", "BASE_MODEL_PATH"),
        ("EVOTR_HMOE", "EVOTR_HOME"),
        ("EVORT_SEED", "EVOTR_SEED"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_in_the_environment_is_told(monkeypatch, name, meant, language):
    monkeypatch.delenv(meant, raising=False)
    monkeypatch.setenv(name, "hf_secret")
    with pytest.raises(UnknownSetting) as caught:
        load_settings()
    sentence, hint = Catalog.load(language).error(caught.value)
    assert name.upper() in sentence
    assert meant in hint
    assert "secret" not in sentence + hint


@pytest.mark.parametrize(
    "foreign",
    [
        *("GH_TOKEN", "TF_TOKEN", "HF_HOME", "HF_TOKEN_PATH", "HF_HUB_TOKEN", "HFTKN"),
        *("S3_ENDPOINT", "LOGLEVEL", "LOG_DIRS", "DEVICES", "DEVICE_ID"),
        *("BASE_PATH", "ADAPTER_PATH", "CHROMA_PERSIST_DIRECTORY", "VOTE_HOME"),
    ],
)
def test_what_belongs_to_others_is_left_alone(monkeypatch, foreign):
    monkeypatch.setenv(foreign, "x")
    assert list(mistyped_variables()) == []


def test_a_name_that_is_set_was_not_mistyped(monkeypatch):
    monkeypatch.setenv("HF_TOKENS", "all of them")
    monkeypatch.setenv("HF_TOKEN", "")
    assert len(list(mistyped_variables())) == 1
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    assert list(mistyped_variables()) == []


def test_an_unknown_name_with_our_prefix_is_told_however_far(monkeypatch):
    monkeypatch.setenv("EVOTR_COFFEE", "black")
    (unknown,) = mistyped_variables()
    assert unknown.values["key"] == "EVOTR_COFFEE"
    assert isinstance(unknown, SettingUnheard)


def test_a_setting_is_known_in_any_case():
    assert known_setting("Top_P", "--set") == "top_p"
    assert known_setting("EVOTR_TEMPERATURE", "--set") == "temperature"
    assert known_setting("device", "--set") == known_setting("DEVICE", "--set")
    with pytest.raises(SettingUnheard):
        known_setting("zzzz", "--set")
    with pytest.raises(UnknownSetting) as caught:
        known_setting("Topp", "--set")
    assert caught.value.values == {
        "key": "topp",
        "source": "--set",
        "suggestion": "top_p",
    }
