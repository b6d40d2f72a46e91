"""Reading all sources, and writing the settings file."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from evotr.errors import (
    EvotrError,
    InvalidSetting,
    UnknownSetting,
    named_os_error,
)
from evotr.files import write_whole
from evotr.paths import PROGRAM, Paths
from evotr.settings.declared import Settings, env_name
from evotr.settings.files import read_dotenv, read_toml
from evotr.settings.names import (
    FIELDS,
    FILE_FIELDS,
    mistyped_variables,
    strangers,
)
from evotr.settings.refusals import refusal

__all__ = ["examine_settings", "load_settings", "meant_by", "write_setting"]


def load_settings(
    arguments: Mapping[str, object] | None = None, *, env_file: Path | None = None
) -> Settings:
    """Read all sources.

    Args:
        arguments: Settings given by the caller, by field name.
        env_file: The ``.env`` to read; that beside the program by default (one of
            the current folder could belong to anything).

    Raises:
        UnknownSetting: A source names a setting that does not exist.
        InvalidSetting: A value is refused, or a file cannot be read as settings.
    """
    settings, faults = examine_settings(arguments, env_file=env_file)
    for fault in faults:
        raise fault
    return settings


def examine_settings(
    arguments: Mapping[str, object] | None = None, *, env_file: Path | None = None
) -> tuple[Settings, tuple[EvotrError, ...]]:
    """Read all sources, and pass over what is wrong with them.

    Args:
        arguments: As for `load_settings`.
        env_file: As for `load_settings`.

    Returns:
        The settings, with the default in place of each value that is refused, and
        the errors that `load_settings` would raise the first of.
    """
    given = dict(arguments or {})
    env_file = env_file or PROGRAM / ".env"
    faults: list[EvotrError] = [*strangers(given, FIELDS, "load_settings")]
    known = {key: value for key, value in given.items() if key in FIELDS}
    dotenv: dict[str, str | None] = {}
    readable: Path | None = env_file
    try:
        dotenv = read_dotenv(env_file)
    except EvotrError as error:
        faults.append(error)
        readable = None
    faults += _unknown_variables(dotenv, env_file)
    settings, refused = _build(known, readable, dotenv)
    return settings, (*faults, *_file_faults(settings.paths.settings), *refused)


def _unknown_variables(
    dotenv: Mapping[str, object], env_file: Path
) -> Iterator[UnknownSetting]:
    names = {env_name(field) for field in FIELDS}
    yield from strangers((key.upper() for key in dotenv), names, env_file)
    yield from mistyped_variables()


def _build(
    given: Mapping[str, object], env_file: Path | None, dotenv: Mapping[str, str | None]
) -> tuple[Settings, list[EvotrError]]:
    """Put the default above each value that is refused, until none is."""
    values = dict(given)
    refused: dict[str, EvotrError] = {}
    while True:
        try:
            settings = Settings(_env_file=env_file, **values)  # type: ignore[arg-type]
        except ValidationError as error:
            for details in error.errors():
                field = str(details["loc"][0])
                source = _source_of(field, given, dotenv)
                refused.setdefault(field, refusal(details, source))
                default = Settings.model_fields[field]
                values[field] = default.get_default(call_default_factory=True)
        else:
            return settings, list(refused.values())


def _source_of(
    field: str, given: Mapping[str, object], dotenv: Mapping[str, str | None]
) -> str:
    """Where a value stands; what is empty in the environment or ``.env`` is none."""
    name = env_name(field)
    if field not in given and name in _filled(os.environ):
        return name
    return ".env" if field not in given and name in _filled(dotenv) else "settings.toml"


def _filled(variables: Mapping[str, str | None]) -> set[str]:
    return {name.upper() for name, value in variables.items() if value}


def _file_faults(file: Path) -> Iterator[EvotrError]:
    try:
        values = read_toml(file)
    except EvotrError as error:
        yield error
    else:
        yield from strangers(values, FILE_FIELDS, file)


def meant_by(home: Path, key: str, value: object) -> object:
    """What the setting ``key`` is when it is given ``value``.

    What is wrong with other settings is not of it: each can be mended alone.

    Raises:
        InvalidSetting: The value is refused.
    """
    settings, faults = examine_settings({"evotr_home": home, key: value})
    for fault in faults:
        if isinstance(fault, InvalidSetting) and fault.values["key"] == key:
            raise fault
    return getattr(settings, key)


def write_setting(paths: Paths, key: str, value: object | None) -> None:
    """Set (or with None remove) one key of the settings file; comments stay.

    What the file has and the program does not know can be removed, too.

    Raises:
        UnknownSetting: There is no such setting.
        InvalidSetting: The file is not TOML, or the value is refused.
        FolderNotWritable, DiskFull: It cannot be written; what was there stays.
    """
    document = read_toml(paths.settings)
    if value is not None or key not in document:
        for unknown in strangers([key], FILE_FIELDS, paths.settings):
            raise unknown
    if value is None:
        document.pop(key, None)
    else:
        meant_by(paths.home, key, value)
        document[key] = value
    try:
        paths.home.mkdir(parents=True, exist_ok=True)
        write_whole(paths.settings, document.as_string())
    except OSError as error:
        raise named_os_error(error, paths.settings) from error
