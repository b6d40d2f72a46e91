"""A question in the other language, where rules can say it surely.

What is not in ``data/night/frames.toml`` is not translated, nor is a question about
what is no proper name, or whose answer would be another one there.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evotr.night.phrasing.frames import Found, Frame, folded, read_frames
from evotr.night.phrasing.same import is_same
from evotr.night.phrasing.things import Thing, read_thing, said
from evotr.night.phrasing.typed import tidied, without_end
from evotr.text import Language
from evotr.text.forms import begun

__all__ = ["Translation", "in_other_language", "translation"]

_OTHER: Final[dict[Language, Language]] = {"tr": "en", "en": "tr"}
_LONGEST: Final = 120  # characters: what is longer asks more than one thing
_REMEMBERED: Final = 4096
_IS: Final = re.compile(r"^(what|who|where|when)'s\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_CAPITALS: Final = frozenset(("CEO", "IP"))


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in the other ``language``; ``names``: a proper name may answer it."""

    text: str
    language: Language
    names: bool


def in_other_language(
    question: str, language: Language, right: str
) -> Translation | None:
    """The question in the other language, where ``right`` is right there as it stands.

    None where that is not sure.
    """
    made = translation(question, language)
    return made if made and is_same(right, names=made.names) else None


@lru_cache(_REMEMBERED)
def translation(question: str, language: Language) -> Translation | None:
    """The question in the other language, whatever its answer; None if not sure."""
    asked = without_end(tidied(question).replace("’", "'"))
    if language == "en":
        asked = _IS.sub(r"\1 is", asked)
    text = folded(asked)
    if text is None or len(text) > _LONGEST:
        return None
    for frame in read_frames():
        for found in frame.find(text, language):
            made = _translated(asked, found, frame, language)
            if made:
                return Translation(made, _OTHER[language], frame.names)
    return None


def _translated(
    asked: str, found: Found, frame: Frame, language: Language
) -> str | None:
    start, end = found.span
    if not _is_small(asked[:start] + asked[end:], starts=start > 0):
        return None
    first = start == 0 and not frame.plain
    thing = read_thing(asked[start:end], language, found.case, first=first)
    if thing is None or not _is_asked_of(thing, frame):
        return None
    other = _OTHER[language]
    named = said(thing, other, frame.case(other))
    text = frame.written(found, named, other) if named else None
    if text is None:
        return None
    return begun(text, other) + ("." if frame.told else "?")


def _is_small(around: str, *, starts: bool) -> bool:
    """Whether what stands around a thing is typed small, so that its capitals tell."""
    words = _WORD.findall(around[1:] if starts else around)
    return all(word.islower() or word in _CAPITALS for word in words)


def _is_asked_of(thing: Thing, frame: Frame) -> bool:
    if frame.plain and (thing.kind or thing.material):
        return False
    allowed = frame.only is None or thing.kind in frame.only
    return allowed and thing.kind not in frame.barred
