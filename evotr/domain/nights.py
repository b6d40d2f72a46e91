"""A night as it is kept: what it did step by step, and what it tells in the morning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal

from evotr.domain.experts import ServedExpert
from evotr.domain.ledger import Thumb

NightStep = Literal[
    "harvest",
    "screen",
    "label",
    "consolidate",
    "build",
    "train",
    "scale",
    "judge",
    "promote",
    "report",
]
NIGHT_STEPS: Final[tuple[NightStep, ...]] = (
    "harvest",
    "screen",
    "label",
    "consolidate",
    "build",
    "train",
    "scale",
    "judge",
    "promote",
    "report",
)
"""In their order; from ``build`` to ``promote`` once for each expert."""

NightState = Literal["running", "finished", "stopped", "failed", "unclean", "left"]
"""``stopped`` by the user or the window's end; ``failed`` with an error that is told;
``unclean`` when its process died, ``left`` when its program was closed: both go on
where they were."""

NightEnd = Literal["interrupted", "asked", "forgotten", "time", "hours"]
"""Why one was stopped: Ctrl-C, a wish of the user's, something forgotten that it was
learning from, the longest that a night may take, or the end of the hours of nights."""

NightTrigger = Literal["schedule", "user", "forgotten"]
"""What began it: the clock, the user, or something forgotten that a version saw."""

NightOutcome = Literal["promoted", "held", "rejected", "failed"]
"""What became of an expert's candidate."""

NightWishKind = Literal["run", "stop"]


UndoneWhy = Literal["user", "disliked", "repeating", "crashed"]
"""The user's word; or its answers were disliked where the old ones were others, ran in
circles, or its process died twice while it answered."""


