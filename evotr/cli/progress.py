"""How a download looks: a bar, a line per tenth, or JSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from evotr.cli.context import Context
from evotr.cli.render import print_json
from evotr.models.download import DownloadProgress
from evotr.text.sizes import readable

__all__ = ["show_progress"]

Watcher = Callable[[DownloadProgress], None]
_PERCENT = 100
_TENTHS = 10


@contextmanager
def show_progress(context: Context, model: str, *, as_json: bool) -> Iterator[Watcher]:
    """Yield what a pull tells its progress to.

    On a terminal a bar with speed and remaining time; otherwise a line at each tenth;
    with ``as_json`` a JSON object at each percent and nothing else.
    """
    if as_json:
        yield _at_steps(_PERCENT, _print_json)
    elif not context.console.is_terminal:
        yield _at_steps(_TENTHS, lambda progress: _print_line(context, model, progress))
    else:
        with _bar(context.console) as bar:
            task = bar.add_task(model, total=None)
            yield lambda progress: bar.update(
                task, completed=progress.done, total=progress.total
            )


def _at_steps(steps: int, show: Watcher) -> Watcher:
    """Let through the first progress and each that reaches a new step."""
    shown = -1

    def watch(progress: DownloadProgress) -> None:
        nonlocal shown
        step = steps * progress.done // max(progress.total, 1)
        if step > shown:
            shown = step
            show(progress)

    return watch


def _print_json(progress: DownloadProgress) -> None:
    print_json(
        {
            "event": "progress",
            "file": progress.file,
            "done": progress.done,
            "total": progress.total,
        }
    )


def _print_line(context: Context, model: str, progress: DownloadProgress) -> None:
    percent = _PERCENT * progress.done // max(progress.total, 1)
    line = context.say(
        "models.pull.line",
        model=model,
        percent=percent,
        done=readable(progress.done),
        total=readable(progress.total),
    )
    context.console.print(line, markup=False, highlight=False)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
    )
