"""How a night looks while it runs: lines and a bar on standard error, or JSON."""

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json
from evotr.cli.training_progress import Watcher, show_training
from evotr.night.events import plain_event
from evotr.night.progress import (
    NightBegan,
    NightEvent,
    NightPaused,
    NightStepBegan,
    NightStepEnded,
    NightTrains,
    Tell,
)
from evotr.night.telling import conditions_now

__all__ = ["show_progress"]


@contextmanager
def show_progress(context: Context, *, as_json: bool) -> Iterator[Tell]:
    """Yield what a night tells its events to.

    On standard error a line for each step and the training's bar, so that the report
    stands alone on the output; with ``as_json`` an object for each event but the last.
    """
    if as_json:
        yield _print_json
        return
    with ExitStack() as stack:
        aside = dataclasses.replace(context, console=context.errors)
        yield _Lines(aside, stack)


class _Lines:
    """Tells a person.

    Args:
        aside: Its console is standard error.
        stack: Closes what is left open where a night ends in its training.
    """

    def __init__(self, aside: Context, stack: ExitStack) -> None:
        self._aside = aside
        self._stack = stack
        self._training: Watcher | None = None

    def __call__(self, event: NightEvent) -> None:
        """Show an event; those that tell a person nothing are passed over."""
        match event:
            case NightBegan(resumed=True):
                tell(self._aside, "night.progress.resumed", number=event.night.number)
            case NightBegan():
                tell(self._aside, "night.progress.began", number=event.night.number)
            case NightStepBegan():
                self._end_training()
                step = self._aside.say(f"night.step.{event.step}")
                key = "step_of" if event.expert else "step"
                tell(
                    self._aside,
                    f"night.progress.{key}",
                    step=step,
                    expert=event.expert,
                )
            case NightTrains():
                self._begin_training()(event.event)
            case NightPaused(missing=(), asked=True):
                tell(self._aside, "night.progress.hastened")
            case NightPaused(missing=()):
                tell(self._aside, "night.progress.goes_on")
            case NightPaused():
                told = conditions_now(event.missing, self._aside.say)
                tell(self._aside, "night.progress.paused", conditions=told)
            case _:
                self._end_training()

    def _begin_training(self) -> Watcher:
        if self._training is None:
            shown = show_training(self._aside, as_json=False)
            self._training = self._stack.enter_context(shown)
        return self._training

    def _end_training(self) -> None:
        self._training = None
        self._stack.close()


def _print_json(event: NightEvent) -> None:
    match event:
        case NightBegan():
            night = {"number": event.night.number, "night": event.night.id}
            print_json({"event": "began", **night, "resumed": event.resumed})
        case NightStepBegan():
            step = {"step": event.step, "expert": event.expert or None}
            print_json({"event": "step", **step})
        case NightStepEnded():
            step = {"step": event.step, "expert": event.expert or None}
            found = {"seconds": event.seconds, "found": event.result}
            print_json({"event": "step_done", **step, **found})
        case NightPaused():
            asked = {"asked": True} if event.asked else {}
            print_json({"event": "paused", "unmet": event.missing, **asked})
        case NightTrains():
            told = plain_event(event.event)
            print_json({"event": "training", "expert": event.expert, "training": told})
