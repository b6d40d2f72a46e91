"""A fact about the user and their world."""

import re
from dataclasses import dataclass
from typing import Final

from evotr.domain import fold

__all__ = ["Fact", "same_value"]

_BESIDE: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the user said of themselves or their world.

    ``topic`` is subject and slot ("user.home", "cat.name"), the same in both languages.
    ``value`` is what the user wrote (without a Turkish ending where one was read),
    ``sentence`` says it in the third person and the message's language, ``quote``
    stands literally in the message. A subject has one value of an ``exclusive`` topic;
    of a ``doubtful`` one it may have several, but seldom has. ``opposite`` is a topic
    that cannot have the same value ("": none). ``confidence`` is 0 … 1.
    """

    topic: str
    value: str
    sentence: str
    quote: str
    exclusive: bool = False
    doubtful: bool = False
    opposite: str = ""
    confidence: float = 0.9


def same_value(value: str) -> str:
    """What two spellings of one value have in common: "Kedi 1-2" is "kedi12"."""
    return _BESIDE.sub("", fold(value))
