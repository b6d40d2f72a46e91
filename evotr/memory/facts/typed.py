"""A right answer that the user types after a wrong one."""

import re
from functools import cache
from typing import Final, get_args

from evotr.domain import fold
from evotr.memory.facts.commands import read_command
from evotr.memory.facts.evidence import Kind, Said, can_be_right
from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import table
from evotr.memory.words import content_words

__all__ = ["read_correction"]

_LANGUAGES: Final = ("en", "tr")
_LONGEST: Final = 300
_MOST_LINES: Final = 2
_ASKS: Final = re.compile(r"\?\s*[\"'”’)]*\s*\Z")
_QUOTED: Final = '"“„«>`|'
_ENDING: Final = " \t\n.!,;:…\"'“”«»"
_MARKS: Final = "\"“„«'‘"
# "Canberra'dır", "1923'tür": it is.
_COPULA: Final = re.compile("['’‘`´][dtDT][ıiuüİIUÜ][rR]$")
_DOUBTS: Final = re.compile(
    r"\b(?:maybe|perhaps|i think|i guess|might|probably|not sure|if|belki|galiba"
    r"|sanirim|emin degilim|herhalde|muhtemelen|acaba|eger|bence|diye biliyorum)\b"
)


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    data = table("typed")
    kinds: tuple[Kind, ...] = get_args(Kind)
    sources = [
        (kind, f"(?P<no>{data[f'no_{language}']}){pattern}")
        for kind in kinds
        for language in _LANGUAGES
        for pattern in data[f"{kind}_{language}"]
    ]
    sources += [
        (kind, pattern)
        for kind in kinds
        for language in _LANGUAGES
        for pattern in data.get(f"alone_{kind}_{language}", ())
    ]
    return tuple((kind, re.compile(source)) for kind, source in sources)


@cache
def _no_answer() -> re.Pattern[str]:
    data = table("typed")
    return re.compile("|".join((data["opinion_en"], data["opinion_tr"], data["wish"])))


def read_correction(text: str, answer: str, question: str = "") -> str | None:
    """What ``text`` says is right in the place of ``answer``; None: it says nothing.

    It stands literally in ``text``. Rather nothing than what is not meant: questions,
    doubts, opinions, wishes, quotations and long texts say nothing, nor does a "no" to
    what the assistant asked. What is said to be wrong must stand in the answer. A bare
    "No, X" says something only where the ``question`` is known.
    """
    said = text.strip()
    if not said or len(said) > _LONGEST or said.count("\n") >= _MOST_LINES:
        return None
    if said[0] in _QUOTED or "?" in said or _ASKS.search(answer):
        return None
    whole = Folded(said)
    if _DOUBTS.search(whole.folded) or read_command(said) is not None:
        return None
    end = len(whole.folded.rstrip(_ENDING))
    for kind, pattern in _patterns():
        match = pattern.fullmatch(whole.folded, 0, end)
        if match is None:
            continue
        if right := _right(whole, match, kind, (question, answer)):
            return right
    return None


def _right(
    whole: Folded, match: re.Match[str], kind: Kind, turn: tuple[str, str]
) -> str | None:
    """The right answer that a pattern has found, unless it is none."""
    folded, written = match["right"], whole.written(*match.span("right"))
    found = match.groupdict()
    wrong, question, answer = found.get("wrong"), *turn
    if wrong is not None and not _stands_in(wrong, answer):
        return None
    right = written.strip(_ENDING)
    if not right or not content_words(right):
        return None
    if written[:1] in _MARKS:
        return right
    if _no_answer().fullmatch(folded.strip(_ENDING)):
        return None
    if kind == "bare":
        right = _COPULA.sub("", right)
    before = whole.written(0, match.start("right"))
    sure = bool(re.search(table("typed")["sure"], found.get("no") or ""))
    said = Said(kind, right, before, sure, wrong, question, answer)
    return right if can_be_right(said) else None


def _stands_in(wrong: str, answer: str) -> bool:
    """Whether the answer says what is said to be wrong, its endings aside."""
    known = fold(answer)
    words = [word for word in content_words(wrong) if word]
    return bool(words) and all(word[:4] in known for word in words)
