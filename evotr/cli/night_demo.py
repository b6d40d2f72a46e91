"""``evotr night demo``: what nights do, shown on a throw-away home."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer

from evotr.app import open_night
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.night_demo_views import print_end, print_shown, print_title
from evotr.cli.render import print_json
from evotr.night.demo.demo import demonstrate, summed_up
from evotr.night.demo.shown import Part, Shown
from evotr.night.demo.world import World

__all__ = ["show_demo"]

_COMMAND: Final = ("-P", "-m", "evotr", "night", "run", "--now", "--json")
_PREFIX: Final = "evotr-night-"


def show_demo(context: Context, *, keep: bool, as_json: bool) -> None:
    """Show what nights do.

    Raises:
        typer.Exit: A part did not show what it must.
    """
    with _folder(context, keep=keep, as_json=as_json) as folder:
        failed = _show(context, folder, as_json=as_json)
    if failed:
        raise typer.Exit(1)


@contextmanager
def _folder(context: Context, *, keep: bool, as_json: bool) -> Iterator[Path]:
    """Where the homes lie: deleted at the end, or told."""
    if not keep:
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            yield Path(folder)
        return
    kept = Path(tempfile.mkdtemp(prefix=_PREFIX))
    if not as_json:
        tell(context, "night.demo.kept", folder=kept)
    yield kept


def _show(context: Context, folder: Path, *, as_json: bool) -> bool:
    """Show every part as soon as it is known; whether one did not show what it must."""
    world = World(
        folder=folder, open_home=open_night, command=(sys.executable, *_COMMAND)
    )
    shown: list[Shown] = []

    def begin(part: Part) -> None:
        if not as_json:
            print_title(context, part, len(shown) + 1)

    if not as_json:
        days = world.sizes.days
        lessons = ", ".join(map(str, days))
        tell(context, "night.demo.about", nights=len(days), lessons=lessons)
    for one in demonstrate(world, begin):
        shown.append(one)
        if not as_json:
            print_shown(context, one)
    if as_json:
        print_json({**summed_up(shown), "folder": folder})
    else:
        print_end(context, shown)
    return not all(one.good for one in shown)
