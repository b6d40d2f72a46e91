"""Why a value was refused: pydantic's error types as errors of our own."""

from typing import get_args

from pydantic_core import ErrorDetails

from evotr.errors import (
    InvalidSetting,
    SettingMalformed,
    SettingNotChoice,
    SettingNotFolder,
    SettingNotHours,
    SettingNotToken,
    SettingOutOfRange,
)
from evotr.settings.declared import Settings

__all__ = ["refusal"]

_BOUNDS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}
_OWN: dict[str, type[InvalidSetting]] = {
    "folder": SettingNotFolder,
    "hours": SettingNotHours,
    "token": SettingNotToken,
}
# What a value of the kind looks like, in any language.
_EXAMPLES = {
    "address": "https://huggingface.co",
    "finite_number": "0.5",
    "float_parsing": "0.5",
    "float_type": "0.5",
    "int_from_float": "12",
    "int_parsing": "12",
    "int_parsing_size": "12",
    "int_type": "12",
    "list": '["END", "STOP"]',
    "path_type": '"…"',
    "string_type": '"…"',
    "tuple_type": '["END", "STOP"]',
}


def refusal(error: ErrorDetails, source: str) -> InvalidSetting:
    """The error that says what is wrong with a value, without the value itself.

    Args:
        error: One of a ``ValidationError``'s errors.
        source: Where the value stands, as the user knows it.
    """
    key, kind, context = str(error["loc"][0]), error["type"], error.get("ctx", {})
    if kind == "literal_error":
        choices = get_args(Settings.model_fields[key].annotation)
        return SettingNotChoice(key=key, source=source, choices=", ".join(choices))
    if kind in _BOUNDS:
        name, sign = _BOUNDS[kind]
        bound = f"{sign} {context[name]:g}"
        return SettingOutOfRange(key=key, source=source, bound=bound)
    if kind in _OWN:
        return _OWN[kind](key=key, source=source)
    # An error inside a list is one of the list.
    example = _EXAMPLES.get("list" if len(error["loc"]) > 1 else kind)
    if example is None:
        return InvalidSetting(key=key, source=source, reason=kind)
    return SettingMalformed(key=key, source=source, example=example)
