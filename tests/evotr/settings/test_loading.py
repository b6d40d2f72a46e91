import pytest

from evotr.errors import (
    InvalidSetting,
    UnknownSetting,
)
from evotr.settings import (
    Settings,
    env_name,
    load_settings,
    write_setting,
)
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


def test_arguments_beat_environment_beat_dotenv_beat_file(monkeypatch, tmp_path, home):
    dotenv = tmp_path / "other.env"
    write_setting(load_settings().paths, "max_tokens", 1)
    assert load_settings(env_file=dotenv).max_tokens == 1
    dotenv.write_text("EVOTR_MAX_TOKENS=2\n")
    assert load_settings(env_file=dotenv).max_tokens == 2
    monkeypatch.setenv("EVOTR_MAX_TOKENS", "3")
    assert load_settings(env_file=dotenv).max_tokens == 3
    assert load_settings({"max_tokens": 4}, env_file=dotenv).max_tokens == 4
    assert load_settings().evotr_home == home


def test_the_home_in_dotenv_decides_which_settings_file_is_read(monkeypatch, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "settings.toml").write_text("seed = 7\n")
    dotenv = tmp_path / "other.env"
    dotenv.write_text(f"EVOTR_HOME={other}\n")
    monkeypatch.delenv("EVOTR_HOME")
    settings = load_settings(env_file=dotenv)
    assert settings.seed == 7
    assert settings.paths.journal == other / "journal.db"


@pytest.mark.parametrize(
    ("key", "near"), [("temprature", "temperature"), ("hf_tokn", "hf_token")]
)
def test_an_unknown_key_of_the_settings_file_is_told_with_the_nearest(home, key, near):
    home.mkdir()
    (home / "settings.toml").write_text(f'{key} = "x"\n')
    with pytest.raises(UnknownSetting) as caught:
        load_settings()
    assert caught.value.values["suggestion"] == near


def test_an_unknown_key_of_environment_or_dotenv_is_told(monkeypatch, tmp_path):
    dotenv = tmp_path / "other.env"
    dotenv.write_text("EVOTR_TEMPRATURE=1\n")
    with pytest.raises(UnknownSetting):
        load_settings(env_file=dotenv)
    monkeypatch.setenv("EVOTR_SEEED", "1")
    with pytest.raises(UnknownSetting) as caught:
        load_settings()
    assert caught.value.values["suggestion"] == "EVOTR_SEED"


def test_a_refused_value_names_the_setting(monkeypatch):
    monkeypatch.setenv("EVOTR_TEMPERATURE", "hot")
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert "temperature" in str(caught.value.values["key"]).lower()


def test_a_settings_file_that_is_not_toml_is_told(home):
    home.mkdir()
    (home / "settings.toml").write_text("temperature = = 1\n")
    with pytest.raises(InvalidSetting):
        load_settings()


def test_writing_a_setting_keeps_comments_and_checks_the_value(home):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text("# mine\nseed = 1 # lucky\n")
    paths = load_settings().paths
    write_setting(paths, "base_model_path", "org/model")
    assert "# mine" in file.read_text()
    assert "# lucky" in file.read_text()
    with pytest.raises(InvalidSetting):
        write_setting(paths, "temperature", -1)
    with pytest.raises(UnknownSetting):
        write_setting(paths, "nope", 1)
    write_setting(paths, "base_model_path", None)
    assert load_settings().base_model_path == ""


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


@pytest.mark.parametrize("value", ["END", "[1"])
def test_a_list_that_is_not_json_names_its_setting(monkeypatch, value):
    monkeypatch.setenv("EVOTR_STOP", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert caught.value.values["key"] == "stop"
    assert caught.value.values["source"] == "EVOTR_STOP"


def test_a_dotenv_that_is_not_text_is_told(tmp_path):
    dotenv = tmp_path / "other.env"
    dotenv.write_bytes(b"EVOTR_SEED=\xff\xfe\n")
    with pytest.raises(InvalidSetting):
        load_settings(env_file=dotenv)


def test_the_dotenv_of_the_current_folder_is_not_ours(tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=x\nEVOTR_SEED=7\n")
    assert load_settings().seed is None


def test_a_tilde_is_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOG_DIR", "~/logs")
    monkeypatch.setenv("BASE_MODEL_PATH", "~/model")
    assert load_settings().logs == tmp_path / "logs"
    assert load_settings().base_model_path == str(tmp_path / "model")
