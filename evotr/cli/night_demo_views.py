"""How the parts of the night's demo look."""

from collections.abc import Sequence
from typing import Any, Final

from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.night_views import print_groups
from evotr.cli.render import printable
from evotr.domain import ExpertNight
from evotr.night.demo.demo import NOT_MEASURED
from evotr.night.demo.shown import Part, Shown
from evotr.night.telling import lasting, outcome, reason_told

__all__ = ["print_end", "print_shown", "print_title"]

_HASH: Final = 16  # of a checksum's characters are shown
_EXAMINED: Final = frozenset({"learn", "chain"})
"""Parts in which it matters what a night has learned."""


def print_title(context: Context, part: Part, number: int) -> None:
    """What is shown next."""
    title = f"{number}. {context.say(f'night.demo.title.{part}')}"
    context.console.print()
    context.console.print(Text(printable(title), "bold"), soft_wrap=True)


def print_shown(context: Context, shown: Shown) -> None:
    """What a part has found, and whether that is what it must show."""
    if shown.error is not None:
        sentence, hint = context.say.error(shown.error)
        _line(context, f"{sentence} {hint}")
    else:
        values = {name: _brief(value) for name, value in shown.told.items()}
        tell(context, f"night.demo.told.{shown.part}", **values)
    for name, night in shown.nights.items():
        _print_night(context, shown.part, name, night)
    key = "good" if shown.good else "bad"
    tell(
        context,
        f"night.demo.{key}",
        time=lasting(shown.seconds, context.say),
        processor=lasting(shown.processor_s, context.say),
        steps=shown.steps,
    )


def print_end(context: Context, shown: Sequence[Shown]) -> None:
    """Whether all was shown, what it took, and what was not looked at."""
    say = context.say
    failed = [say(f"night.demo.title.{one.part}") for one in shown if not one.good]
    context.console.print()
    if failed:
        tell(context, "night.demo.failed", parts="; ".join(failed))
    else:
        tell(context, "night.demo.all")
    tell(
        context,
        "night.demo.took",
        time=lasting(sum(one.seconds for one in shown), say),
        processor=lasting(sum(one.processor_s for one in shown), say),
        steps=sum(one.steps for one in shown),
    )
    tell(context, "night.demo.not_measured", keys=", ".join(NOT_MEASURED))


def _print_night(context: Context, part: Part, name: str, night: ExpertNight) -> None:
    """What became of a night; where only weights are compared, nothing of it."""
    say = context.say
    if part == "gate":
        _line(context, f"  {say(f'night.demo.fault.{name}')}")
    elif part in _EXAMINED:
        _line(context, f"  {say('night.demo.night', number=name)}")
    else:
        return
    _line(context, f"    {outcome(night, say)}")
    for reason in night.reasons:
        _line(context, f"    {reason_told(reason, say)}")
    if part in _EXAMINED and night.groups:
        print_groups(context, night.groups)


def _brief(value: Any) -> object:  # noqa: ANN401 - findings are of many types
    """A finding as a sentence has it: short checksums, and lists in one line."""
    match value:
        case str():
            return value[:_HASH]
        case list():
            return ", ".join(
                f"{one:.0f}" if isinstance(one, float) else str(one) for one in value
            )
        case _:
            return value


def _line(context: Context, text: str) -> None:
    context.console.print(Text(printable(text)), soft_wrap=True)
