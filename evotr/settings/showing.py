"""The settings as a form shows them: what each may be, is, and where that stands."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import SecretStr

from evotr.errors import (
    EvotrError,
    InvalidSetting,
    SettingsFileBroken,
    SettingsFileClosed,
    UnknownSetting,
)
from evotr.paths import PROGRAM
from evotr.settings.declared import Settings, env_name
from evotr.settings.files import read_dotenv, read_toml
from evotr.settings.loading import meant_by, write_setting
from evotr.settings.names import FILE_FIELDS

__all__ = ["SettingKind", "SettingSource", "ShownSetting", "shown", "write_text"]

SettingKind = Literal[
    "switch", "choice", "number", "text", "secret", "folder", "list", "unknown"
]
SettingSource = Literal["default", "file", "environment"]


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting; ``value`` and ``default`` are as a person would type them.

    ``choices`` are those of the kind "choice". A value of the source "environment"
    overrules what is written to the file. A secret's value is not shown: it is "•"
    where there is one. ``variable`` is the name in the environment. Of a value that
    is refused, or means what is not here, ``fault`` says why, and ``value`` is as it
    was written. What the file has and the program does not know is of the kind
    "unknown", has a fault, and can only be taken out.
    """

    name: str
    kind: SettingKind
    value: str
    default: str
    source: SettingSource
    variable: str
    choices: tuple[str, ...] = ()
    fault: EvotrError | None = None


def shown(
    settings: Settings, faults: Sequence[EvotrError] = ()
) -> tuple[ShownSetting, ...]:
    """All settings that the file may hold, in the order in which they are declared.

    What the file holds besides comes first.

    Args:
        settings: As `examine_settings` has them.
        faults: What it found to be wrong with them.
    """
    filed = _filed(settings)
    above = _above()
    refused = {
        fault.values.get("key"): fault
        for fault in faults
        if isinstance(fault, InvalidSetting)
    }
    strange = (
        ShownSetting(key, "unknown", _typed(filed[key]), "", "file", "", fault=fault)
        for fault in faults
        if isinstance(fault, UnknownSetting)
        and fault.values["source"] == settings.paths.settings
        and (key := str(fault.values["key"])) in filed
    )
    known = (
        _shown(settings, name, filed, above, refused.get(name))
        for name in Settings.model_fields
        if name in FILE_FIELDS
    )
    return (*strange, *known)


def write_text(settings: Settings, name: str, text: str | None) -> None:
    """Write what was typed for a setting; None takes it out of the file.

    What is blank means none, or the default where there must be something.

    Raises:
        InvalidSetting: The value is refused; nothing was written.
        FolderNotWritable, DiskFull: As `write_setting`.
    """
    if text is None or _is_none(name, text):
        write_setting(settings.paths, name, None)
        return
    if _kind(name) == "number":
        text = text.strip().replace(",", ".")
    # What pydantic makes of the text is what the file should hold.
    meant = meant_by(settings.paths.home, name, text)
    write_setting(settings.paths, name, _plain(meant))


def _is_none(name: str, text: str) -> bool:
    return not text.strip() and (_kind(name) != "text" or not _default(name))


def _shown(
    settings: Settings,
    name: str,
    filed: Mapping[str, object],
    above: Mapping[str, str],
    fault: EvotrError | None,
) -> ShownSetting:
    kind, variable = _kind(name), env_name(name)
    source: SettingSource = "file" if name in filed else "default"
    value = _typed(getattr(settings, name))
    if fault is not None:
        value = _typed(above.get(variable, filed.get(name)))
    return ShownSetting(
        name,
        kind,
        "•" if value and kind == "secret" else value,
        _default(name),
        "environment" if variable in above else source,
        variable,
        _choices(name),
        fault,
    )


def filed(settings: Settings, name: str) -> object:
    """What the settings file has for one; None where it has nothing, or is broken."""
    return _filed(settings).get(name)


def _filed(settings: Settings) -> dict[str, object]:
    try:
        return read_toml(settings.paths.settings).unwrap()
    except (SettingsFileBroken, SettingsFileClosed):
        return {}


def _above() -> dict[str, str]:
    """The variables that are set, here or beside the program."""
    try:
        dotenv = read_dotenv(PROGRAM / ".env")
    except (SettingsFileBroken, SettingsFileClosed):
        dotenv = {}
    set_ = [
        (name.upper(), value)
        for values in (dotenv, os.environ)
        for name, value in values.items()
        if value  # an empty one leaves the other's in place
    ]
    return dict(set_)


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
        case tuple() | list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
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
