"""Expert cards: one TOML file per expert, bundled or written by the user.

A card says ``id``, the tables ``titles`` and ``purposes`` (by language), and, where it
wants to, ``language``, ``system_prompt``, ``keywords``, ``exemplars``, ``negatives``
and the table ``sampling``.
"""

import difflib
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from evotr.domain import ExpertCard
from evotr.errors import (
    CardDuplicate,
    CardExemplarsMissing,
    CardIdReserved,
    CardKeyUnknown,
    CardUnreadable,
    CardWrong,
)
from evotr.experts.blend import AUTO, BASE
from evotr.experts.disk import read_file
from evotr.text import LANGUAGES

__all__ = ["Cards", "read_cards"]

_RESERVED = {AUTO, BASE}  # what --expert says for no expert
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_FILE_BYTES = 1_000_000
_PROMPT_CHARACTERS = 2_000  # it is read again with each answer
_BOUNDS = {
    "max_tokens": (1, math.inf),
    "temperature": (0, 2),
    "top_p": (0, 1),
    "top_k": (0, math.inf),
    "min_p": (0, 1),
    "xtc_probability": (0, 1),
    "xtc_threshold": (0, 0.5),
    "repetition_penalty": (0.1, 10),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "penalty_context": (1, math.inf),
}
_WHOLE = {"max_tokens", "top_k", "penalty_context"}


@dataclass(frozen=True, slots=True)
class Cards:
    """The experts by id, and what is wrong with cards.

    ``own`` are the ids of the cards that the user wrote, ``replaced`` those of them
    that took a bundled card's place.
    """

    experts: Mapping[str, ExpertCard]
    own: frozenset[str] = frozenset()
    broken: tuple[CardWrong, ...] = ()
    replaced: frozenset[str] = frozenset()


def read_cards(bundled: Path, own: Path) -> Cards:
    """Read ``*.toml`` of both folders (they may not exist), sorted by id.

    The user's card takes the place of the bundled one with its id. A broken card is
    left out and told; a broken one of the user lets the bundled one stand. A card
    without exemplars is told too, but stays: it is only never picked by the router.
    """
    shipped, broken = _read_folder(bundled)
    written, wrong = _read_folder(own)
    experts = dict(sorted((shipped | written).items()))
    replaced = frozenset(written) & frozenset(shipped)
    return Cards(experts, frozenset(written), (*broken, *wrong), replaced)


def _read_folder(folder: Path) -> tuple[dict[str, ExpertCard], list[CardWrong]]:
    found: dict[str, tuple[Path, ExpertCard]] = {}
    broken: list[CardWrong] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            card = _read(file)
            if card.id in found:
                other = found[card.id][0].name
                raise CardDuplicate(file=file, key="id", expert=card.id, other=other)
        except CardWrong as error:
            broken.append(error)
        else:
            found[card.id] = (file, card)
            if not card.exemplars:
                broken.append(
                    CardExemplarsMissing(file=file, key="exemplars", expert=card.id)
                )
    return {key: card for key, (_, card) in found.items()}, broken


def _read(file: Path) -> ExpertCard:
    table = _Table(file, _load(file))
    table.refuse_unknown({field.name for field in fields(ExpertCard)})
    return ExpertCard(
        id=_id(table),
        titles=_by_language(table.table("titles")),
        purposes=_by_language(table.table("purposes")),
        system_prompt=table.text("system_prompt", most=_PROMPT_CHARACTERS),
        language=_language(table),
        sampling=_sampling(table.table("sampling")),
        keywords=table.texts("keywords"),
        exemplars=table.texts("exemplars"),
        negatives=table.texts("negatives"),
    )


def _load(file: Path) -> dict[str, object]:
    reason = "TOML"
    try:
        content = read_file(file, _FILE_BYTES + 1)
        if len(content) > _FILE_BYTES:
            raise CardWrong(file=file, key=file.name, reason=f"< {_FILE_BYTES} B")
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        reason = "UTF-8"
    except tomllib.TOMLDecodeError as error:
        # Its text ends in the place: "(at line 3, column 7)".
        place = re.search(r"line (\d+), column (\d+)", str(error))
        reason = f"TOML ({place[1]}:{place[2]})" if place else "TOML"
    except RecursionError:
        pass
    except OSError as error:
        raise CardUnreadable(file=file, key=file.name, reason=error) from error
    raise CardWrong(file=file, key=file.name, reason=reason)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a card, whose errors name the file and the dotted key."""

    file: Path
    values: Mapping[str, object]
    prefix: str = ""

    def wrong(self, key: str, reason: str) -> CardWrong:
        return CardWrong(file=self.file, key=self.prefix + key, reason=reason)

    def refuse_unknown(self, known: set[str]) -> None:
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.0)
                raise CardKeyUnknown(
                    file=self.file, key=self.prefix + key, suggestion=near[0]
                )

    def text(self, key: str, *, most: int = _FILE_BYTES) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str) or "\0" in value:
            raise self.wrong(key, '"…"')
        if len(value) > most:
            raise self.wrong(key, f"≤ {most}")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(item, str) and item.strip() for item in value
        ):
            raise self.wrong(key, '["…", "…"]')
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> "_Table":
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"[{key}]")
        return _Table(self.file, value, f"{self.prefix}{key}.")


def _id(table: _Table) -> str:
    name = table.text("id")
    if not _ID.fullmatch(name):
        raise table.wrong("id", "[a-z][a-z0-9_]*")
    if name in _RESERVED:
        raise CardIdReserved(file=table.file, key="id", expert=name)
    return name


def _language(table: _Table) -> str | None:
    if "language" not in table.values:
        return None
    language = table.text("language")
    if not _LANGUAGE.fullmatch(language):
        raise table.wrong("language", '"tr", "en"')
    return language


def _by_language(table: _Table) -> Mapping[str, str]:
    """A text per language of the program; one that is missing takes the other's."""
    table.refuse_unknown(set(LANGUAGES))
    given = {key: text for key in LANGUAGES if (text := table.text(key))}
    if not given:
        raise table.wrong(LANGUAGES[0], '"…"')
    spare = next(iter(given.values()))
    return {key: given.get(key, spare) for key in LANGUAGES}


def _sampling(table: _Table) -> Mapping[str, float]:
    table.refuse_unknown(set(_BOUNDS))
    return dict(_numbers(table))


def _numbers(table: _Table) -> Iterator[tuple[str, float]]:
    for key, value in table.values.items():
        low, high = _BOUNDS[key]
        kinds = {int} if key in _WHOLE else {int, float}
        # A NaN is in no range.
        if type(value) not in kinds or not low <= value <= high:  # type: ignore[operator]
            kind = "1, 2, 3 …" if key in _WHOLE else "0.5"
            raise table.wrong(key, f"{kind} ({low:g} … {high:g})")
        yield key, value  # type: ignore[misc]
