"""What a night teaches, and what is left of it after the next ones."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from evotr.domain import GENERAL, ExpertNight
from evotr.night.demo.lessons import Taught, lessons_of
from evotr.night.demo.shown import Shown
from evotr.night.demo.world import World, answered_right, expert_of
from evotr.night.judging.evidence import mean
from evotr.night.night import NightRun
from evotr.night.parts import Parts

__all__ = ["chain", "learn"]

_HOME: Final = "days"
_UNKNOWN: Final = 0.05


def learn(world: World, taught: Sequence[Taught]) -> Shown:
    """One night with new lessons: promoted, and of nothing that was known before."""
    first = taught[: world.sizes.days[0]]
    settings = world.settings(_HOME, **world.sizes.real)
    with world.open_home(settings) as parts:
        before = answered_right(parts, GENERAL, first)
        night = _night(parts, first)
        after = answered_right(parts, GENERAL, first)
    world.keep(settings)
    told = {
        "lessons": len(first),
        "wordings": sum(len(one.wordings) for one in first),
        "wordings_before": 100 * before,
        "wordings_after": 100 * after,
        **_measured(night),
    }
    unknown = told.get("unseen_before", 100) <= 100 * _UNKNOWN
    good = night.outcome == "promoted" and unknown
    return Shown(part="learn", good=good, told=told, nights={"1": night})


def chain(world: World, taught: Sequence[Taught]) -> Shown:
    """More nights in the same home: what each has taught is still known at the end.

    What is known is told by the last night's own examination, of wordings that nothing
    was trained on, at the scale that serves.
    """
    sizes = world.sizes
    listed = iter(taught)
    days = [tuple(islice(listed, count)) for count in sizes.days]
    settings = world.again(_HOME, **sizes.real, **sizes.later)
    nights: dict[str, ExpertNight] = {}
    with world.open_home(settings) as parts:
        for number, day in enumerate(days[1:], 2):
            nights[str(number)] = _night(parts, day)
    world.keep(settings)
    last = nights[str(len(days))]
    recalls = [100 * _recall(last, day) for day in days]
    told: dict[str, Any] = {
        "nights": len(days),
        "lessons": [len(day) for day in days],
        "chain_recalls": recalls,
        "chain_min_recall": min(recalls),
        "least": 100 * settings.night_recall,
    }
    promoted = all(night.outcome == "promoted" for night in nights.values())
    good = promoted and told["chain_min_recall"] >= told["least"]
    return Shown(part="chain", good=good, told=told, nights=nights)


def _night(parts: Parts, taught: Sequence[Taught]) -> ExpertNight:
    parts.journal.ledger.add(lessons_of(taught)).result()
    return expert_of(NightRun(parts).run("user"))


def _measured(night: ExpertNight) -> Mapping[str, Any]:
    """What is told of a night by the names that the benchmark has for it."""
    found: dict[str, Any] = {}
    if new := night.groups.get("correction"):
        found |= {"unseen_before": 100 * new.before, "unseen_after": 100 * new.after}
    if anchors := night.groups.get("anchor"):
        found["anchors_delta"] = 100 * (anchors.after - anchors.before)
        found["anchors_lower"] = 100 * anchors.lower
    return found


def _recall(night: ExpertNight, taught: Sequence[Taught]) -> float:
    asked = {one.question for one in taught}
    return mean(
        lesson.recall or 0.0 for lesson in night.learned if lesson.question in asked
    )
