"""What a training run says while it runs: one JSON object per line of its output."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "BASE",
    "RowLosses",
    "TrainingDone",
    "TrainingEnd",
    "TrainingEvent",
    "TrainingEvents",
    "TrainingMeasured",
    "TrainingPaused",
    "TrainingResult",
    "TrainingResumed",
    "TrainingSaved",
    "TrainingStarted",
    "TrainingStep",
    "TrainingStopped",
    "TrainingValidated",
    "TrainingWentWrong",
    "event_of_line",
    "line_of_event",
    "plain_event",
]

RowLosses = Sequence[Sequence[float]]
"""Of each held-out row its loss, and the weight of its tokens; 0, 0 if too long."""
BASE: Final = ""
"""The key of what rows lose by the base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingStarted:
    """The model is loaded; ``step`` is above 0 where a checkpoint was taken up.

    ``rows`` are trained on, ``held_out`` measured by, ``too_long`` were left out.
    ``parameters`` are trained, over ``workers`` machines.
    """

    step: int
    steps: int
    rows: int
    held_out: int
    too_long: int
    parameters: int
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingStep:
    """A step is done.

    ``loss`` is per trained token (nats) over the step's rows, None when it was not
    finite and the step skipped; ``gradient`` the gradient's length before clipping.
    ``tokens_per_s`` counts what was computed, prompts included, ``trained_per_s`` the
    answers' alone. ``peak_bytes`` is MLX's, ``left_s`` an estimate.
    """

    step: int
    steps: int
    loss: float | None
    gradient: float | None
    learning_rate: float
    tokens_per_s: float
    trained_per_s: float
    peak_bytes: int
    left_s: float
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingValidated:
    """Loss per token on the held-out rows; ``name`` None is what is being trained.

    ``name`` is ``base`` for the model alone, or the key of one that the plan compares;
    ``loss`` None is not finite.
    """

    step: int
    loss: float | None
    name: str | None = None
    best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSaved:
    """A checkpoint of ``step`` is on the disk."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPaused:
    """Computes nothing until it is told to go on."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResumed:
    """Goes on."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingStopped:
    """The end, before it was done: the checkpoint of ``step`` can be taken up."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """The end: the adapter of ``best_step`` lies in the run's folder ``adapter``.

    Losses are per token on the held-out rows, None where there are none; ``compared``
    those of the adapters the plan names, without one that was not finite. ``early``
    when patience ended it.
    """

    step: int
    best_step: int
    best_loss: float | None
    base_loss: float | None
    last_loss: float | None
    compared: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0
    held_out: int = 0
    too_long: int = 0
    skipped: int = 0
    early: bool = False
    seconds: float = 0.0
    trained_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingMeasured:
    """The end where the plan asked for no more: what adapters lose, by their keys.

    ``by_row`` has the loss of each held-out row and its weight, for ``BASE`` too.
    """

    by_row: Mapping[str, RowLosses]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWentWrong:
    """The end: an error of ``evotr.errors`` by name, with its values as text."""

    error: str
    values: Mapping[str, object] = field(default_factory=dict)


TrainingDone = TrainingStopped | TrainingResult | TrainingMeasured
TrainingEnd = TrainingDone | TrainingWentWrong
TrainingEvent = (
    TrainingStarted
    | TrainingStep
    | TrainingValidated
    | TrainingSaved
    | TrainingPaused
    | TrainingResumed
    | TrainingEnd
)
TrainingEvents: Mapping[str, type[TrainingEvent]] = {
    "started": TrainingStarted,
    "step": TrainingStep,
    "validated": TrainingValidated,
    "saved": TrainingSaved,
    "paused": TrainingPaused,
    "resumed": TrainingResumed,
    "stopped": TrainingStopped,
    "finished": TrainingResult,
    "measured": TrainingMeasured,
    "failed": TrainingWentWrong,
}
_NAMES = {kind: name for name, kind in TrainingEvents.items()}


def line_of_event(event: TrainingEvent) -> str:
    """The event as a line of JSON, without its end."""
    return json.dumps(plain_event(event), ensure_ascii=False, default=str)


def plain_event(event: TrainingEvent) -> dict[str, object]:
    """The event as JSON has it; its kind under ``event``."""
    return {"event": _NAMES[type(event)], **dataclasses.asdict(event)}


def event_of_line(line: str) -> TrainingEvent | None:
    """The event that `line_of_event` wrote; None for any other line."""
    try:
        content = json.loads(line)
        kind = TrainingEvents[content.pop("event")]
        return kind(**content)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
