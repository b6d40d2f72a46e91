"""A right answer that the user types after a wrong one."""

import re
from functools import cache
from typing import Final

from evotr.domain import fold
from evotr.memory.facts.commands import read_command
from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import table
from evotr.memory.words import content_words

__all__ = ["read_correction"]

_LONGEST: Final = 300
_MOST_LINES: Final = 2
_ASKS: Final = re.compile(r"\?\s*[\"'”’)]*\s*\Z")
_QUOTED: Final = '"“„«>`|'
_ENDING: Final = " \t\n.!,;:…\"'“”«»"
_MARKS: Final = "\"“„«'‘"
_DOUBTS: Final = re.compile(
    r"\b(?:maybe|perhaps|i think|i guess|might|probably|not sure|if|belki|galiba"
    r"|sanirim|emin degilim|herhalde|muhtemelen|acaba|eger|bence|diye biliyorum)\b"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = table("typed")
    sources = [
        data[f"no_{language}"] + pattern
        for language in ("en", "tr")
        for pattern in data[f"after_no_{language}"]
    ]
    sources += [*data["alone_en"], *data["alone_tr"]]
    return tuple(re.compile(source) for source in sources)


@cache
def _no_answer() -> re.Pattern[str]:
    data = table("typed")
    return re.compile("|".join((data["opinion_en"], data["opinion_tr"], data["wish"])))


def read_correction(text: str, answer: str) -> str | None:
    """What ``text`` says is right in the place of ``answer``; None: it says nothing.

    It stands literally in ``text``. Rather nothing than what is not meant: questions,
    doubts, opinions, wishes, quotations and long texts say nothing, nor does a "no" to
    what the assistant asked. What is said to be wrong must stand in the answer.
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
    for pattern in _patterns():
        match = pattern.fullmatch(whole.folded, 0, end)
        if match is not None and (right := _right(whole, match, answer)):
            return right
    return None


def _right(whole: Folded, match: re.Match[str], answer: str) -> str | None:
    """The right answer that a pattern has found, unless it is none."""
    folded, written = match["right"], whole.written(*match.span("right"))
    quoted = written[:1] in _MARKS
    if not quoted and _no_answer().fullmatch(folded.strip(_ENDING)):
        return None
    wrong = match.groupdict().get("wrong")
    if wrong is not None and not _stands_in(wrong, answer):
        return None
    right = written.strip(_ENDING)
    return right if right and content_words(right) else None


def _stands_in(wrong: str, answer: str) -> bool:
    """Whether the answer says what is said to be wrong, its endings aside."""
    known = fold(answer)
    words = [word for word in content_words(wrong) if word]
    return bool(words) and all(word[:4] in known for word in words)
