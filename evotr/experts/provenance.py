"""A version's ``card.toml``: how its weights came to be, and what they were judged."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import MAXYEAR, MINYEAR, datetime
from pathlib import Path
from typing import Any, get_args

import tomlkit

from evotr.domain import (
    Activation,
    AdapterMethod,
    AdapterVersion,
    VersionStatus,
    is_number,
)
from evotr.errors import AdapterDamaged
from evotr.experts.disk import read_file

__all__ = ["CARD", "Provenance", "card_text", "read_card"]

CARD = "card.toml"
_FILE_BYTES = 1_000_000
_HEX = re.compile(r"[0-9a-f]+")
_NOT_WRITTEN = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the maker of an adapter knows of it; the rest is read from its files.

    ``status`` is ``candidate`` or ``rejected``: whether a version is active is the
    registry's to say. The other fields are those of `AdapterVersion`.
    """

    activation: Activation
    data: str = ""
    parent: str | None = None
    night_run: str | None = None
    seed: int | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    status: VersionStatus = "candidate"

    def plain(self) -> dict[str, Any]:
        """The values by their names."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def card_text(version: AdapterVersion) -> str:
    """The TOML of a version's card; what is None is left out.

    Raises:
        AdapterDamaged: It would be refused when it is read.
    """
    document = tomlkit.document()
    for name in (item.name for item in fields(version)):
        value = getattr(version, name)
        if name != _NOT_WRITTEN and value is not None:
            document[name] = dict(value) if isinstance(value, Mapping) else value
    text = tomlkit.dumps(document)
    _parsed(text, version.path)
    return text


def read_card(folder: Path) -> AdapterVersion:
    """Read ``folder/card.toml``; the version's ``path`` is ``folder``.

    Raises:
        AdapterDamaged: It is missing, no TOML, or has a key that is unknown, missing
            or cannot be meant; ``reason`` is ``card.toml: <key>``.
    """
    try:
        text = read_file(folder / CARD, _FILE_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise AdapterDamaged(path=folder, reason=CARD) from error
    return _parsed(text, folder)


def _parsed(text: str, folder: Path) -> AdapterVersion:
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise AdapterDamaged(path=folder, reason=CARD) from error
    known = {item.name for item in fields(AdapterVersion)} - {_NOT_WRITTEN}
    optional = known - _RULES.keys()
    unknown = sorted(values.keys() - known)
    missing = sorted(_RULES.keys() - values.keys())
    wrong = [key for key, sound in _RULES.items() if not sound(values.get(key))]
    wrong += [key for key in sorted(optional) if not _OPTIONAL[key](values.get(key))]
    for key in (*unknown, *missing, *wrong):
        raise AdapterDamaged(path=folder, reason=f"{CARD}: {key}")
    scores = {k: float(v) for k, v in values.pop("scores", {}).items()}
    return AdapterVersion(**values, path=folder, scores=scores)


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _hex(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _scores(value: object) -> bool:
    return value is None or (
        isinstance(value, dict) and all(map(is_number, value.values()))
    )


_RULES: dict[str, Callable[[object], bool]] = {
    "expert": _text,
    "version": _text,
    "base": _hex,
    "method": lambda value: value in get_args(AdapterMethod),
    "activation": lambda value: value in get_args(Activation),
    "rank": lambda value: type(value) is int and value > 0,
    "sha256": _hex,
    "created_at": lambda value: (
        isinstance(value, datetime)
        and value.tzinfo is not None
        and MINYEAR < value.year < MAXYEAR  # in the user's time zone too
    ),
}
"""What a card must say."""

_OPTIONAL: dict[str, Callable[[object], bool]] = {
    "config_sha256": lambda value: value is None or _hex(value),
    "scope_sha256": lambda value: value is None or _hex(value),
    "status": lambda value: value is None or value in get_args(VersionStatus),
    "parent": lambda value: value is None or _text(value),
    "night_run": lambda value: value is None or _text(value),
    "data": lambda value: value is None or isinstance(value, str),
    "seed": lambda value: value is None or type(value) is int,
    "scores": _scores,
}
"""What it may say."""
