"""The verdict on a night: promoted, held, or rejected, with every number and reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evotr.night.judging.evidence import RETAINED, Evidence, Group, Mark, mean
from evotr.night.judging.statistics import lower_bound, sign_test, swap_test
from evotr.night.judging.thresholds import Thresholds
from evotr.text import Catalog

__all__ = ["Decision", "Fault", "Reason", "Verdict", "judge"]

Decision = Literal["promote", "hold", "reject"]
"""It may serve; it may be right but nothing proves it; it must not."""

Fault = Literal[
    "proven",
    "few",
    "known",
    "not_finite",
    "luck",
    "recall",
    "retention",
    "group",
    "forgotten",
    "night_lost",
    "canary",
    "unlikely",
    "unended",
    "repeating",
    "alike",
    "slow",
    "rebuilt",
    "unproven",
    "still_taught",
]
_HOLDS: frozenset[Fault] = frozenset({"few", "known"})
_UNPROVEN: frozenset[Fault] = _HOLDS | {"luck", "recall"}
Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding; each ``fault`` has a sentence, ``values`` are what it tells.

    Shares in ``values`` are in percent.
    """

    fault: Fault
    values: Mapping[str, float | str] = field(default_factory=dict)

    def told(self, say: Catalog) -> str:
        """The sentence; shares are told in percent."""
        values = dict(self.values)
        if "group" in values:
            values["group"] = say(f"judging.group.{values['group']}")
        return say(f"judging.reason.{self.fault}", **values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a candidate at ``scale``, why, and all that was counted.

    ``numbers`` are named as in `judge`; shares are 0 … 1.
    """

    decision: Decision
    scale: float
    reasons: tuple[Reason, ...]
    numbers: Numbers


def judge(
    evidence: Evidence, thresholds: Thresholds, *, taken_back: bool = False
) -> Verdict:
    """Judge a candidate against what serves.

    Every rule is looked at, so that the report tells all that is wrong. A fault
    rejects; where there is none but too little to prove anything by, it is held. Where
    something was ``taken_back`` that what serves has seen, nothing need be proven,
    only nothing be lost: it would go on serving until enough is learned besides.
    """
    numbers = _numbers(evidence)
    faults: tuple[Reason, ...] = (
        *_learned(numbers, thresholds),
        *_kept(evidence, numbers, thresholds),
        *_manner(evidence, thresholds),
    )
    if not evidence.finite:
        faults = (Reason("not_finite"),)
    if not faults:
        proven = {
            "wins": numbers["wins"],
            "count": numbers["corrections"],
            "recall": _percent(numbers["recall"]),
            "bound": _percent(numbers["bound"]),
        }
        return Verdict("promote", evidence.scale, (Reason("proven", proven),), numbers)
    found = {reason.fault for reason in faults}
    if taken_back and found <= _UNPROVEN:
        if not (gone := tuple(_lost_anew(evidence, thresholds))):
            told = tuple(_rebuilt(numbers))
            return Verdict("promote", evidence.scale, told, numbers)
        faults = (*faults, *gone)
    holds = {reason.fault for reason in faults} <= _HOLDS
    return Verdict("hold" if holds else "reject", evidence.scale, faults, numbers)


def _numbers(evidence: Evidence) -> dict[str, float]:
    new = evidence.of("correction")
    wins = sum(mark.difference > 0 for mark in new)
    losses = sum(mark.difference < 0 for mark in new)
    kept = [mark.difference for mark in evidence.of(*RETAINED)]
    lost = (evidence.candidate_loss or 0.0) - (evidence.served_loss or 0.0)
    return {
        "corrections": len(new),
        "wins": wins,
        "losses": losses,
        "p_value": sign_test(wins, losses),
        "known": mean(mark.served for mark in new),
        "recall": mean(mark.candidate for mark in new),
        "kept": len(kept),
        "retention": mean(kept),
        "bound": lower_bound(kept),
        "less_likely": lost,
        "more_alike": evidence.candidate.alike - evidence.served.alike,
    }


def _rebuilt(numbers: Numbers) -> Iterator[Reason]:
    yield Reason("rebuilt", {"bound": _percent(numbers["bound"])})
    if count := numbers["corrections"]:
        recall = _percent(numbers["recall"])
        yield Reason("unproven", {"count": count, "recall": recall})


def _lost_anew(evidence: Evidence, limits: Thresholds) -> Iterator[Reason]:
    """What serves may know some of the new corrections: these are not to be lost."""
    if found := _forgotten(evidence.of("correction"), limits.group_loss, limits):
        told = {name: found[name] for name in ("lost", "most")}
        yield Reason("group", {"group": "correction", **told})


def _learned(numbers: Numbers, limits: Thresholds) -> Iterator[Reason]:
    count, wins = numbers["corrections"], numbers["wins"]
    decided = wins + numbers["losses"]
    if count < limits.corrections:
        yield Reason("few", {"count": count, "least": limits.corrections})
        return
    if decided < limits.corrections and numbers["recall"] >= limits.recall:
        # What serves knows them already; nothing was lost, nothing can be proven.
        yield Reason("known", {"count": count, "decided": decided})
        return
    if numbers["p_value"] >= limits.p_value:
        values = {"wins": wins, "losses": numbers["losses"]}
        yield Reason("luck", {**values, "p_value": numbers["p_value"]})
    if numbers["recall"] < limits.recall:
        values = {"share": _percent(numbers["recall"])}
        yield Reason("recall", {**values, "least": _percent(limits.recall)})


def _kept(evidence: Evidence, numbers: Numbers, limits: Thresholds) -> Iterator[Reason]:
    if numbers["bound"] < limits.bound:
        names = ("retention", "bound")
        values = {name: _percent(numbers[name]) for name in names}
        yield Reason("retention", {**values, "least": _percent(limits.bound)})
    for group in RETAINED:
        yield from _lost(evidence, group, limits)
    yield from _nights_lost(evidence, limits)
    before, after = evidence.served_loss, evidence.candidate_loss
    if before is not None and after is not None and not after - before <= limits.loss:
        yield Reason("unlikely", {"more": after - before, "most": limits.loss})


def _lost(evidence: Evidence, group: Group, limits: Thresholds) -> Iterator[Reason]:
    marks = evidence.of(group)
    if group == "canary":
        gone = sorted(mark.key for mark in marks if mark.difference < 0)
        if gone:
            yield Reason("canary", {"count": len(gone), "names": ", ".join(gone)})
        return
    if len(marks) >= limits.group_size:
        lost = -mean(mark.difference for mark in marks)
        if lost > limits.group_loss:
            told = {"lost": _percent(lost), "most": _percent(limits.group_loss)}
            yield Reason("group", {"group": group, **told})
    elif group == "earlier" and (found := _forgotten(marks, limits.group_loss, limits)):
        yield Reason("forgotten", found)


def _nights_lost(evidence: Evidence, limits: Thresholds) -> Iterator[Reason]:
    """What one night taught may be lost whole where many others are kept."""
    nights: dict[int, list[Mark]] = {}
    for mark in evidence.of("earlier"):
        nights.setdefault(mark.night, []).append(mark)
    if len(nights) == 1:
        return  # all of them are looked at in any case
    # What may be lost of all of them may be lost of one.
    most = max(limits.night_loss, limits.group_loss)
    for night, marks in sorted(nights.items()):
        found = _forgotten(marks, most, limits)
        if night and found:
            yield Reason("night_lost", {"night": night, **found})


def _forgotten(
    marks: Sequence[Mark], most: float, limits: Thresholds
) -> dict[str, float]:
    """How much is lost of these, where it is more than ``most`` and no luck."""
    changes = [mark.difference for mark in marks]
    p_value = swap_test(changes)
    if -mean(changes) <= most or p_value >= limits.loss_p_value:
        return {}
    return {
        "count": len(changes),
        "losses": sum(change < 0 for change in changes),
        "wins": sum(change > 0 for change in changes),
        "lost": _percent(-mean(changes)),
        "most": _percent(most),
        "p_value": p_value,
    }


def _manner(evidence: Evidence, limits: Thresholds) -> Iterator[Reason]:
    before, after = evidence.served, evidence.candidate
    looks: tuple[tuple[Fault, float, float, float], ...] = (
        ("unended", before.unended, after.unended, limits.unended),
        ("repeating", before.repeating, after.repeating, limits.repeating),
        ("alike", before.alike, after.alike, limits.alike),
    )
    for fault, old, new, most in looks:
        if new - old > most:
            yield Reason(fault, {"share": _percent(new), "before": _percent(old)})
    if after.tokens_per_s < limits.speed * before.tokens_per_s:
        values = {"speed": after.tokens_per_s, "before": before.tokens_per_s}
        yield Reason("slow", values)


def _percent(share: float) -> float:
    return 100 * share
