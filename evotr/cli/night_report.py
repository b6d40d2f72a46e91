"""A night's report, with its pictures."""

from dataclasses import replace
from pathlib import Path

from evotr.cli.context import Context
from evotr.cli.night_views import plain_night, print_night
from evotr.cli.render import print_error, print_json
from evotr.domain import Night
from evotr.errors import EvotrError
from evotr.instance import running_instance
from evotr.night.plots import draw_night

__all__ = ["as_it_stands", "show_night"]

_PICTURES = "report"


def show_night(
    context: Context, night: Night, *, as_json: bool, event: str | None = None
) -> None:
    """Print the report of a night; pictures that cannot be drawn are told of.

    With ``as_json`` as one object, under ``event`` where it is one of several.
    """
    pictures = _drawn(context, night)
    if as_json:
        named = {} if event is None else {"event": event}
        print_json({**named, **plain_night(night, context.say, pictures)})
    else:
        print_night(context, night, pictures)


def as_it_stands(context: Context, night: Night) -> Night:
    """``night``; unclean where it is noted as running and nobody runs it."""
    alive = running_instance(context.settings.paths.night_lock) is not None
    if night.state == "running" and not alive:
        return replace(night, state="unclean")
    return night


def _drawn(context: Context, night: Night) -> tuple[Path, ...]:
    """The pictures of a night that is over."""
    if night.state == "running":
        return ()
    paths = context.settings.paths
    folder = paths.nights / night.id / _PICTURES
    try:
        return draw_night(night, folder, paths.drawing, context.say)
    except EvotrError as error:
        print_error(error, context.say, context.errors)
        return ()
