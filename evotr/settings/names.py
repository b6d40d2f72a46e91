"""Which names are settings, and which were meant to be."""

import difflib
import os
from collections.abc import Collection, Iterable, Iterator

from evotr.errors import SettingUnheard, UnknownSetting
from evotr.settings.declared import PREFIX, Settings, env_name

__all__ = ["FIELDS", "FILE_FIELDS", "known_setting", "mistyped_variables", "strangers"]

FIELDS = frozenset(Settings.model_fields)
FILE_FIELDS = FIELDS - {"evotr_home"}
"""The settings file lies in the home, and so cannot name it."""

# Other programs have variables that look like these (LOGLEVEL, DEVICES).
_COMMON = frozenset({"DEVICE", "LOG_DIR", "LOG_LEVEL"})
_SHORTEST = 6
_MOST_SLIPS = 2


def known_setting(key: str, source: str) -> str:
    """The setting whose name, or environment variable, is ``key`` in any case.

    Raises:
        UnknownSetting: None has; the nearest name is suggested.
    """
    fields = {env_name(field).lower(): field for field in FIELDS}
    field = fields.get(key.lower(), key.lower())
    for unknown in strangers([field], FIELDS, source):
        raise unknown
    return field


def strangers(
    keys: Iterable[str], known: Collection[str], source: object
) -> Iterator[UnknownSetting]:
    """The ``keys`` that are not ``known``, each with the nearest name that is."""
    for key in keys:
        if key not in known:
            # The prefix is shared by all: it makes nothing near.
            tails = {name.removeprefix(PREFIX): name for name in sorted(known)}
            near = difflib.get_close_matches(key.removeprefix(PREFIX), tails, n=1)
            if near:
                suggestion = tails[near[0]]
                yield UnknownSetting(key=key, source=source, suggestion=suggestion)
            else:
                yield SettingUnheard(key=key, source=source)


def mistyped_variables() -> Iterator[UnknownSetting]:
    """What stands in the environment and was meant to be a setting.

    With our prefix that is every unknown name. Without it, a name that begins like
    one of ours and is two slips from it at most, while the right one is not set:
    ``HF_TOKN``, but neither ``GH_TOKEN`` nor ``LOGLEVEL``.
    """
    names = {env_name(field) for field in FIELDS}
    here = {name.upper() for name in os.environ}
    filled = {name.upper() for name, value in os.environ.items() if value}
    missed = sorted(names - filled - _COMMON)
    for name in sorted(here - names):
        if name.startswith(PREFIX):
            yield from strangers([name], names, f"${name}")
        elif near := next((own for own in missed if _is_slip(name, own)), None):
            yield UnknownSetting(key=name, source=f"${name}", suggestion=near)


def _is_slip(name: str, own: str) -> bool:
    return (
        len(name) >= _SHORTEST
        and name[:2] == own[:2]
        and abs(len(name) - len(own)) <= _MOST_SLIPS
        and _slips(name, own) <= _MOST_SLIPS
    )


def _slips(left: str, right: str) -> int:
    """How many letters were added, left out, changed or swapped with the next."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(right, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and left[i - 2 : i] == b + right[j - 2]:
                least = min(least, above[j - 2] + 1)
            row.append(least)
    return row[-1]
