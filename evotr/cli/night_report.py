"""A night's report, with its pictures."""

from pathlib import Path

from evotr.cli.context import Context
from evotr.cli.night_views import plain_night, print_night
from evotr.cli.render import print_error, print_json
from evotr.domain import Night
from evotr.errors import EvotrError
from evotr.night.plots import pictures

__all__ = ["show_night"]


def show_night(
    context: Context, night: Night, *, as_json: bool, event: str | None = None
) -> None:
    """Print the report of a night; pictures that cannot be drawn are told of.

    With ``as_json`` as one object, under ``event`` where it is one of several.
    """
    drawn = _drawn(context, night)
    if as_json:
        named = {} if event is None else {"event": event}
        print_json({**named, **plain_night(night, context.say, drawn)})
    else:
        print_night(context, night, drawn)


def _drawn(context: Context, night: Night) -> tuple[Path, ...]:
    try:
        return pictures(context.settings, night, context.say)
    except EvotrError as error:
        print_error(error, context.say, context.errors)
        return ()
