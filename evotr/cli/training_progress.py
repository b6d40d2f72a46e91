"""How a training looks: a bar, a line per look at the held-out rows, or JSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json
from evotr.night.events import (
    TrainingEnd,
    TrainingEvent,
    TrainingStarted,
    TrainingStep,
    TrainingValidated,
    plain_event,
)
from evotr.text.forms import Written

__all__ = ["show_training"]

Watcher = Callable[[TrainingEvent], None]


@contextmanager
def show_training(context: Context, *, as_json: bool) -> Iterator[Watcher]:
    """Yield what a run's events are told to.

    On a terminal a bar with the loss and the remaining time, elsewhere a line at the
    start and at each look at the held-out rows; with ``as_json`` every event but the
    last, and nothing else.
    """
    if as_json:
        yield _print_json
    elif not context.console.is_terminal:
        yield lambda event: _print_line(context, event)
    else:
        with _bar(context.console) as bar:
            yield _drawn(context, bar)


def _print_json(event: TrainingEvent) -> None:
    if not isinstance(event, TrainingEnd):
        print_json(plain_event(event))


def _print_line(context: Context, event: TrainingEvent) -> None:
    match event:
        case TrainingStarted():
            tell(
                context,
                "training.started",
                rows=event.rows,
                held_out=event.held_out,
                steps=event.steps,
                step=event.step,
            )
        case TrainingValidated(loss=float(loss), name=None):
            tell(context, "training.look", step=event.step, loss=Written(f"{loss:.3f}"))


def _drawn(context: Context, bar: Progress) -> Watcher:
    task = bar.add_task(context.say("training.loading"), total=None)
    looked = ""

    def watch(event: TrainingEvent) -> None:
        nonlocal looked
        match event:
            case TrainingStarted():
                bar.update(task, completed=event.step, total=event.steps)
            case TrainingStep():
                loss = "–" if event.loss is None else Written(f"{event.loss:.3f}")
                speed = Written(f"{event.tokens_per_s:,.0f}")
                text = context.say("training.bar", loss=loss, speed=speed)
                bar.update(
                    task,
                    completed=event.step,
                    total=event.steps,
                    description=text + looked,
                )
            case TrainingValidated(loss=float(loss)):
                looked = context.say("training.bar_look", loss=Written(f"{loss:.3f}"))

    return watch


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
