"""A night's report for a window: in a language, in pieces; long lists are counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from evotr.domain import (
    ExpertNight,
    GroupResult,
    LearnedLesson,
    Night,
    NightHead,
    NightNamed,
    NightPart,
    NightPicture,
    NightTold,
    OldAndNew,
    SkippedLesson,
)
from evotr.night.captions import captions
from evotr.night.takeback import in_force
from evotr.night.telling import (
    DayLine,
    day,
    group_cells,
    headline,
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

__all__ = ["head_of", "story"]

_SHOWN: Final = 3
_LONG: Final = 120  # letters of a question
_LISTED: Final = (
    50  # lessons; a window lays each of them out anew when its size changes
)


def head_of(night: Night, say: Catalog) -> NightHead:
    """A night as it stands in a list."""
    return NightHead(night.id, night.number, night.date, headline(night, say))


def story(night: Night, say: Catalog, drawn: Sequence[Path] = ()) -> NightTold:
    """All that a night tells; ``drawn`` are its pictures, in ``say``'s language."""
    report = night.report
    lines = [] if night.never_began else [when(night, say)]
    lines += what_became(night, say)
    seen = captions(night, say)
    used = [each for each in report.experts if each.outcome == "promoted"]
    return NightTold(
        id=night.id,
        number=night.number,
        title=say("night.title", number=night.number, date=night.date),
        lines=tuple(lines),
        parts=tuple(_parts(night, say)),
        pictures=tuple(
            NightPicture(file, seen[file.stem.removesuffix(f"-{say.language}")])
            for file in drawn
        ),
        in_force=in_force(night),
        kept=night.kept is not None,
        lessons=sum(each.first_taught for each in used),
    )


def _parts(night: Night, say: Catalog) -> Iterator[NightPart]:
    report = night.report
    for each in report.experts:
        yield NightPart(outcome(each, say, night), tuple(_findings(each, say)))
        if each.groups:
            yield _groups(each.groups, say)
        if each.learned:
            yield _learned(each.learned, say)
        if each.skipped:
            yield _skipped(each.skipped, say)
        if each.examples:
            yield _examples(each.examples, say)
    for line in day(report, say):
        yield NightPart("", (line.text.strip(),), named=tuple(_named(line, say)))
    kept_waiting = () if night.never_began else waited(report, say)
    if lines := (*kept_waiting, *paused(night, say), *times(night, say)):
        yield NightPart("", lines)


def _named(line: DayLine, say: Catalog) -> Iterator[NightNamed]:
    for lesson in line.named:
        asked = " ".join(lesson.question.split())
        if len(asked) > _LONG:
            asked = f"{asked[: _LONG - 1]}…"
        yield NightNamed(f"“{asked}”", lesson.conversation_id)
    if line.more:
        yield NightNamed(say("night.report.others", count=line.more))


def _findings(each: ExpertNight, say: Catalog) -> Iterator[str]:
    for reason in each.reasons:
        yield reason_told(reason, say)
        if hint := reason_hint(reason, say):
            yield hint
    if each.outcome == "promoted" and each.scale != 1:
        yield say("night.report.scale", share=share(each.scale, say))
    if each.training is not None:
        yield training(each.training, say)


def _groups(groups: Mapping[str, GroupResult], say: Catalog) -> NightPart:
    columns = (
        say("night.column.group"),
        say("night.column.count"),
        say("night.column.before"),
        say("night.column.after"),
        say("night.column.change"),
        say("night.column.interval"),
    )
    rows = tuple(group_cells(name, each, say) for name, each in groups.items())
    return NightPart(say("night.report.groups"), (), columns, rows)


def _learned(lessons: Sequence[LearnedLesson], say: Catalog) -> NightPart:
    new = sum(lesson.new for lesson in lessons)
    head = say("night.report.learned", count=len(lessons), new=new)
    first = sorted(lessons, key=lambda lesson: not lesson.new)
    lines = [_lesson(lesson, say) for lesson in first[:_LISTED]]
    return NightPart(head, (*lines, *_rest(lessons, say)))


def _rest(lessons: Sequence[object], say: Catalog) -> Iterator[str]:
    if (left := len(lessons) - _LISTED) > 0:
        yield say("night.report.others", count=left)


def _lesson(lesson: LearnedLesson, say: Catalog) -> str:
    line = f"{lesson.question} → {lesson.right}"
    if lesson.recall is None:
        return line
    recall = say("night.report.recall", share=share(lesson.recall, say))
    return f"{line} ({recall})"


def _skipped(lessons: Sequence[SkippedLesson], say: Catalog) -> NightPart:
    head = say("night.report.skipped", count=len(lessons))
    often = Counter(each.reason for each in lessons)
    # A reason that few have is not to be lost behind one that thousands have.
    rare = sorted(lessons, key=lambda each: often[each.reason])[:_LISTED]
    lines = [f"{each.question}: {why(each.reason, say)}" for each in rare]
    return NightPart(head, (*lines, *_rest(lessons, say)))


def _examples(examples: Sequence[OldAndNew], say: Catalog) -> NightPart:
    # Those that are others now first.
    shown = sorted(examples, key=lambda example: example.old == example.new)
    columns = (
        say("night.column.group"),
        say("night.report.old"),
        say("night.report.new"),
    )
    rows = tuple((each.question, each.old, each.new) for each in shown[:_SHOWN])
    return NightPart(say("night.report.examples"), (), columns, rows)
