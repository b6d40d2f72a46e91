"""What is to be seen on a report's pictures, in words."""

from evotr.domain import ExpertNight, Night, NightReport, TrainingTold
from evotr.night.telling import lasting, share
from evotr.text import Catalog
from evotr.text.sizes import readable

__all__ = ["captions"]


def captions(night: Night, say: Catalog) -> dict[str, str]:
    """By the names of the files that `draw_night` draws, without their language."""
    found: dict[str, str] = {}
    for each in night.report.experts:
        told = each.training
        if told is not None and len(told.curve) > 1:
            found[f"{each.expert}-learning"] = _learning(each.expert, told, say)
        if each.groups:
            found[f"{each.expert}-answers"] = _answers(each, say)
    if night.report.seconds and night.report.experts:
        found["time"] = _time(night.report, say)
    return found


def _learning(expert: str, told: TrainingTold, say: Catalog) -> str:
    (_, first), (steps, last) = told.curve[0], told.curve[-1]
    return say(
        "night.seen.learning", expert=expert, first=first, last=last, steps=steps
    )


def _answers(each: ExpertNight, say: Catalog) -> str:
    groups = "; ".join(
        say(
            "night.seen.group",
            group=say(f"judging.group.{name}"),
            before=share(group.before, say),
            after=share(group.after, say),
        )
        for name, group in each.groups.items()
    )
    return say("night.seen.answers", expert=each.expert, groups=groups)


def _time(report: NightReport, say: Catalog) -> str:
    longest = max(report.seconds, key=lambda step: report.seconds[step])
    return say(
        "night.seen.time",
        time=lasting(sum(report.seconds.values()), say),
        step=say(f"night.step.{longest}"),
        memory=readable(max(report.peak_bytes.values(), default=0)),
    )
