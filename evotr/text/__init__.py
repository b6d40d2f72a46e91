"""Every sentence a person reads, in Turkish and English.

A catalog is the TOML files of one language folder (``en/``, ``tr/``), flattened to
dotted keys. The same keys and placeholders stand in both languages (tested). What
plurals and suffixes are written like is in `evotr.text.forms`.
"""

import errno
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from evotr.errors import EvotrError
from evotr.text.forms import Written, filled, localised

__all__ = ["LANGUAGES", "LANGUAGE_VARIABLES", "Catalog", "Language"]

Language = Literal["tr", "en"]
LANGUAGES: tuple[Language, ...] = ("tr", "en")
LANGUAGE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What of the environment names the user's language; the first one that is set does."""

_SYSTEM: Final = {os.strerror(number): name for number, name in errno.errorcode.items()}
"""What the system says in English alone, and the name of it."""
_NUMBERED: Final = re.compile(r"\[Errno \d+\] ([^:]+)(?:: .*)?", re.DOTALL)


def _flatten(
    table: Mapping[str, object], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


class Catalog:
    """One language's sentences: ``catalog("cli.bye")``, ``catalog(key, name="x")``."""

    def __init__(self, language: Language, sentences: Mapping[str, str]) -> None:
        self.language = language
        self.sentences = dict(sentences)

    @classmethod
    def load(cls, language: Language, root: Path | None = None) -> "Catalog":
        """Read ``root/<language>/*.toml`` (``root`` is this package by default)."""
        folder = (root or Path(__file__).parent) / language
        sentences: dict[str, str] = {}
        for file in sorted(folder.glob("*.toml")):
            sentences |= _flatten(tomllib.loads(file.read_text(encoding="utf-8")))
        return cls(language, sentences)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for ``key`` with its placeholders filled.

        Raises:
            KeyError: No sentence has this key, or a placeholder has no value.
        """
        return filled(self.sentences[key], self._told(values), self.language)

    def error(self, error: EvotrError) -> tuple[str, str]:
        """What is wrong and what to do, for the nearest class that has a sentence."""
        for kind in type(error).__mro__:
            key = f"error.{kind.__name__}"
            if key in self.sentences:
                values = _Lenient(self._told(error.values))
                return (
                    filled(self.sentences[key], values, self.language),
                    filled(self.sentences[f"{key}.hint"], values, self.language),
                )
        return str(error), ""

    def number(self, number: Written) -> str:
        """A number that stands by itself, as the language writes it."""
        return localised(number, self.language)

    def minute(self, moment: datetime) -> str:
        """An aware ``moment`` as this computer's clock showed it, to the minute."""
        return f"{moment.astimezone():%Y-%m-%d %H:%M}"

    def night_of(self, evening: date) -> str:
        """The night that begins on an evening."""
        return evening.isoformat()

    def _told(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self._said(value) for name, value in values.items()}

    def _said(self, value: object) -> object:
        """A number, a time, what the system said of a file, or what it suffers from."""
        if isinstance(value, datetime):
            return self.minute(value)
        if isinstance(value, date):
            return self.night_of(value)
        if isinstance(value, Written):
            return self.number(value)
        if isinstance(value, OSError):
            value = value.strerror or type(value).__name__
        if not isinstance(value, str):
            return value
        numbered = _NUMBERED.fullmatch(value)
        name = _SYSTEM.get(numbered[1] if numbered else value)
        key = f"damage.{value}" if name is None else f"system.{name}"
        return self.sentences.get(key, value)


class _Lenient(dict[str, object]):
    """An error raised without one of its values still gets its sentence."""

    def __missing__(self, key: str) -> str:
        return "?"
