"""What a lesson says, judged by itself: whether it is for learning at all."""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from evotr.domain import OWN_WORDS, LedgerRow, LessonReason, fold, same_letters
from evotr.memory.facts import looks_pasted
from evotr.memory.words import asks_something, leans_on_what_was_said
from evotr.night.steps.of_user import is_of_user
from evotr.night.steps.patterns import any_pattern
from evotr.night.steps.personal import personal
from evotr.night.steps.prose import QUOTED, uncoded, unquoted
from evotr.night.steps.steering import is_instruction
from evotr.night.steps.timed import is_timed

__all__ = ["Surroundings", "reason_against", "reason_for_good"]

LONGEST: Final = 6_000
"""Characters of a question and its right answer that are trained on at most."""

_CONTROL: Final = re.compile(
    r"<\s*[|｜][^\n|｜>]{1,40}[|｜]\s*>|</?s>|\[/?(?:INST|SYS)\]|<<\s*/?SYS\s*>>"
    r"|<(?:start|end)_of_turn>|</?(?:think|tool_call|tool_response)>"
)
_JOINERS: Final = frozenset("\u200c\u200d\ufeff\u00ad\t\n\r")
_UNSEEN: Final = frozenset({"Cc", "Cf"})
_LINKS: Final = re.compile(r"https?://\S+")
_MOST_LINKS: Final = 2
_NOTES: Final = re.compile(r"\[\d{1,3}\]")
_MOST_NOTES: Final = 3
_KEYS: Final = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a lesson was taken from.

    Attributes:
        before: Whether something was said before the question.
        recalled: Whether the answer was made with memories.
    """

    before: bool = False
    recalled: bool = False


def reason_against(row: LedgerRow, around: Surroundings) -> LessonReason | None:
    """Why a lesson is not trained on; None: nothing in it speaks against it."""
    return _no_lesson(row) or _for_memory(row, around)


def reason_for_good(row: LedgerRow) -> LessonReason | None:
    """Why a lesson is not trained on, whatever the user says of it; None: it may be."""
    if any(map(_steers_the_template, (row.question, row.right))):
        return "control"
    if _is_too_long(row):
        return "too_long"
    return _in_it(row)


def _no_lesson(row: LedgerRow) -> LessonReason | None:
    """Why it is no lesson at all."""
    # Not folded: "Acı" mended to "Açı" is a lesson, and "mc2" to "mc²".
    if same_letters(row.right, row.wrong):
        return "unchanged"
    texts = (row.question, row.right)
    if any(map(_steers_the_template, texts)):
        return "control"
    if _is_too_long(row):
        return "too_long"
    if is_instruction(row):
        return "instruction"
    if looks_pasted(row.question) or any(map(_is_page, _own_texts(row))):
        return "pasted"
    return None


def _is_too_long(row: LedgerRow) -> bool:
    return len(row.question) + len(row.right) > LONGEST


def _own_texts(row: LedgerRow) -> tuple[str, ...]:
    """The texts that the user has written."""
    return (row.question, row.right) if row.kind in OWN_WORDS else (row.question,)


def _steers_the_template(text: str) -> bool:
    hidden = (
        unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS for sign in text
    )
    return _CONTROL.search(text) is not None or any(hidden)


def _is_page(text: str) -> bool:
    """Whether it looks like a page, a mail, a log, or what a tool has said."""
    prose = uncoded(text)
    return (
        any_pattern("pasted").search(_folded_lines(prose)) is not None
        or len(_LINKS.findall(prose)) > _MOST_LINKS
        or len(_NOTES.findall(prose)) >= _MOST_NOTES
        or _is_record(text)
    )


def _folded_lines(text: str) -> str:
    return "\n".join(fold(line) for line in text.splitlines())


def _is_record(text: str) -> bool:
    """Whether the whole of it is a JSON object, as tools say things."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    first = said[0] if isinstance(said, list) and said else said
    return isinstance(first, dict) and len(first) >= _KEYS


def _for_memory(row: LedgerRow, around: Surroundings) -> LessonReason | None:
    """Why it stays in memory alone."""
    found = _in_it(row)
    if found is not None:
        return found
    if is_of_user(row):
        return "about_user"
    if _is_passing(row) or is_timed(row):
        return "time_bound"
    if around.recalled and row.kind not in OWN_WORDS:
        return "recalled"
    says = asks_something(row.question)
    if around.before and says and leans_on_what_was_said(row.question):
        return "leaning"
    return None


def _in_it(row: LedgerRow) -> LessonReason | None:
    """What it holds that is nobody else's to know."""
    # What was wrong is not trained on: of a long one the beginning will do.
    return personal(row.question, row.right, row.wrong[:LONGEST])


def _is_passing(row: LedgerRow) -> bool:
    """Whether it holds only for a time."""
    texts = [row.question]
    if row.kind in OWN_WORDS and not QUOTED.search(row.question):
        texts.append(row.right)  # else it may be about a word for a time
    bare = (fold(unquoted(text).replace("’", "'")) for text in texts)
    return any(any_pattern("passing").search(text) for text in bare)
