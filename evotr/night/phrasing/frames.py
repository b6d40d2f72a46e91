"""The table of questions in both languages that a person edits: ``frames.toml``."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from evotr.domain import fold
from evotr.night.phrasing.things import owned
from evotr.paths import BUNDLED_NIGHT
from evotr.text import LANGUAGES, Language

__all__ = ["THING", "Found", "Frame", "folded", "read_frames"]

THING: Final = "x"
_PLACE: Final = re.compile(r"\{(\w+)(?:\.(\w+))?(?::(\w+))?\}")
Row = Mapping[tuple[Language, str], str]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a question fits: the span of its thing, that one's case, a row by table."""

    span: tuple[int, int]
    case: str
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class _Place:
    table: str
    column: str
    case: str

    def of(self, row: Row, language: Language) -> str:
        """What stands there; "" where the row has no such form."""
        word = row[language, self.column]
        return owned(word, self.case) if word else ""


@dataclass(frozen=True, slots=True)
class _Line:
    """One wording: what it fits, and what stands in its places, in their order."""

    language: Language
    fits: re.Pattern[str]
    case: str
    places: tuple[_Place, ...]
    text: str

    def find(self, folded_text: str, tables: Mapping[str, tuple[Row, ...]]) -> Found:
        """Where a folded question fits, which it does."""
        found = self.fits.fullmatch(folded_text)
        if found is None:
            raise ValueError(folded_text)
        rows = {
            place.table: next(
                row
                for row in tables[place.table]
                if fold(place.of(row, self.language)) == found[place.table]
            )
            for place in self.places
        }
        return Found(found.span(THING), self.case, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One question in both languages, each in several wordings.

    Attributes:
        names: The right answer may be a proper name.
        told: It is no question.
        plain: The thing is a bare name, wherever it stands.
        only: English nouns of the kinds that it is asked of; None is of all.
        barred: Of the kinds that it is not asked of.
        read: Languages in which it is recognised.
        lines: Its wordings; the first of a language is what is written.
        tables: What stands in their places.
    """

    names: bool
    told: bool
    plain: bool
    only: frozenset[str] | None
    barred: frozenset[str]
    read: tuple[Language, ...]
    lines: Mapping[Language, tuple[_Line, ...]]
    tables: Mapping[str, tuple[Row, ...]]

    def find(self, folded_text: str, language: Language) -> Iterator[Found]:
        """All that a folded question may be by this frame."""
        for line in self.lines[language] if language in self.read else ():
            if line.fits.fullmatch(folded_text):
                yield line.find(folded_text, self.tables)

    def case(self, language: Language) -> str:
        """The case in which the thing is written."""
        return self.lines[language][0].case

    def written(self, found: Found, thing: str, language: Language) -> str | None:
        """The question about ``thing``; None where a row has no such form."""
        line = self.lines[language][0]
        words = [place.of(found.rows[place.table], language) for place in line.places]
        if not all(words):
            return None
        filled = iter(words)

        def word(place: re.Match[str]) -> str:
            return thing if place[1] == THING else next(filled)

        return _PLACE.sub(word, line.text)


def folded(text: str) -> str | None:
    """Folded letter by letter, so that places stay; None where that cannot be."""
    letters = [fold(letter) for letter in text]
    return "".join(letters) if all(len(one) == 1 for one in letters) else None


@cache
def read_frames() -> tuple[Frame, ...]:
    """Read ``data/night/frames.toml``, once in a process."""
    content = tomllib.loads((BUNDLED_NIGHT / "frames.toml").read_text("utf-8"))
    tables = {name: _rows(table) for name, table in content["tables"].items()}
    groups = {name: frozenset(kinds) for name, kinds in content["groups"].items()}
    return tuple(_frame(one, tables, groups) for one in content["frames"])


def _rows(table: Mapping[str, Any]) -> tuple[Row, ...]:
    columns: list[tuple[Language, str]] = [
        (language, column) for language in ("en", "tr") for column in table[language]
    ]
    rows = [dict(zip(columns, row, strict=True)) for row in table["rows"]]
    # A table of one column is named without it.
    for language in LANGUAGES:
        if len(table[language]) == 1:
            for row in rows:
                row[language, ""] = row[language, table[language][0]]
    return tuple(rows)


def _frame(
    one: Mapping[str, Any],
    tables: Mapping[str, tuple[Row, ...]],
    groups: Mapping[str, frozenset[str]],
) -> Frame:
    return Frame(
        names=one.get("names", False),
        told=one.get("told", False),
        plain=one.get("plain", False),
        only=groups[one["only"]] if "only" in one else None,
        barred=groups[one["barred"]] if "barred" in one else frozenset(),
        read=tuple(one.get("read", LANGUAGES)),
        lines={
            language: tuple(_line(text, language, tables) for text in one[language])
            for language in LANGUAGES
        },
        tables=tables,
    )


def _line(
    text: str, language: Language, tables: Mapping[str, tuple[Row, ...]]
) -> _Line:
    pattern, end, case = "", 0, ""
    places = []
    for found in _PLACE.finditer(text):
        pattern += re.escape(fold(text[end : found.start()]))
        end = found.end()
        if found[1] == THING:
            pattern += f"(?P<{THING}>.+?)"
            case = found[3] or ""
            continue
        place = _Place(found[1], found[2] or "", found[3] or "")
        places.append(place)
        words = {fold(place.of(row, language)) for row in tables[place.table]} - {""}
        longest = sorted(words, key=lambda word: (-len(word), word))
        pattern += f"(?P<{place.table}>{'|'.join(map(re.escape, longest))})"
    pattern += re.escape(fold(text[end:]))
    return _Line(language, re.compile(pattern), case, tuple(places), text)