@dataclass(frozen=True, slots=True)
class NightReason:
    """Why: ``fault`` names a sentence, ``values`` are what it tells."""

    fault: str
    values: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Marks of one group of questions, as shares 0 … 1.

    ``lower`` and ``upper`` bound the change (after minus before) with 95 % each, one-
    sided: between them it is with 90 %.
    """

    count: int
    before: float
    after: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class LearnedLesson:
    """A lesson of the ledger that was trained on; ``recall`` on unseen phrasings.

    ``new`` when what served before had not seen it.
    """

    row_id: str
    question: str
    right: str
    recall: float | None = None
    new: bool = True


@dataclass(frozen=True, slots=True)
class SkippedLesson:
    """A lesson that was not trained on, and why."""

    row_id: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecidedLesson:
    """A lesson that a night decided on.

    ``conversation_id`` is "" where its conversation is not here.
    """

    row_id: str
    question: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class OldAndNew:
    """One question, answered by what served and by the candidate."""

    question: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingTold:
    """What the training was: losses in nats per token, the learning curve by step.

    ``base_loss`` and ``loss`` are of the model's own answers that were held out, as
    what served and the candidate give them.
    """

    steps: int
    rows: int
    seconds: float
    tokens_per_s: float = 0.0
    peak_bytes: int = 0
    base_loss: float | None = None
    loss: float | None = None
    curve: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertNight:
    """What a night did for one expert.

    ``before`` served when it began (None: the base), ``version`` is the candidate
    (None: there was none), ``scale`` the share of its trained strength. ``hidden``
    counts new lessons that lie in the trash: they are not among the ``learned``.
    ``undone`` is when, and ``undone_why`` why, this one alone was taken back of its
    night. ``deleted`` is no part of what is kept: whether the version is gone from the
    disk since.
    """

    expert: str
    outcome: NightOutcome
    before: str | None = None
    version: str | None = None
    scale: float = 1.0
    reasons: tuple[NightReason, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    groups: Mapping[str, GroupResult] = field(default_factory=dict)
    learned: tuple[LearnedLesson, ...] = ()
    skipped: tuple[SkippedLesson, ...] = ()
    examples: tuple[OldAndNew, ...] = ()
    training: TrainingTold | None = None
    undone: datetime | None = None
    undone_why: UndoneWhy | None = None
    hidden: int = 0
    deleted: bool = False

    @property
    def first_taught(self) -> int:
        """How many lessons were new to what it answered with; in the trash, too."""
        return self.hidden + sum(lesson.new for lesson in self.learned)

    @property
    def returned(self) -> bool:
        """Whether nothing was trained: what there was before any night serves again."""
        why = {reason.fault for reason in self.reasons}
        untrained = self.training is None and "rebuilt" in why
        return self.outcome == "promoted" and untrained


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """What a night tells in the morning.

    Attributes:
        looked: Lessons that no night had looked at.
        decided: Of these, how many for which reason of the ledger.
        named: Those of them that are still there, by reason.
        doubts: Rows in doubt and bad answers that wait for the user.
        remembered: Memories that were written or merged.
        experts: Those that were trained.
        proposed: Questions proposed as examples for the router, by expert.
        unmet: Conditions that kept it waiting, by name.
        fault: What it failed with.
        faults: What steps failed with that the night went on without.
        end: Why it was stopped.
        seconds: By step.
        peak_bytes: The most memory that was held, by step; of ``train`` by its child.
    """

    looked: int = 0
    decided: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, tuple[DecidedLesson, ...]] = field(default_factory=dict)
    doubts: int = 0
    remembered: int = 0
    experts: tuple[ExpertNight, ...] = ()
    proposed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()
    fault: NightReason | None = None
    faults: Mapping[str, NightReason] = field(default_factory=dict)
    end: NightEnd | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSpent:
    """How the processes of a night have spent it so far, without the computer's sleep.

    Attributes:
        worked_s: Seconds of work, and of making way for turns.
        paused_s: Seconds in which it was held up by conditions that did not hold.
        paused: Those, by name.
    """

    worked_s: float = 0.0
    paused_s: float = 0.0
    paused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A night of the journal; times are aware and in UTC.

    Attributes:
        number: Counts them from 1, for people.
        date: The local day that its evening belongs to.
        expert: The one that it was begun for; None is all.
        beat: When its process last gave a sign.
        ended: When it ended, or was left.
        step: What it did last.
        error: Name of what it failed with.
        owner: The process that runs it, as that named itself.
        deaths: How often its process died before it was done.
        undone: When the user, or a canary, took it back; ``undone_why`` says which.
        kept: When the user said that what it learned is to stay.
        away_s: Seconds in which no process made it, since it was left or one died.
        spent: How those that did spent it, as last noted.
    """

    id: str
    number: int
    date: date
    trigger: NightTrigger
    state: NightState
    began: datetime
    beat: datetime
    ended: datetime | None = None
    expert: str | None = None
    step: NightStep | None = None
    error: str = ""
    owner: str = ""
    deaths: int = 0
    undone: datetime | None = None
    undone_why: UndoneWhy | None = None
    kept: datetime | None = None
    away_s: float = 0.0
    spent: NightSpent = NightSpent()
    report: NightReport = NightReport()

    @property
    def never_began(self) -> bool:
        """Whether its conditions were not met in all its hours."""
        waited = bool(self.report.unmet)
        return self.state == "stopped" and self.step is None and waited

    def is_undone(self, expert: str) -> bool:
        """Whether what it taught an expert was taken back, with the rest or alone."""
        alone = (one for one in self.report.experts if one.undone is not None)
        return self.undone is not None or expert in {one.expert for one in alone}


@dataclass(frozen=True, slots=True)
class StepDone:
    """What a step of a night found: numbers, names and ids, no words of the user.

    ``expert`` is "" where it is a step of the whole night.
    """

    step: NightStep
    expert: str
    began: datetime
    ended: datetime
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NightVersion:
    """A version of an expert that a night made.

    ``keys_sha`` is the `keys_digest` of the lessons that it saw, ``row_ids`` are those
    of them that are still there.
    """

    base: str
    expert: str
    version: str
    night_id: str
    keys_sha: str
    row_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedAnswer:
    """An answer that somebody got, and who gave it with which weights.

    ``question_id`` is the message that asked it, ``thumb`` what the user said of it.
    """

    id: str
    question_id: str
    question: str
    text: str
    thumb: Thumb | None
    experts: tuple[ServedExpert, ...]
    instruction: str
    system_prompt: str


@dataclass(frozen=True, slots=True)
class DoomedVersion:
    """A version that saw something which was destroyed since: its files are to go."""

    base: str
    expert: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NightWish:
    """What is asked of the process that has the home open.

    ``expert`` None is all; ``why`` is what the report of a night that is stopped says.
    """

    number: int
    kind: NightWishKind
    expert: str | None
    at: datetime
    why: NightEnd = "asked"


def keys_digest(rows: Iterable[tuple[str, str]]) -> str:
    """What sets of the same lessons share: SHA-256, hexadecimal, of them in order.

    Each row is its id and its checksum.
    """
    lines = sorted(f"{row_id} {checksum}\n" for row_id, checksum in rows)
    return sha256("".join(lines).encode()).hexdigest()
