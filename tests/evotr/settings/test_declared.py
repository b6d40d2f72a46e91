import pytest

from evotr.settings import Settings, env_name, load_settings
from evotr.text import LANGUAGES, Catalog


def test_the_names_the_world_knows_carry_no_prefix():
    known = {
        "HF_TOKEN",
        "BASE_MODEL_PATH",
        "ADAPTER_TR_PATH",
        "ADAPTER_PYTHON_PATH",
        "CHROMA_PERSIST_DIR",
        "LOG_DIR",
        "LOG_LEVEL",
        "DEVICE",
        "EVOTR_HOME",
    }
    assert known <= {env_name(field) for field in Settings.model_fields}
    assert env_name("temperature") == "EVOTR_TEMPERATURE"


def test_the_token_never_shows_in_a_printed_settings_object(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_verysecret")
    assert "verysecret" not in repr(load_settings())


@pytest.mark.parametrize(
    ("lang", "expected"), [("tr_TR.UTF-8", "tr"), ("en_US.UTF-8", "en"), ("C", "en")]
)
def test_automatic_language_follows_the_locale(monkeypatch, lang, expected):
    monkeypatch.setenv("EVOTR_LANGUAGE", "auto")
    monkeypatch.setenv("LC_ALL", lang)
    assert load_settings().ui_language == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained(language):
    say = Catalog.load(language)
    for field in Settings.model_fields:
        assert say(f"settings.{field}")


def test_a_tilde_is_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOG_DIR", "~/logs")
    monkeypatch.setenv("BASE_MODEL_PATH", "~/model")
    assert load_settings().logs == tmp_path / "logs"
    assert load_settings().base_model_path == str(tmp_path / "model")
