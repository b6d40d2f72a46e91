"""What the user wants kept or forgotten, in so many words."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args

from evotr.domain import fold
from evotr.memory.facts.endings import without_case
from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import Language, table
from evotr.memory.facts.topics import as_told, topic_named

__all__ = ["Command", "read_command"]

Wish = Literal["everything", "remember", "forget"]

_LONGEST: Final = 1_000
_QUOTED: Final = "\"“”«»„`>'"
# "my phone number" in Turkish: what is mine, as an object.
_MINE: Final = re.compile(
    r"(?<=[a-zçğıöşü])(?:[ıiuü]?m[ıiuü]|[ıiuü]m[ıiuü]z[ıiuü])$", re.IGNORECASE
)
_ASKED_FOR: Final = re.compile(
    r"(?:can|could|would|will) you |.*\b(?:unut|sil)\w*[ae]?r m[iu]s[iu]n"
)
_POLITE: Final = re.compile(r",? (?:please|thanks|thank you|lutfen|tesekkurler)\Z")
_ENDING: Final = " \t\n.!,;…"


@dataclass(frozen=True, slots=True)
class Command:
    """A wish of the user: ``what`` is to be remembered or forgotten, or everything.

    ``quote`` is the whole wish as it was written, ``what`` the part of it that says
    what is meant, of a Turkish object without its ending. ``topic`` is the one that
    facts have of what is ``mine``, as one would begin to tell it ("my name", "adım");
    both are "" where it is something else.
    """

    kind: Wish
    what: str
    quote: str
    language: Language
    topic: str = ""
    mine: str = ""


@cache
def _patterns() -> tuple[tuple[Wish, Language, re.Pattern[str]], ...]:
    data: dict[str, Any] = table("commands")
    wishes: tuple[Wish, ...] = get_args(Wish)
    languages: tuple[Language, ...] = get_args(Language)
    return tuple(
        (wish, language, re.compile(data["before"] + pattern))
        for wish in wishes
        for language in languages
        for pattern in data[wish][language]
    )


@cache
def _nothing() -> re.Pattern[str]:
    return re.compile(table("commands")["nothing"])


def read_command(text: str) -> Command | None:
    """The wish that a message is, None where it is none.

    A message is one wish as a whole: "I forgot my keys", "don't forget to breathe",
    "unut gitsin" and questions are none.
    """
    said = text.strip()
    if not said or len(said) > _LONGEST or said[0] in _QUOTED:
        return None
    if said.endswith("?") and not _ASKED_FOR.match(fold(said)):
        return None
    whole = Folded(said)
    end = len(whole.folded.rstrip(_ENDING + "?"))
    asked = _POLITE.search(whole.folded, 0, end)
    for kind, language, pattern in _patterns():
        # What is to be remembered may end so itself.
        until = asked.start() if asked and kind != "remember" else end
        match = pattern.fullmatch(whole.folded, 0, until)
        if match and (what := _meant(kind, whole, match)):
            mine = as_told(whole.written(*match.span("what")), language)
            if kind == "forget" and (topic := topic_named(mine, language)):
                return Command(kind, what, said, language, topic, mine)
            return Command(kind, what, said, language)
    return None


def _meant(kind: str, whole: Folded, match: re.Match[str]) -> str:
    """What is meant, "" where nothing is."""
    start, end = match.span("what")
    what = whole.written(start, end).strip(_ENDING)
    folded = whole.folded[start:end].strip(_ENDING)
    if kind == "everything":
        return what
    if not what or "?" in what or _nothing().fullmatch(folded):
        return ""
    if kind == "remember":
        return what if " " in what else ""
    return _named(what)


def _named(what: str) -> str:
    """What is to be forgotten, without the endings of an object that is mine."""
    if re.match(r"(?:my|our|i|that|the) ", fold(what)):
        return what
    if what.lower().endswith(("ğımı", "ğimi", "ğumu", "ğümü", "gimi", "gumu")):
        return what[:-1]
    *before, last = what.split(" ")
    bare = _MINE.sub("", last)
    if bare != last:
        softened = bare[:-1] + {"ğ": "k", "b": "p"}.get(bare[-1], bare[-1])
        return " ".join([*before, softened])
    return without_case(what, "accusative")
