"""What can be learned from: corrections and praise, and what was decided of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from evotr.domain.conversations import StoredMessage
from evotr.domain.folding import fold
from evotr.domain.memories import Consent, MemoryItem
from evotr.domain.spelling import END, SIGNS
from evotr.domain.values import whole_text

LessonKind = Literal["correction", "edit", "retry", "praise"]
"""Typed in the chat; an answer rewritten; one asked for again and liked; one liked."""

LessonState = Literal["active", "superseded", "retracted", "quarantined", "memory_only"]
Split = Literal["train", "probe"]
Thumb = Literal["up", "down"]
Decider = Literal["user", "program", "night"]

LessonReason = Literal[
    "sound",
    "kept",
    "withdrawn",
    "disliked",
    "newer",
    "duplicate",
    "contradiction",
    "uniform",
    "unchanged",
    "control",
    "instruction",
    "pasted",
    "too_long",
    "secret",
    "personal_number",
    "about_user",
    "time_bound",
    "leaning",
    "recalled",
    "labelled",
    "undone",
    "echo",
    "unreadable",
    "not_drawn",
]
"""Why something was decided; the faces have a sentence for each."""

OWN_WORDS: Final[frozenset[LessonKind]] = frozenset({"correction", "edit"})
"""The kinds whose right answer the user has written."""

_PROBED: Final = 4  # one praised answer in so many is never trained on
CORRECTIONS: Final = "correction."
"""How the topics of corrections begin."""

_KEY: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Something to learn: what is the ``right`` answer to ``question``.

    ``wrong`` is the answer that it replaces ("": none was wrong). ``expert`` is who
    answered, or should have (``expert_by_user``: the user said so); None is nobody
    knows. ``message_id`` is the answer that it is about, ``sources`` the ids of all
    messages whose words are in it: it goes with any of them.
    """

    kind: LessonKind
    question: str
    right: str
    wrong: str = ""
    expert: str | None = None
    expert_by_user: bool = False
    conversation_id: str | None = None
    message_id: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(Lesson):
    """A lesson as the ledger has it.

    It never changes; ``state``, ``reason`` ("" before anything was decided) and
    ``expert`` follow from the events kept beside it. ``sha256`` (hexadecimal) and
    ``split`` are those of its birth. Times are aware and in UTC.
    """

    id: str
    created: datetime
    sha256: str
    split: Split
    state: LessonState = "active"
    reason: LessonReason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a row: another ``state``, another ``expert``, or both.

    ``cause`` is the id of the row that it is decided for: where that is destroyed, so
    is the decision, and what was decided before it holds again.
    """

    row_id: str
    reason: LessonReason
    state: LessonState | None = None
    expert: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """A decision, who made it, and when."""

    decision: Decision
    by: Decider
    at: datetime


@dataclass(frozen=True, slots=True)
class LessonCopy:
    """A row as it was born, and what was decided of it since: all that a copy needs."""

    row: LedgerRow
    events: tuple[LedgerEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which rows are meant; what is None or empty asks for nothing.

    ``fresh`` are those that no night has looked at.
    """

    states: tuple[LessonState, ...] = ()
    kinds: tuple[LessonKind, ...] = ()
    conversation_id: str | None = None
    split: Split | None = None
    expert: str | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """How many rows there are, by what they are; and questions that wait."""

    states: Mapping[str, int]
    kinds: Mapping[str, int]
    splits: Mapping[str, int]
    fresh: int
    open_questions: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A bad answer to which the user may give the right one."""

    question: str
    answer: StoredMessage
    asked: datetime


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of the user's word about an answer.

    ``consent`` is the conversation's: under "nothing" nothing was kept. ``row`` came
    of it, ``memory`` is recalled from now on, ``version`` is the answer as the user
    wants it; ``waiting`` says that a right answer is wanted. What did not come of it
    is None.
    """

    message_id: str
    consent: Consent
    thumb: Thumb | None = None
    row: LedgerRow | None = None
    memory: MemoryItem | None = None
    version: StoredMessage | None = None
    waiting: bool = False


def question_key(question: str) -> str:
    """What questions share that may be the same: 16 hexadecimal digits.

    Case, Turkish letters, blanks and the mark at the end do not count; other signs do
    ("C" is not "C++"). Which of them are the same `asked_alike` says.
    """
    folded = " ".join(fold(question.translate(SIGNS)).split()).rstrip(END)
    return sha256(whole_text(folded).encode()).hexdigest()[:_KEY]


def checksum_of(lesson: Lesson) -> str:
    """The checksum of what is learned (SHA-256, hexadecimal)."""
    said = (lesson.kind, lesson.question, lesson.wrong, lesson.right)
    return sha256(whole_text("\0".join(said)).encode()).hexdigest()


def split_of(lesson: Lesson) -> Split:
    """Whether it is trained on or measured by: for ever, by its question's hash.

    What teaches something new is trained on, and measured on other phrasings. Of the
    answers that were right already one in four only measures.
    """
    if lesson.kind != "praise" or int(question_key(lesson.question), 16) % _PROBED:
        return "train"
    return "probe"


def correction_topic(question: str) -> str:
    """The topic of the memory that corrects the answer to ``question``."""
    return CORRECTIONS + question_key(question)


def is_correction(item: MemoryItem) -> bool:
    """Whether a memory is what the user said to a wrong answer."""
    own = item.kind == "fact" and item.trust == "user"
    return own and item.topic.startswith(CORRECTIONS)
