"""From the asked phrasing: what is trained on, and what is only ever measured by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from evotr.domain import fold
from evotr.night.phrasing.asides import with_asides
from evotr.night.phrasing.shapes import Shape, shape_of
from evotr.night.phrasing.translated import Translation
from evotr.night.phrasing.typed import (
    clipped,
    jumbled,
    plain_letters,
    small,
    with_slip,
    with_stray,
)
from evotr.night.phrasing.wording import Wording, read_wording
from evotr.text import Language
from evotr.text.forms import begun

__all__ = ["MOST", "Phrasings", "phrasings_of"]

_BEFORE = ("longer", "story")  # styles whose lines end with the question
_ALONE = frozenset({"statement", "keywords", "polite", "wanted", "jumbled", "clipped"})
_OTHER = "other language"
MOST = 15
"""Training phrasings that there are at most, beside the asked one: a style's each."""


@dataclass(frozen=True, slots=True)
class Phrasings:
    """One question in other words; no two are the same but for case and accents.

    ``training`` begins with the asked phrasing. ``probes`` are locked: they are of
    other templates, and nothing is ever trained on them.
    """

    training: tuple[str, ...]
    probes: tuple[str, ...]


def phrasings_of(
    question: str,
    language: Language,
    *,
    seed: int,
    count: int,
    turn: int = 0,
    other: Translation | None = None,
) -> Phrasings:
    """Phrase ``question`` in other words.

    Args:
        question: As it was asked.
        language: It is asked in.
        seed: Of the choice among templates.
        count: Paraphrases wanted beside the asked phrasing, at most `MOST`.
        turn: Each has paraphrases of its own, and the same probes.
        other: The question in the other language, where it may be trained on: one style
            more, drawn as often as each of the others. It changes no probe.
    """
    wording = read_wording(language)
    rng = Random(f"{seed} {question}")  # noqa: S311 - no secret
    shape = shape_of(question, wording)
    seen = {fold(shape.asked)}
    probes = [
        _new(_filled(shape, lines, wording, rng), seen)
        for lines in wording.probes.values()
    ]
    rng = Random(f"{seed} {turn} {question}")  # noqa: S311 - no secret
    known = sorted(wording.training)
    styles = [_OTHER, *known] if other else known
    varied = (
        _new(_translated(other, rng), seen)
        if other and style == _OTHER
        else _new(_varied(shape, style, wording, rng), seen)
        for style in rng.sample(styles, len(styles))
    )
    training = islice(filter(None, varied), count)
    return Phrasings(
        (shape.asked, *training),
        tuple(text for text in probes if text),
    )


def _new(candidates: Iterator[str], seen: set[str]) -> str:
    """The first that is not among ``seen``, which it joins; "" when all are."""
    for text in candidates:
        if fold(text) not in seen:
            seen.add(fold(text))
            return text
    return ""


def _filled(
    shape: Shape, lines: tuple[str, ...], wording: Wording, rng: Random
) -> Iterator[str]:
    for line in rng.sample(lines, len(lines)):
        text = shape.fill(with_asides(line, wording, rng))
        if text:
            yield begun(text, wording.language) if _begins_sentence(line) else text


def _begins_sentence(line: str) -> bool:
    """Whether what stands first in a template was cut from inside a sentence."""
    return line.startswith(("{what}", "{about} "))


def _varied(shape: Shape, style: str, wording: Wording, rng: Random) -> Iterator[str]:
    language = wording.language
    change: dict[str, Callable[[str], str]] = {
        "sloppy": lambda text: _hurried(text, language, rng),
        "typo": lambda text: with_slip(text, rng),
        "jumbled": lambda text: jumbled(text, rng),
        "clipped": lambda text: clipped(text, rng),
        "stray": lambda text: with_stray(text, wording.stray, language, rng),
    }
    for text in _filled(shape, wording.training[style], wording, rng):
        varied = change.get(style, str)(text)
        yield _amid(varied, wording, rng) if style in _ALONE else varied


def _translated(other: Translation, rng: Random) -> Iterator[str]:
    """Half of the time as it is, else as one asks in that language."""
    wording = read_wording(other.language)
    shape = shape_of(other.text, wording)
    if rng.random() < 1 / 2:
        yield shape.asked
    for style in rng.sample(sorted(wording.training), len(wording.training)):
        yield from _varied(shape, style, wording, rng)


def _amid(text: str, wording: Wording, rng: Random) -> str:
    """Mostly behind a sentence about something else, or among stray words."""
    place = rng.random()
    if place < 1 / 4:
        return text
    if place < 3 / 4:
        line = rng.choice(wording.training[rng.choice(_BEFORE)])
        return with_asides(line, wording, rng).replace("{q}", text)
    return with_stray(text, wording.stray, wording.language, rng)


def _hurried(text: str, language: Language, rng: Random) -> str:
    """Without capitals; Turkish half of the time without its letters too."""
    hurried = small(text, language)
    return plain_letters(hurried) if rng.random() < 1 / 2 else hurried
