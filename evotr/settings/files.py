"""The two files that settings stand in: ``settings.toml`` and ``.env``."""

from io import StringIO
from pathlib import Path

import tomlkit
from dotenv import dotenv_values
from dotenv.parser import parse_stream
from tomlkit.exceptions import ParseError

from evotr.errors import SettingsFileBroken, SettingsFileClosed

__all__ = ["read_dotenv", "read_toml"]


def read_toml(file: Path) -> tomlkit.TOMLDocument:
    """The document with its comments; an empty one where there is no file.

    Raises:
        SettingsFileBroken: It is not UTF-8, or not TOML.
        SettingsFileClosed: It is no file, or one that may not be read.
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
        SettingsFileBroken: It is not UTF-8, or a line is no assignment.
        SettingsFileClosed: It is no file, or one that may not be read.
    """
    for binding in parse_stream(StringIO(_text(file))):
        if binding.error:
            # What is blank before the line belongs to it, too.
            text = binding.original.string
            blank = text[: len(text) - len(text.lstrip())].count("\n")
            raise SettingsFileBroken(
                key=file.name,
                source=file,
                path=file,
                line=binding.original.line + blank,
                column=1,
            )
    return dict(dotenv_values(file)) if file.exists() else {}


def _text(file: Path) -> str:
    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for
            raise IsADirectoryError
        content = file.read_bytes() if file.exists() else b""
    except OSError as error:
        raise SettingsFileClosed(key=file.name, source=file, path=file) from error
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
