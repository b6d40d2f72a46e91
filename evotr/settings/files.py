"""The two files that settings stand in: ``settings.toml`` and ``.env``."""

from pathlib import Path

import tomlkit
from dotenv import dotenv_values
from tomlkit.exceptions import ParseError

from evotr.errors import SettingsFileBroken, named_os_error

__all__ = ["read_dotenv", "read_toml"]


def read_toml(file: Path) -> tomlkit.TOMLDocument:
    """The document with its comments; an empty one where there is no file.

    Raises:
        SettingsFileBroken: It is not UTF-8, or not TOML.
        FolderNotWritable: The system does not let it be read.
    """
    try:
        return tomlkit.parse(_text(file))
    except ParseError as error:
        raise SettingsFileBroken(
            key=file.name,
            source=file,
            path=file,
            line=error.line,
            column=error.col + 1,  # tomlkit counts columns from 0
        ) from error


def read_dotenv(file: Path) -> dict[str, str | None]:
    """The variables of a ``.env`` by name; none where there is no file.

    Raises:
        SettingsFileBroken: It is not UTF-8.
        FolderNotWritable: The system does not let it be read.
    """
    _text(file)
    return dict(dotenv_values(file)) if file.is_file() else {}


def _text(file: Path) -> str:
    try:
        content = file.read_bytes() if file.is_file() else b""
    except OSError as error:
        raise named_os_error(error, file) from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        sound = content[: error.start].decode("utf-8")
        raise SettingsFileBroken(
            key=file.name,
            source=file,
            path=file,
            line=sound.count("\n") + 1,
            column=len(sound.rpartition("\n")[2]) + 1,
        ) from error
