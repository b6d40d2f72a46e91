import json
import os

import pytest

from evotr import __version__
from evotr.cli.main import main
from evotr.settings import Settings, env_name
from evotr.text import LANGUAGES, Catalog


@pytest.fixture
def run(capsys, monkeypatch):
    # What `--set` gives becomes this process's environment.
    for field in Settings.model_fields:
        if env_name(field) not in os.environ:
            monkeypatch.setenv(env_name(field), "")

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(words)
        shown = capsys.readouterr()
        return end.value.code or 0, shown.out, shown.err

    return run


def test_the_version_is_told(run):
    assert run("--version") == (0, f"evotr {__version__}\n", "")


@pytest.mark.parametrize(
    ("language", "sentence", "hint"),
    [
        ("en", "`evotr` has no command “akss”", "`evotr --help` shows"),
        ("tr", "“akss” diye bir komut yok", "`evotr --help` her birinin"),
    ],
)
def test_a_wrong_command_is_one_sentence_and_what_to_do(
    run, monkeypatch, language, sentence, hint
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    code, out, err = run("akss")
    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert sentence in err.splitlines()[0]
    assert hint in err.splitlines()[1]


def test_a_wrong_command_is_an_object_with_json(run):
    code, out, err = run("conversations", "list", "--nope", "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["error"] == "OptionUnknown"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--set", "seed", "ask", "x"], "ValueRefused"),
        (["--set", "seeed=1", "ask", "x"], "UnknownSetting"),
        (["--set", "seed=one", "ask", "x"], "SettingMalformed"),
        (["--set", "device=gpus", "ask", "x"], "SettingNotChoice"),
        (["--set", "hf_token=a b", "ask", "x"], "SettingNotToken"),
        (["--set", "seed=", "ask", "x"], "InvalidSetting"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_before_anything(run, words, error):
    code, out, _ = run(*words, "--json")
    assert code == 2
    assert json.loads(out)["error"] == error


@pytest.mark.parametrize("language", LANGUAGES)
def test_broken_settings_are_told_in_the_language_that_they_choose(
    run, home, monkeypatch, language
):
    monkeypatch.delenv("EVOTR_LANGUAGE")
    home.mkdir()
    file = home / "settings.toml"
    file.write_text(f"language = '{language}'\nseed = 'x'\n")
    code, _, err = run("conversations", "list")
    expected = Catalog.load(language).sentences["error.SettingMalformed"]
    assert code == 2
    assert expected.format(key="seed", source="settings.toml", example="12") in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_no_toml_is_told_with_its_place(
    run, home, monkeypatch, language
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    home.mkdir()
    (home / "settings.toml").write_text("seed = 1\nlanguage = = 'tr'\n")
    code, out, _ = run("conversations", "list", "--json")
    told = json.loads(out)
    expected = Catalog.load(language).sentences["error.SettingsFileBroken"]
    place = {"path": home / "settings.toml", "line": 2, "column": 12}
    assert (code, told["error"]) == (2, "SettingsFileBroken")
    assert told["message"] == expected.format(**place)


def test_doctor_goes_on_with_settings_that_were_given_wrong(run, monkeypatch):
    monkeypatch.setenv("BASE_MODEL_PATH", "org/gone")
    code, out, _ = run("--set", "seed=one", "doctor", "--json")
    checks = json.loads(out)["checks"]
    assert code == 1
    told = {check["name"]: check["message"] for check in checks}
    assert "seed" in told["settings"]
    assert "org/gone" in told["model"]
