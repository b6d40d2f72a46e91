"""Where the values come from: names, words, numbers, codes, dates.

Copying must not depend on any list, so most values are random strings from many
different sources. What the probes use is refused here (`is_held_out`).
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

__all__ = ["DATA", "PROBES", "branch", "chance", "fold", "is_held_out", "load"]
__all__ += ["new_word", "person", "value"]

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "data" / "mini"
PROBES: Final = ROOT / "data" / "probes"

VOWELS: Final = "aeıioöuü"
PLAIN_VOWELS: Final = "aeiou"
CONSONANTS: Final = "bcçdfgğhjklmnprsştvyz"
PLAIN_CONSONANTS: Final = "bcdfghjklmnpqrstvwxyz"
CLUSTERS: Final = tuple(
    re.findall("..", "brcrdrfrgrkrprtrblclflglklplslstspskshchthtwswqu")
)
CODAS: Final = (*"nrlstkmp", "sh", "rt", "nd", "st", "nk", "rk", "ls", "x", "ng", "lt")
SHORTEST: Final = 3
_DIGIT_TAIL: Final = 2
CAPITALS: Final = "ABCDEFGHJKLMNPRSTUVXYZQW"

_FOLD: Final = str.maketrans("çğıöşüâîûÇĞİÖŞÜI", "cgiosuaiuCGIOSUI")


def chance(rng: Random, share: float) -> bool:
    """Say yes with the probability `share`."""
    return rng.random() < share


def branch(rng: Random, *edges: float) -> int:
    """Choose a branch: the number of cumulative `edges` at or below one draw."""
    roll = rng.random()
    return sum(roll >= edge for edge in edges)


@cache
def load(name: str) -> Any:  # noqa: ANN401 - JSON made by a person
    """Read one JSON file of `data/mini` once.

    Args:
        name: File name without the suffix.

    Returns:
        The parsed content.
    """
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Drop Turkish diacritics, keeping the case ('Işık' becomes 'Isik')."""
    return text.translate(_FOLD)


@cache
def _held() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """Compile the held-out list: syllables, digit groups, whole values."""
    path = PROBES / "held_out.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    return (
        re.compile("|".join(held["syllables"])),
        re.compile("|".join(held["digits"])),
        frozenset(fold(v).lower() for v in held["values"]),
    )


def is_held_out(text: str) -> bool:
    """Say whether `text` is reserved for the probes."""
    syllables, digits, values = _held()
    plain = fold(text).lower()
    packed = re.sub(r"\D", "", plain)
    return bool(syllables.search(plain) or digits.search(packed) or plain in values)


def _inventory_word(rng: Random) -> str:
    """Build a word from a syllable inventory drawn for this word alone."""
    vowels = VOWELS if chance(rng, 0.5) else PLAIN_VOWELS
    onsets = [*(CONSONANTS if vowels is VOWELS else PLAIN_CONSONANTS)]
    if chance(rng, 0.4):
        onsets += CLUSTERS
    word = ""
    for i in range(rng.choice((1, 2, 2, 2, 3, 3, 4))):
        if i or chance(rng, 0.8):
            word += rng.choice(onsets)
        word += rng.choice(vowels)
        if chance(rng, 0.35):
            word += rng.choice(CODAS)
    if len(word) < SHORTEST:
        word += rng.choice(onsets) + rng.choice(vowels)
    return word


def _letter_word(rng: Random) -> str:
    """Build a word from letters drawn without any pattern."""
    letters = "abcdefghijklmnoprstuvyzçğıöşüxwq"
    return "".join(rng.choices(letters, k=rng.randint(3, 8)))


def _alternating_word(rng: Random) -> str:
    """Build a word of alternating consonants and vowels."""
    pair = (CONSONANTS, VOWELS) if chance(rng, 0.5) else ("bdfgklmnprstvz", "aeiou")
    start = chance(rng, 0.3)
    return "".join(rng.choice(pair[(i + start) % 2]) for i in range(rng.randint(4, 8)))


def _word(rng: Random) -> str:
    """Draw one lower-case word nobody has seen."""
    sources = (_inventory_word, _alternating_word, _letter_word)
    return sources[branch(rng, 0.5, 0.75)](rng)


def _capital(word: str) -> str:
    """Capitalise the Turkish way ('i' gives 'İ', 'ı' gives 'I')."""
    first = "İ" if word[0] == "i" and set(word) & set("çğıöşü") else word[0].upper()
    return first + word[1:]


