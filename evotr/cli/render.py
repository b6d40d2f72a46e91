"""How turns, errors and values look on a terminal and as JSON."""

import dataclasses
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rich.console import Console

from evotr.cli.signals import stop_on_interrupt
from evotr.domain import (
    Recalled,
    Route,
    Routed,
    TokenChunk,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from evotr.text.exported import json_text, printable, title_of

if TYPE_CHECKING:  # its room imports the database, which an error does not need
    from evotr.assistant import Turn

__all__ = [
    "MOST_LISTED",
    "Outcome",
    "json_text",
    "plain_error",
    "plain_route",
    "print_error",
    "print_faults",
    "print_json",
    "printable",
    "run_turn",
    "title_of",
]

MOST_LISTED: Final = 100_000
"""What `--limit` takes at most: SQLite counts no further than 64 bits."""


@dataclasses.dataclass(slots=True)
class Outcome:
    """What a turn came to; ``end`` is its terminal event."""

    started: TurnStarted | None = None
    routed: Routed | None = None
    recalled: Recalled = dataclasses.field(default_factory=lambda: Recalled(()))
    text: str = ""
    end: TurnFinished | TurnFailed | None = None


def print_json(value: object) -> None:
    """`json_text` on standard output."""
    sys.stdout.write(json_text(value) + "\n")
    sys.stdout.flush()


def print_error(
    error: EvotrError, say: Catalog, errors: Console, *, as_json: bool = False
) -> None:
    """What is wrong and what to do: on standard error, or as JSON on output."""
    if as_json:
        print_json(plain_error(error, say))
        return
    message, hint = say.error(error)
    message, hint = printable(message), printable(hint)
    errors.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    if hint:
        errors.print(hint, style="dim", markup=False, highlight=False, soft_wrap=True)


def plain_error(error: EvotrError, say: Catalog) -> dict[str, object]:
    """An error as every JSON has it."""
    message, hint = say.error(error)
    return {"error": type(error).__name__, "message": message, "hint": hint}


def plain_route(route: Route) -> dict[str, object]:
    """A route as every JSON of the router has it; weights stand beside their ids."""
    return {
        "expert": route.pick,
        "confidence": round(route.confidence, 4),
        "experts": [[expert, round(weight, 4)] for expert, weight in route.experts],
        "stage": route.stage,
        "why": route.why,
        "runner_up": route.runner_up,
        "ms": round(route.ms, 3),
    }


def print_faults(
    outcome: Outcome, say: Catalog, errors: Console, told: set[str] | None = None
) -> None:
    """What kept experts, the router or the memory from their part in an answer.

    Refused weights are added to ``told``, and not told where they are in it.
    """
    routed, known = outcome.routed or Routed(()), set() if told is None else told
    new = [fault for fault in routed.refused if str(fault.values["path"]) not in known]
    known |= {str(fault.values["path"]) for fault in new}
    for fault in (*new, routed.fault, outcome.recalled.fault):
        if fault is not None:
            print_error(fault, say, errors)


def run_turn(
    turn: "Turn", *, stream: bool, routed: Callable[[Routed], None] | None = None
) -> Outcome:
    """Run a turn to its end, printing the answer as it comes with ``stream``.

    ``routed`` is told who answers, before the answer.
    """
    outcome = Outcome()
    pieces: list[str] = []
    with stop_on_interrupt(turn.cancel):
        for event in turn:
            if isinstance(event, TokenChunk):
                pieces.append(event.text)
                if stream:
                    _write(event.text)
            elif isinstance(event, TurnStarted):
                outcome.started = event
            elif isinstance(event, Routed):
                first, outcome.routed = outcome.routed is None, event
                if routed is not None and first:
                    routed(event)
            elif isinstance(event, Recalled):
                outcome.recalled = event
            elif isinstance(event, TurnFinished | TurnFailed):
                outcome.end = event
    if stream and pieces:
        _write("\n")
    outcome.text = "".join(pieces)
    return outcome


def _write(text: str) -> None:
    sys.stdout.write(printable(text))
    sys.stdout.flush()
