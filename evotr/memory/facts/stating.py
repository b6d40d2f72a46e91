"""A question and its answer as one statement, which small models read best."""

import re
from typing import Final

from evotr.domain import fold
from evotr.memory.facts.folded import Folded
from evotr.memory.facts.saying import (
    begins_with_it,
    has_verb,
    is_clause,
    is_whole,
    repeated,
)
from evotr.text.forms import begun

__all__ = ["stated"]

_MOST_WORDS: Final = 8  # of an answer that is put into a sentence
_MOST_QUESTION: Final = 14
_ENDING: Final = " \t\n.!?…"

_BE: Final = r"(?:is|are|was|were)"
# "What is the capital of X?" becomes "The capital of X is …".
_ENGLISH: Final = (
    (
        re.compile(
            r"(?:what|who|where|when|which"
            r"|how (?:old|tall|big|long|high|far|deep|much))"
            rf"(?: (?P<be>{_BE})|(?P<short>'s)) (?P<what>.+)"
        ),
        "{what} {be} {right}",
    ),
    # "Who wrote it?" becomes "… wrote it".
    (
        re.compile(
            r"who (?P<did>(?!do\b|does\b|did\b|is\b|are\b|was\b|were\b|will\b|can\b)"
            r"[a-z]+ .+)"
        ),
        "{right} {did}",
    ),
)
# In Turkish the answer stands where the question word stood.
_WORDS: Final = (
    r"(?:nedir|neresidir|neresi|nerededir|nerede|nereye|nereden|kimdir|kimin|kime|kim"
    r"|kactir|kac(?:a|tan|ta)?|ne zaman(?:dir)?|ne kadar(?:dir)?|hangisi(?:dir)?"
    r"|hangi \w+(?:da|de|ta|te|dir|a|e)?|nasil|ne)"
)
_TURKISH: Final = re.compile(rf"(?P<head>.+? )?(?P<word>{_WORDS})(?P<tail>(?: .+)?)")
# What the question word's own ending asks for, if more of the sentence follows.
_CASES: Final = (
    (
        re.compile(r"nerede|kacta|hangi \w+[dt][ae]"),
        re.compile(r"[dt][ae]$"),
    ),
    (
        re.compile(r"nereden|kactan"),
        re.compile(r"[dt][ae]n$"),
    ),
    (re.compile(r"nereye|kime|kaca|hangi \w+[ae]"), re.compile(r"[ae]$")),
    (re.compile(r"kimin"), re.compile(r"n?[iu]n$")),
)
_ASKS_TURKISH: Final = re.compile(rf"\b{_WORDS}\b")
_ASKING: Final = re.compile(rf"^how \w+\b|\b{_WORDS}\b")
# "When was the bridge built?": "The bridge built was …" is nothing.
_PARTICIPLE: Final = re.compile(
    r"\b(?:[a-z]{2,}(?:ed|ing)|born|built|made|held|written|found|sold|kept|taken|lost"
    r"|won|begun|given|known|seen|shown|sent|bought|brought|caught|told|taught|paid|led"
    r"|spoken|grown|drawn|sung|fought|set)$"
)
# "Atatürk wrote it", "Atatürk did": no name that can stand before a verb.
_SAYS_WHO: Final = re.compile(
    r"\b(?:it|them|him|her|this|that|these|those|did|does|do|has|have|had|is|are|was"
    r"|were|will)$"
)
_TWO_SENTENCES: Final = re.compile(r"[.!?…;:]\s+\S|[\n,]")


def stated(question: str, right: str) -> str | None:
    """What ``question`` and its ``right`` answer say together; None: not in one line.

    The words of both stand in it as they were written. An answer that says by itself
    what it is about is the statement.
    """
    asked, answer = question.strip(_ENDING), right.strip(_ENDING)
    thing = _ASKING.sub(" ", Folded(asked).folded)
    if not right.rstrip().endswith("?") and is_whole(answer, thing):
        return f"{answer}."
    words = len(answer.split())
    if not asked or not 0 < words <= _MOST_WORDS or _TWO_SENTENCES.search(answer):
        return None
    if len(asked.split()) > _MOST_QUESTION or _TWO_SENTENCES.search(asked):
        return None
    if begins_with_it(answer) or (has_verb(answer) and repeated(answer, thing)):
        return None  # it would say twice what it is about
    if is_clause(answer):
        return None
    whole = Folded(asked)
    english = _in_english(whole, answer)
    said = english or _in_turkish(whole, answer)
    return None if said is None else f"{begun(said, 'en' if english else 'tr')}."


def _in_english(whole: Folded, answer: str) -> str | None:
    for pattern, form in _ENGLISH:
        match = pattern.fullmatch(whole.folded)
        if match is None:
            continue
        parts = {
            name: whole.written(*match.span(name))
            for name, part in match.groupdict().items()
            if part
        }
        parts.setdefault("be", "is")
        said, did = fold(answer), parts.get("did")
        if did and (repeated(answer, did) or _SAYS_WHO.search(said)):
            return None
        if _PARTICIPLE.search(match.groupdict().get("what") or ""):
            return None
        return form.format(**parts, right=answer)
    return None


def _in_turkish(whole: Folded, answer: str) -> str | None:
    if len(_ASKS_TURKISH.findall(whole.folded)) != 1:
        return None
    match = _TURKISH.fullmatch(whole.folded)
    if match is None:
        return None
    start, end = match.span("word")
    before, after = whole.written(0, start), whole.written(end, len(whole.folded))
    first, *more = answer.split()
    if before and more and repeated(first, before.split()[-1]):
        return None  # "… kodu": "Kodu K78"
    if after and not _is_value(answer, match["word"], match["tail"].split()):
        return None
    return " ".join(part for part in (before, answer, after) if part)


def _is_value(answer: str, word: str, tail: list[str]) -> bool:
    """Whether ``answer`` can stand for ``word``, with ``tail`` behind it.

    Not with a verb or a word of its own that follows anyway ("Mavidir", "Yüz
    derecede"), nor without the ending that is asked for ("nerede": "İzmir").
    """
    seven = answer.rsplit(maxsplit=1)[-1].lower() == "yedi"  # and "ate"
    if (has_verb(answer) and not seven) or repeated(answer, " ".join(tail)):
        return False
    if word == "ne" and len(tail) > 1:  # "ne iş yapar": the first is asked for
        return False
    asked = next((ends for of, ends in _CASES if of.fullmatch(word)), None)
    return asked is None or asked.search(fold(answer)) is not None
