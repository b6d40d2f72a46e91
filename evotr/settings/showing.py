"""The settings as a form shows them: what each may be, is, and where that stands."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import SecretStr

from evotr.errors import SettingsFileBroken, SettingsFileClosed
from evotr.paths import PROGRAM
from evotr.settings.declared import Settings, env_name
from evotr.settings.files import read_dotenv, read_toml
from evotr.settings.loading import load_settings, write_setting
from evotr.settings.names import FILE_FIELDS

__all__ = ["SettingKind", "SettingSource", "ShownSetting", "shown", "write_text"]

SettingKind = Literal["switch", "choice", "number", "text", "secret", "folder", "list"]
SettingSource = Literal["default", "file", "environment"]


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting; ``value`` and ``default`` are as a person would type them.

    ``choices`` are those of the kind "choice". A value of the source "environment"
    overrules what is written to the file. A secret's value is not shown: it is "•"
    where there is one. ``variable`` is the name in the environment.
    """

    name: str
    kind: SettingKind
    value: str
    default: str
    source: SettingSource
    variable: str
    choices: tuple[str, ...] = ()


def shown(settings: Settings) -> tuple[ShownSetting, ...]:
    """All settings that the file may hold, in the order in which they are declared."""
    filed = _filed(settings)
    above = _above()
    return tuple(
        _shown(settings, name, filed, above)
        for name in Settings.model_fields
        if name in FILE_FIELDS
    )


def write_text(settings: Settings, name: str, text: str | None) -> None:
    """Write what was typed for a setting; None takes it out of the file.

    What is blank means none, or the default where there must be something.

    Raises:
        InvalidSetting: The value is refused; nothing was written.
        FolderNotWritable, DiskFull: As `write_setting`.
    """
    kind = _kind(name)
    if text is None or (not text.strip() and (kind != "text" or not _default(name))):
        write_setting(settings.paths, name, None)
        return
    if kind == "number":
        text = text.strip().replace(",", ".")
    # What pydantic makes of the text is what the file should hold.
    loaded = load_settings({"evotr_home": settings.paths.home, name: text})
    write_setting(settings.paths, name, _plain(getattr(loaded, name)))


def _shown(
    settings: Settings, name: str, filed: set[str], above: set[str]
) -> ShownSetting:
    value, variable = getattr(settings, name), env_name(name)
    source: SettingSource = "file" if name in filed else "default"
    return ShownSetting(
        name,
        _kind(name),
        _typed(value),
        _default(name),
        "environment" if variable in above else source,
        variable,
        _choices(name),
    )


def _filed(settings: Settings) -> set[str]:
    try:
        return set(read_toml(settings.paths.settings))
    except (SettingsFileBroken, SettingsFileClosed):
        return set()


def _above() -> set[str]:
    """The variables that are set, here or beside the program."""
    here = {name.upper() for name, value in os.environ.items() if value}
    try:
        dotenv = read_dotenv(PROGRAM / ".env")
    except (SettingsFileBroken, SettingsFileClosed):
        dotenv = {}
    return here | {name.upper() for name, value in dotenv.items() if value}


def _types(name: str) -> tuple[object, ...]:
    """What a field's annotation allows, without None."""
    annotation = Settings.model_fields[name].annotation
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(part for part in get_args(annotation) if part is not type(None))
    return (annotation,)


def _kind(name: str) -> SettingKind:
    (kind,) = _types(name)
    known: dict[object, SettingKind] = {
        bool: "switch",
        int: "number",
        float: "number",
        str: "text",
        Path: "folder",
        SecretStr: "secret",
    }
    if get_origin(kind) is Literal:
        return "choice"
    return known.get(kind, "list")


def _choices(name: str) -> tuple[str, ...]:
    return get_args(_types(name)[0]) if _kind(name) == "choice" else ()


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    return _typed(field.get_default(call_default_factory=True))


def _typed(value: object) -> str:
    match value:
        case None | ():
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case SecretStr():
            return "•"
        case tuple():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _plain(value: object) -> object:
    """As TOML can hold it."""
    match value:
        case Path():
            return str(value)
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return list(value)
        case _:
            return value
