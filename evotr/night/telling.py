"""A night in a person's words: for a terminal, a notice, a window."""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from string import Formatter
from typing import Final, NamedTuple, cast, get_args

from evotr import errors
from evotr.domain import (
    NIGHT_STEPS,
    DecidedLesson,
    ExpertNight,
    GroupResult,
    LessonReason,
    Night,
    NightReason,
    NightReport,
    TrainingTold,
)
from evotr.errors import EvotrError
from evotr.experts import BASE
from evotr.night.judging.verdict import Fault, Reason
from evotr.text import Catalog
from evotr.text.forms import Written
from evotr.text.sizes import readable

__all__ = [
    "DayLine",
    "conditions",
    "conditions_now",
    "day",
    "fault_told",
    "group_cells",
    "headline",
    "is_rehearsed",
    "lasting",
    "outcome",
    "paused",
    "reason_hint",
    "reason_told",
    "share",
    "times",
    "training",
    "waited",
    "what_became",
    "when",
    "why",
]

_MINUTE: Final = 60
_UNKNOWN: Final = "…"  # of an error whose name alone was kept
_FAULTS: Final = frozenset(get_args(Fault))
_REASONS: Final = frozenset(get_args(LessonReason))
_WOULD: Final = frozenset(
    {"would_learn", "would_unlearn", "would_restore", "would_mend", "would_return"}
)
"""Why a rehearsed night would do something."""
_PERCENT: Final = 100.0
_NAMED: Final = 5  # lessons of a reason
_LOST_S: Final = 20.0
_LOST: Final = 0.25  # of what was worked: less goes between the steps


def headline(night: Night, say: Catalog) -> str:
    """What became of a night, or would of a rehearsed one, in a sentence or few."""
    if is_rehearsed(night):
        would = (outcome(each, say, night) for each in night.report.experts)
        return " ".join(would) or say("night.run.nothing")
    if night.undone is not None:
        return say(f"night.undone.{night.undone_why or 'user'}", when=night.undone)
    if night.never_began:
        return say("night.never", conditions=conditions(night.report.unmet, say))
    if night.state == "finished":
        said = (outcome(each, say, night) for each in night.report.experts)
        return " ".join(said) or say("night.nothing")
    step = say(f"night.step.{night.step or NIGHT_STEPS[0]}")
    if night.state == "stopped" and night.report.end is not None:
        return say(f"night.end.{night.report.end}", step=step)
    reason = fault_told(night, say)[0]
    return say(f"night.state.{night.state}", step=step, reason=reason).rstrip()


def what_became(night: Night, say: Catalog) -> Iterator[str]:
    """The head of its report, in lines; its experts have sentences of their own."""
    if night.state != "finished" or night.undone or not night.report.experts:
        yield headline(night, say)
    if hint := fault_told(night, say)[1]:
        yield hint


def fault_told(night: Night, say: Catalog) -> tuple[str, str]:
    """What a night failed with, and what to do; "" where it did not."""
    fault = night.report.fault
    if fault is None:  # of reports of before the name alone was kept
        fault = NightReason(night.error)
    return _error_said(fault, say) if fault.fault else ("", "")


def is_rehearsed(night: Night) -> bool:
    """Whether it tells what would be, and is not in the journal."""
    return night.number == 0


def conditions(names: Iterable[str], say: Catalog) -> str:
    """What a night waited for, in words."""
    return ", ".join(say(f"night.condition.{name}") for name in names)


def conditions_now(names: Iterable[str], say: Catalog) -> str:
    """What a night waits for at this moment, in words."""
    return ", ".join(say(f"night.now.{name}") for name in names)


def outcome(each: ExpertNight, say: Catalog, night: Night | None = None) -> str:
    """What became of an expert's candidate, or would, in a sentence.

    ``night`` is the one that made it: as a whole it may be rehearsed, or taken back.
    """
    key = f"night.outcome.{each.outcome}"
    if night is not None and is_rehearsed(night):
        key = _rehearsed(each)
    elif each.returned:
        key = "night.returned"
    elif each.undone is not None:
        key = f"night.withdrawn.{each.undone_why}"
    elif each.deleted:
        key = "night.deleted"
    elif night is not None and night.undone and each.outcome == "promoted":
        key = "night.withdrawn.all"
    version, before = _version(each.version, say), _version(each.before, say)
    told = {"expert": each.expert, "version": version, "before": before}
    return say(key, when=each.undone, **told)


def _rehearsed(each: ExpertNight) -> str:
    """Which sentence says what would become of an expert."""
    why = {reason.fault for reason in each.reasons}
    if "would_return" in why:
        bare = each.version in {None, BASE}
        return f"night.run.would_return{'_bare' if bare else ''}"
    return "night.outcome.held" if "few" in why else "night.run.would"


def _version(version: str | None, say: Catalog) -> str:
    if version in {None, BASE}:
        return say("night.untrained")
    return say("night.version", version=version)


def reason_told(reason: NightReason, say: Catalog) -> str:
    """Why, in a sentence: a finding of the judge, or an error by its name."""
    if reason.fault in _FAULTS:
        return Reason(cast("Fault", reason.fault), reason.values).told(say)
    if reason.fault in _WOULD:
        return say(f"night.run.{reason.fault}_why", **reason.values)
    return _error_said(reason, say)[0]


def reason_hint(reason: NightReason, say: Catalog) -> str:
    """What to do about it; "" where there is nothing to be done."""
    if reason.fault in _FAULTS:
        return say.sentences.get(f"judging.hint.{reason.fault}", "")
    return "" if reason.fault in _WOULD else _error_said(reason, say)[1]