def _person(rng: Random) -> str:
    if chance(rng, 0.3):
        return str(rng.choice(load("values")["names"]))
    return _capital(_word(rng))


def _place(rng: Random) -> str:
    kind = branch(rng, 0.2, 0.8)
    if kind == 0:
        return str(rng.choice(load("values")["places"]))
    if kind == 1:
        return _capital(_word(rng))
    return f"{_capital(_word(rng))} {_capital(_word(rng))}"


def _listed(kind: str) -> Callable[[Random], str]:
    """Make a source that mixes a short real list with random words."""

    def draw(rng: Random) -> str:
        source = branch(rng, 0.35, 0.85)
        if source == 0:
            return str(rng.choice(load("values")[kind]))
        if source == 1:
            return _word(rng)
        return f"{_word(rng)} {_word(rng)}"

    return draw


def _title(rng: Random) -> str:
    count = rng.choice((1, 2, 2, 3))
    return " ".join(_capital(_word(rng)) for _ in range(count))


def _digits(rng: Random, low: int, high: int) -> str:
    return "".join(rng.choices("0123456789", k=rng.randint(low, high)))


def _code(rng: Random) -> str:
    letters = "".join(rng.choices(CAPITALS, k=rng.randint(1, 3)))
    joint = rng.choice(("-", "-", "", " "))
    tail = _digits(rng, 2, 4)
    if chance(rng, 0.2):
        return f"{tail}{joint}{letters}"
    return f"{letters}{joint}{tail}"


def _secret(rng: Random) -> str:
    kind = branch(rng, 0.5, 0.7, 0.85)
    word = _word(rng)
    if kind == 0:
        return word + _digits(rng, 1, 4)
    if kind == 1:
        return word
    joint = rng.choice("-_!.") if kind == _DIGIT_TAIL else ""
    if joint:
        return _capital(word) + joint + _digits(rng, 2, 4)
    return f"{word}{rng.choice('-_.')}{_word(rng)}"


def _date(rng: Random) -> str:
    months = load("values")[rng.choice(("months_en", "months_tr"))]
    if chance(rng, 0.15):
        return f"{rng.randint(1990, 2030)}-{rng.randint(1, 12):02}-{rng.randint(1, 28)}"
    return f"{rng.randint(1, 28)} {rng.choice(months)}"


def _code_name(rng: Random) -> str:
    kind = branch(rng, 0.6, 0.8)
    name = _capital(_word(rng))
    if kind == 0:
        return name
    if kind == 1:
        return f"{name} {_digits(rng, 1, 3)}"
    return name + _capital(_word(rng))


_SOURCES: Final[dict[str, Callable[[Random], str]]] = {
    "person": _person,
    "place": _place,
    "word": _listed("word"),
    "colour": _listed("colour"),
    "food": _listed("food"),
    "job": _listed("job"),
    "title": _title,
    "age": lambda rng: str(rng.randint(5, 95)),
    "small": lambda rng: _digits(rng, 1, 2),
    "number": lambda rng: _digits(rng, 2, 5),
    "height": lambda rng: f"{rng.randint(120, 210)} cm",
    "phone": lambda rng: (
        f"05{_digits(rng, 2, 2)} {_digits(rng, 3, 3)} "
        f"{_digits(rng, 2, 2)} {_digits(rng, 2, 2)}"
    ),
    "email": lambda rng: (
        f"{_word(rng)}{rng.choice(('', '.' + _word(rng)))}@"
        f"{rng.choice(load('values')['mail_hosts'])}"
    ),
    "time": lambda rng: f"{rng.randint(0, 23):02}:{rng.randrange(0, 60, 5):02}",
    "date": _date,
    "code": _code,
    "secret": _secret,
    "code_name": _code_name,
    "version": lambda rng: f"{_digits(rng, 1, 1)}.{_digits(rng, 1, 2)}",
}


def value(rng: Random, kind: str) -> str:
    """Draw a value that the probes do not use.

    Args:
        rng: Source of randomness.
        kind: One of the kinds named in `data/mini/slots.json`.

    Returns:
        The value as it stands in a fact.
    """
    while True:
        drawn = _SOURCES[kind](rng)
        if not is_held_out(drawn):
            return drawn


def person(rng: Random) -> str:
    """Draw the name of a person other than the user."""
    return value(rng, "person")


def new_word(rng: Random) -> str:
    """Draw a nonsense word, used as a key of its own."""
    while True:
        drawn = _word(rng)
        if not is_held_out(drawn):
            return drawn
