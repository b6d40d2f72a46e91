import errno
import os

import pytest

from evotr.errors import (
    DiskFull,
    InvalidSetting,
    SettingNotFolder,
    SettingsFileBroken,
    UnknownSetting,
)
from evotr.paths import default_home
from evotr.settings import (
    examine_settings,
    load_settings,
    write_setting,
)


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


def test_a_setting_can_be_mended_while_another_is_wrong(home):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text('temperature = "hot"\nmax_tokens = -5\nnope = 1\n')
    paths = examine_settings()[0].paths
    with pytest.raises(InvalidSetting) as caught:
        write_setting(paths, "temperature", 9)
    assert caught.value.values["key"] == "temperature"
    write_setting(paths, "temperature", 0.5)
    write_setting(paths, "max_tokens", 64)
    assert file.read_text() == "temperature = 0.5\nmax_tokens = 64\nnope = 1\n"


def test_what_the_file_has_and_nobody_knows_can_be_taken_out(home):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text("# mine\nmax_tokenz = 5\nseed = 1\n[qqqq]\na = 1\n")
    paths = examine_settings()[0].paths
    with pytest.raises(UnknownSetting):
        write_setting(paths, "max_tokenz", 6)
    write_setting(paths, "max_tokenz", None)
    write_setting(paths, "qqqq", None)
    assert file.read_text() == "# mine\nseed = 1\n"
    with pytest.raises(UnknownSetting):
        write_setting(paths, "max_tokenz", None)


def test_a_full_disk_leaves_the_settings_as_they_were(home, monkeypatch):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text("seed = 1\n")
    paths = load_settings().paths

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        write_setting(paths, "seed", 2)
    assert file.read_text() == "seed = 1\n"
    assert [each.name for each in home.iterdir()] == [file.name]


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


def test_what_is_wrong_costs_only_itself(monkeypatch, tmp_path, home):
    home.mkdir()
    (home / "settings.toml").write_text("seed = 'x'\nmax_tokens = 7\ncoffee = 1\n")
    dotenv = tmp_path / "other.env"
    dotenv.write_text("EVOTR_TOP_K=x\nEVOTR_STOP=[1\nEVOTR_MIN_P=0.5\nEVOTR_TEA=1\n")
    monkeypatch.setenv("DEVICE", "toaster")
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    settings, faults = examine_settings({"top_p": 3, "temperature": 1}, env_file=dotenv)
    assert (settings.max_tokens, settings.min_p, settings.temperature) == (7, 0.5, 1)
    assert (settings.ui_language, settings.evotr_home) == ("tr", home)
    assert (settings.seed, settings.top_k, settings.top_p) == (None, None, None)
    assert (settings.device, settings.stop) == ("auto", ())
    told = {(fault.values["key"], str(fault.values["source"])) for fault in faults}
    assert told == {
        ("EVOTR_TEA", str(dotenv)),
        ("coffee", str(home / "settings.toml")),
        ("device", "DEVICE"),
        ("seed", "settings.toml"),
        ("stop", ".env"),
        ("top_k", ".env"),
        ("top_p", "settings.toml"),
    }


def test_a_broken_file_leaves_the_environment(monkeypatch, tmp_path, home):
    home.mkdir()
    (home / "settings.toml").write_text("max_tokens = \n")
    dotenv = tmp_path / "other.env"
    dotenv.write_bytes(b"EVOTR_SEED=\xff")
    monkeypatch.setenv("EVOTR_TOP_K", "5")
    settings, faults = examine_settings(env_file=dotenv)
    assert settings.top_k == 5
    assert [type(fault) for fault in faults] == [SettingsFileBroken] * 2
    assert [fault.values["path"] for fault in faults] == [
        dotenv,
        home / "settings.toml",
    ]


def test_a_home_of_nobody_falls_back_to_the_usual_one(monkeypatch, tmp_path):
    monkeypatch.setenv("EVOTR_HOME", "~nobody-here/x")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    settings, (fault,) = examine_settings()
    assert isinstance(fault, SettingNotFolder)
    assert settings.evotr_home == default_home()


def test_nothing_wrong_is_no_fault():
    assert examine_settings() == (load_settings(), ())