def _error_said(reason: NightReason, say: Catalog) -> tuple[str, str]:
    """An error of ``evotr.errors`` and what to do; of one that is none, its name."""
    name = reason.fault
    kind = getattr(errors, name, None)
    if not isinstance(kind, type) or not issubclass(kind, EvotrError):
        return say.error(EvotrError(reason=name))
    said = (say.sentences.get(f"error.{name}{part}", "") for part in ("", ".hint"))
    places = {at for text in said for _, at, _, _ in Formatter().parse(text) if at}
    return say.error(kind(**{**dict.fromkeys(places, _UNKNOWN), **reason.values}))


def lasting(seconds: float, say: Catalog) -> str:
    """A length of time, to the second; below a minute to a tenth."""
    if seconds < _MINUTE:
        return say("night.seconds", seconds=Written(f"{seconds:.1f}"))
    minutes, rest = divmod(round(seconds), _MINUTE)
    return say("night.minutes", minutes=minutes, seconds=rest)


def when(night: Night, say: Catalog) -> str:
    """When a night was, what began it, and how long it took."""
    lasted = say("night.lasting")
    if night.state == "unclean":
        lasted = say("night.broken", beat=night.beat)
    elif night.ended is not None:
        lasted = say("night.lasted", time=lasting(_took_s(night, night.ended), say))
        if night.away_s >= _MINUTE:
            away = lasting(night.away_s, say)
            lasted = say("night.lasted_away", lasted=lasted, away=away)
    trigger = say(f"night.trigger.{night.trigger}")
    return say("night.began", began=night.began, trigger=trigger, lasted=lasted)


def _took_s(night: Night, ended: datetime) -> float:
    """The seconds of a night, with its pauses; without sleep, and jumps of the clock.

    Nights of before that was noted are told by the clock.
    """
    counted = night.spent.worked_s + night.spent.paused_s
    told = (ended - night.began).total_seconds() - night.away_s
    return counted or max(0.0, told)


class DayLine(NamedTuple):
    """A line of what the day had left.

    ``named`` are the first of the lessons that it is about, ``more`` so many others.
    """

    text: str
    named: tuple[DecidedLesson, ...] = ()
    more: int = 0


def day(report: NightReport, say: Catalog) -> Iterator[DayLine]:
    """What the day had left, in lines."""
    if report.looked:
        yield DayLine(say("night.report.looked", count=report.looked))
    for reason, count in report.decided.items():
        text = say("night.report.decided", count=count, reason=why(reason, say))
        lessons = report.named.get(reason, ())
        more = max(0, len(lessons) - _NAMED)
        yield DayLine(f"  {text}", lessons[:_NAMED], more)
    if report.remembered:
        yield DayLine(say("night.report.remembered", count=report.remembered))
    for step, fault in report.faults.items():
        reason, hint = _error_said(fault, say)
        told = say(f"night.failed.{step}", reason=reason)
        yield DayLine(f"{told} {hint}".rstrip())


def waited(report: NightReport, say: Catalog) -> Iterator[str]:
    """What kept the night waiting, if anything did."""
    if report.unmet:
        yield say("night.report.unmet", conditions=conditions(report.unmet, say))


def paused(night: Night, say: Catalog) -> Iterator[str]:
    """What held the night up on its way, and how long, if anything did."""
    spent = night.spent
    if spent.paused:
        time, why_so = lasting(spent.paused_s, say), conditions(spent.paused, say)
        yield say("night.report.paused", time=time, conditions=why_so)


def times(night: Night, say: Catalog) -> Iterator[str]:
    """What each step took, and what of it was begun anew or not finished."""
    seconds = night.report.seconds
    parts = [
        f"{say(f'night.step.{step}')} {lasting(took, say)}"
        for step, took in seconds.items()
    ]
    lost = night.spent.worked_s - sum(seconds.values())
    if lost >= max(_LOST_S, _LOST * night.spent.worked_s):
        parts.append(say("night.report.lost", time=lasting(lost, say)))
    if parts:
        yield say("night.report.times", times=", ".join(parts))


def why(reason: str, say: Catalog) -> str:
    """Why a lesson was decided or left out: a reason of the ledger, or an error."""
    if reason in _REASONS:
        return say(f"ledger.reason.{reason}")
    return _error_said(NightReason(reason), say)[0]


def group_cells(name: str, each: GroupResult, say: Catalog) -> tuple[str, ...]:
    """A group of questions as a row: name, count, before, after, change, bounds."""
    change = _PERCENT * (each.after - each.before)
    lower, upper = _PERCENT * each.lower, _PERCENT * each.upper
    return (
        say(f"judging.group.{name}"),
        str(each.count),
        share(each.before, say),
        share(each.after, say),
        say("night.points", points=change),
        say("night.interval", lower=lower, upper=upper),
    )


def training(told: TrainingTold, say: Catalog) -> str:
    """What a training was, in a few sentences."""
    time = lasting(told.seconds, say)
    parts = [say("night.report.training", steps=told.steps, rows=told.rows, time=time)]
    if told.tokens_per_s:
        memory = readable(told.peak_bytes)
        parts.append(say("night.report.speed", speed=told.tokens_per_s, memory=memory))
    if told.base_loss is not None and told.loss is not None:
        losses = told.base_loss, told.loss
        before, after = (_PERCENT * math.exp(-loss) for loss in losses)
        parts.append(say("night.report.sure", before=before, after=after))
    return " ".join(parts)


def share(of_one: float, say: Catalog) -> str:
    """A share 0 … 1 in percent."""
    return say("night.percent", share=_PERCENT * of_one)
