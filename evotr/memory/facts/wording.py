"""Facts as they are told: the third person, in the language of the message."""

import re
from datetime import date
from functools import cache
from typing import Any, Final, get_args

from evotr.memory.facts.endings import genitive
from evotr.memory.facts.fact import Fact
from evotr.memory.facts.lexicon import Language, table
from evotr.memory.facts.rules import Said
from evotr.text.forms import begun

__all__ = ["fact_of", "note_of", "told_value"]

_SEVERAL: Final = frozenset({"kin", "pet", "own"})
_USER: Final = {"en": "the user", "tr": "Kullanıcı"}


def fact_of(said: Said, quote: str, *, day: date | None, corrects: bool) -> Fact:
    """The fact that a clause says with ``quote``.

    ``day`` is the day that it names; where it ``corrects``, what may be had several
    times is had once.
    """
    slot: dict[str, Any] = table("slots")[said.slot]
    subject = said.of.name if said.of else "user"
    one = bool(slot.get("one"))
    # A user has one mother, but maybe two cats.
    several = said.owner in _SEVERAL and subject not in table("words")["single"]
    doubt = bool(slot.get("doubt")) or (one and several)
    opposite = slot.get("opposite")
    return Fact(
        topic=_topic(said),
        value=said.value,
        sentence=_sentence(said, slot, day),
        quote=quote,
        exclusive=corrects if doubt else one,
        doubtful=doubt and not corrects,
        opposite=f"{subject}.{opposite}" if opposite else "",
    )


def note_of(what: str, language: Language) -> Fact:
    """What the user asked to be remembered and no rule reads."""
    sentence = str(table("slots")["note"][language]).format(value=what)
    return Fact("note", what, sentence, what, confidence=1.0)


def told_value(topic: str, text: str) -> str | None:
    """The value that a fact's sentence tells of its topic, in either language.

    None where it is worded in another way: the user has edited it.
    """
    for pattern in _tellings(topic.split(".")[1] if "." in topic else topic):
        if match := pattern.fullmatch(text):
            return match["value"]
    return None


@cache
def _tellings(slot: str) -> tuple[re.Pattern[str], ...]:
    """How a slot is told: patterns of whole sentences."""
    templates = table("slots").get(slot) or table("slots")["attribute"]
    return tuple(
        re.compile(
            re.escape(templates[language])
            .replace(r"\{value\}", "(?P<value>.+?)")
            .replace(r"\{date\}", r"(?: \(\d{4}-\d\d-\d\d\))?")
            .replace(r"\{subject\}", ".+?")
            .replace(r"\{possessor\}", ".+?")
            .replace(r"\{about\}", ".+?"),
            re.IGNORECASE | re.DOTALL,
        )
        for language in get_args(Language)
    )


def _topic(said: Said) -> str:
    subject = said.of.name if said.of else "user"
    if said.slot == "attribute" and said.about:
        return f"{subject}.{said.about.name}"
    if said.about:
        return f"{subject}.{said.slot}.{said.about.name}"
    return f"{subject}.{said.slot}"


def _sentence(said: Said, slot: dict[str, Any], day: date | None) -> str:
    subject = _USER[said.language]
    if said.of:
        subject = f"{_possessor(subject, said.language)} {said.of.of}"
    told = str(slot[said.language]).format(
        subject=subject,
        possessor=_possessor(subject, said.language),
        value=said.value,
        about=_about(said),
        date=f" ({day.isoformat()})" if day else "",
    )
    return begun(told, said.language)


def _possessor(subject: str, language: Language) -> str:
    return f"{subject}'s" if language == "en" else genitive(subject)


def _about(said: Said) -> str:
    if said.about is None:
        return ""
    return said.about.of if said.slot == "attribute" else said.about.plain
