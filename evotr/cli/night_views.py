"""How nights look: a report, a table of them, and JSON."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_views import cut, short
from evotr.cli.render import printable
from evotr.domain import (
    ExpertNight,
    GroupResult,
    LearnedLesson,
    Night,
    NightReport,
    OldAndNew,
    SkippedLesson,
)
from evotr.night.takeback import in_force
from evotr.night.telling import (
    day,
    fault_told,
    group_cells,
    headline,
    is_rehearsed,
    outcome,
    paused,
    reason_hint,
    reason_told,
    share,
    times,
    training,
    waited,
    what_became,
    when,
    why,
)
from evotr.text import Catalog

__all__ = ["plain_night", "print_groups", "print_history", "print_night"]

_LISTED: Final = 10  # lessons; the others are counted
_SHOWN: Final = 3  # answers
_LONG: Final = 120


def plain_night(
    night: Night, say: Catalog, pictures: Sequence[Path] = ()
) -> dict[str, object]:
    """A night as one object; shares are 0 … 1, sizes bytes, times seconds."""
    return {
        "number": night.number,
        "id": night.id,
        "date": night.date,
        "trigger": night.trigger,
        "expert": night.expert,
        "state": night.state,
        "step": night.step,
        "error": night.error or None,
        "hint": fault_told(night, say)[1] or None,
        "began": night.began,
        "ended": night.ended,
        "undone": night.undone,
        "undone_why": night.undone_why,
        "kept": night.kept,
        "spent": night.spent,
        "headline": headline(night, say),
        "reasons": {
            each.expert: [reason_told(reason, say) for reason in each.reasons]
            for each in night.report.experts
        },
        "report": night.report,
        "pictures": pictures,
    }


def print_history(context: Context, nights: Sequence[Night]) -> None:
    """A table of nights, the newest last."""
    table = Table(box=None, pad_edge=False)
    for key in ("number", "date", "began", "outcome"):
        table.add_column(context.say(f"night.column.{key}"), overflow="fold")
    for night in nights:
        table.add_row(
            str(night.number),
            str(night.date),
            context.say.minute(night.began),
            Text(printable(headline(night, context.say))),
        )
    context.console.print(table)


def print_night(context: Context, night: Night, pictures: Sequence[Path] = ()) -> None:
    """The report of a night: what became of what, why, and how to take it back."""
    say, report = context.say, night.report
    rehearsed = is_rehearsed(night)
    if rehearsed:
        _title(context, say("night.run.rehearsal"))
    else:
        _title(context, say("night.title", number=night.number, date=night.date))
        if not night.never_began:
            _line(context, when(night, say))
    for line in what_became(night, say):
        _line(context, line)
    for each in report.experts:
        _print_expert(context, night, each)
    kept_waiting = () if night.never_began else waited(report, say)
    held_up = (*kept_waiting, *paused(night, say))
    lines = (*_day(report, say), *held_up, *times(night, say))
    if report.experts and lines:
        context.console.print()
    for line in lines:
        _line(context, line)
    if pictures:
        _line(context, say("night.report.pictures"))
    for file in pictures:
        _line(context, f"  {file}")
    if in_force(night):
        tell(context, "night.report.undo", number=night.number)


def _day(report: NightReport, say: Catalog) -> Iterator[str]:
    """What the day had left, and what waits for the user."""
    for line in day(report, say):
        yield line.text
        for lesson in line.named:
            yield f"      “{cut(lesson.question)}” ({short(lesson.row_id)})"
        if line.more:
            yield f"      {say('night.report.more', count=line.more)}"
    for expert, questions in report.proposed.items():
        yield say("night.report.proposed", expert=expert, count=len(questions))
    if report.doubts:
        yield say("night.report.doubts", count=report.doubts)


def _print_expert(context: Context, night: Night, each: ExpertNight) -> None:
    say, rehearsed = context.say, is_rehearsed(night)
    context.console.print()
    _title(context, outcome(each, say, night))
    for reason in each.reasons:
        _line(context, "  " + reason_told(reason, say))
        if hint := reason_hint(reason, say):
            _line(context, "  " + hint)
    if each.outcome == "promoted" and each.scale != 1:
        _line(context, "  " + say("night.report.scale", share=share(each.scale, say)))
    if each.groups:
        print_groups(context, each.groups)
    learned = "night.run.lessons" if rehearsed else "night.report.learned"
    drawn = each.numbers.get("drawn", len(each.learned))
    if rehearsed and drawn < len(each.learned):
        learned = "night.run.drawn"
    _print_learned(context, learned, each.learned, drawn)
    _print_skipped(context, each.skipped)
    _print_examples(context, each.examples)
    if each.training is not None:
        _line(context, "  " + training(each.training, say))


def print_groups(context: Context, groups: Mapping[str, GroupResult]) -> None:
    """Right answers before and after by group of questions, with bounds."""
    say = context.say
    table = Table(box=None, pad_edge=False)
    table.add_column(say("night.column.group"), overflow="fold")
    for key in ("count", "before", "after", "change", "interval"):
        table.add_column(say(f"night.column.{key}"), justify="right")
    for name, each in groups.items():
        table.add_row(*group_cells(name, each, say))
    _head(context, say("night.report.groups"))
    context.console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _print_learned(
    context: Context, key: str, lessons: Sequence[LearnedLesson], drawn: float
) -> None:
    if not lessons:
        return
    say = context.say
    new = sum(lesson.new for lesson in lessons)
    _head(context, say(key, count=len(lessons), new=new, drawn=drawn))
    first = sorted(lessons, key=lambda lesson: not lesson.new)[:_LISTED]
    for lesson in first:
        line = f"{cut(lesson.question)} → {cut(lesson.right)}"
        if lesson.recall is not None:
            recall = say("night.report.recall", share=share(lesson.recall, say))
            line = f"{line} ({recall})"
        _line(context, f"    {line}")
    _rest(context, len(lessons))


def _print_skipped(context: Context, lessons: Sequence[SkippedLesson]) -> None:
    if not lessons:
        return
    _head(context, context.say("night.report.skipped", count=len(lessons)))
    for lesson in lessons[:_LISTED]:
        reason = why(lesson.reason, context.say)
        _line(context, f"    {cut(lesson.question)}: {reason}")
    _rest(context, len(lessons))


def _print_examples(context: Context, examples: Sequence[OldAndNew]) -> None:
    if not examples:
        return
    say = context.say
    _head(context, say("night.report.examples"))
    # Those that are others now first.
    shown = sorted(examples, key=lambda example: example.old == example.new)
    for example in shown[:_SHOWN]:
        _line(context, f"    {cut(example.question, _LONG)}")
        for key, answer in (("old", example.old), ("new", example.new)):
            _line(context, f"      {say(f'night.report.{key}')}: {cut(answer, _LONG)}")


def _rest(context: Context, count: int) -> None:
    if count > _LISTED:
        _line(context, "    " + context.say("night.report.more", count=count - _LISTED))


def _title(context: Context, text: str) -> None:
    context.console.print(Text(printable(text), "bold"), soft_wrap=True)


def _head(context: Context, text: str) -> None:
    context.console.print(Text(f"  {printable(text)}", "underline"), soft_wrap=True)


def _line(context: Context, text: str) -> None:
    context.console.print(Text(printable(text)), soft_wrap=True)
