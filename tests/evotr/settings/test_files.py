import pytest

from evotr.errors import SettingsFileBroken, SettingsFileClosed
from evotr.settings.files import read_dotenv, read_toml


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"seed = = 1\n", 1, 8),
        (b"a = 1\nb = 2\nseed 3\n", 3, 7),
        (b"a = 1\na = 2\n", 2, 1),
        (b"a = 1\nb = '\xc3\xa7\xff'\n", 2, 7),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path, content, line, column):
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsFileBroken) as caught:
        read_toml(file)
    place = {key: caught.value.values[key] for key in ("path", "line", "column")}
    assert place == {"path": file, "line": line, "column": column}


def test_a_dotenv_that_is_not_text_is_told_with_its_place(tmp_path):
    file = tmp_path / ".env"
    file.write_bytes(b"EVOTR_SEED=1\nHF_TOKEN=\xff\n")
    with pytest.raises(SettingsFileBroken) as caught:
        read_dotenv(file)
    assert caught.value.values["line"] == 2


@pytest.mark.parametrize("line", ["EVOTR_LANGUAGE tr", "==x"])
def test_a_line_of_a_dotenv_that_is_none_is_told(tmp_path, line):
    file = tmp_path / ".env"
    file.write_text(f"EVOTR_SEED=1\n\n{line}\n")
    with pytest.raises(SettingsFileBroken) as caught:
        read_dotenv(file)
    assert caught.value.values["line"] == 3


def test_what_is_not_there_is_empty(tmp_path):
    assert read_toml(tmp_path / "settings.toml").unwrap() == {}
    assert read_dotenv(tmp_path / ".env") == {}


@pytest.mark.parametrize("read", [read_toml, read_dotenv])
def test_what_the_system_refuses_is_told(tmp_path, read):
    with pytest.raises(SettingsFileClosed):
        read(tmp_path)
    with pytest.raises(SettingsFileClosed):
        read(tmp_path / ("x" * 300))  # longer than any system's names
