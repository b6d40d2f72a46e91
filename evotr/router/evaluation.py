"""How good a router is: figures over rows whose right answers are known."""

import bisect
import functools
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from evotr.domain import GENERAL, Route, RouteQuery, Router
from evotr.paths import BUNDLED_ROUTER
from evotr.router.language import Languages, read_languages
from evotr.router.reading import read

__all__ = ["Report", "Row", "auroc", "calibration_error", "evaluate"]

_BINS = 15
_OTHER = "other"
_CLEAR = 0.6


@dataclass(frozen=True, slots=True)
class Row:
    """A question, the expert it is meant for, and all that a fair judge would take.

    ``lang`` is "tr", "en" or "mixed" ("other": the text says); ``kind`` names the sort
    of row ("plain", "trap" …). Both only sort the figures.
    """

    query: RouteQuery
    expert: str
    accept: frozenset[str]
    lang: str = _OTHER
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Report:
    """What `evaluate` found; every figure is a share (0 … 1) but the times.

    ``top2``: an accepted expert is among the first two of the ranking. ``ece``: the
    expected calibration error over 15 bins of equal width. ``auroc_none``: the
    probability of "general" tells rows that only the base is right for from rows that
    it is wrong for. ``auroc_right``: the pick's probability tells right picks from
    wrong ones. ``confusion`` counts picks by the expert that was meant, an accepted
    pick as right. An AUROC is NaN where one of its sides is empty.
    """

    rows: int
    accuracy: float
    macro_f1: float
    by_lang: Mapping[str, float]
    by_kind: Mapping[str, float]
    top2: float
    ece: float
    auroc_none: float
    auroc_right: float
    p50_ms: float
    p95_ms: float
    stages: Mapping[str, int]
    confusion: Mapping[str, Mapping[str, int]]

    def as_json(self) -> dict[str, object]:
        """Plain values for JSON; a NaN becomes None, which JSON can say."""
        return {
            key: None if isinstance(value, float) and math.isnan(value) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class _Outcome:
    row: Row
    route: Route
    cpu_ms: float

    @property
    def pick(self) -> str:
        return self.route.pick

    @property
    def right(self) -> bool:
        return self.pick in self.row.accept

    @property
    def probability(self) -> float:
        """The calibrated probability of the pick.

        An abstention claims nothing by its ``confidence``; its ranking says how sure
        it is that no expert fits.
        """
        return dict(self.route.ranking).get(self.pick, self.route.confidence)

    @property
    def meant(self) -> str:
        """The expert that this row counts for: an accepted pick is what was meant."""
        return self.pick if self.right else self.row.expert


def evaluate(
    router: Router,
    rows: Sequence[Row],
    *,
    clock: Callable[[], float] = time.thread_time,
) -> Report:
    """Route every row and sum up. ``clock`` gives CPU seconds of this thread.

    Raises:
        ValueError: There are no rows.
    """
    if not rows:
        raise ValueError(rows)
    outcomes = [_route(router, row, clock) for row in rows]
    times = sorted(outcome.cpu_ms for outcome in outcomes)
    return Report(
        rows=len(rows),
        accuracy=_share(outcome.right for outcome in outcomes),
        macro_f1=_macro_f1(outcomes),
        by_lang=_by(outcomes, _language),
        by_kind=_by(outcomes, lambda row: row.kind),
        top2=_share(
            any(name in o.row.accept for name, _ in o.route.ranking[:2])
            for o in outcomes
        ),
        ece=calibration_error([(o.probability, o.right) for o in outcomes]),
        auroc_none=_auroc_none(outcomes),
        auroc_right=auroc(
            [o.probability for o in outcomes if o.right],
            [o.probability for o in outcomes if not o.right],
        ),
        p50_ms=times[len(times) // 2],
        p95_ms=times[math.ceil(len(times) * 0.95) - 1],
        stages=dict(Counter(outcome.route.stage for outcome in outcomes)),
        confusion=_confusion(outcomes),
    )


def _route(router: Router, row: Row, clock: Callable[[], float]) -> _Outcome:
    start = clock()
    route = router.route(row.query)
    return _Outcome(row, route, (clock() - start) * 1000)


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found)


def _by(outcomes: Sequence[_Outcome], key: Callable[[Row], str]) -> dict[str, float]:
    groups = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome.row)].append(outcome.right)
    return {name: _share(found) for name, found in sorted(groups.items())}


def _language(row: Row) -> str:
    """The row's language; one that names none is sorted by what its text says."""
    if row.lang != _OTHER:
        return row.lang
    turkish = _languages().judge(read(row.query.text)).turkish
    if turkish >= _CLEAR:
        return "tr"
    return "en" if turkish <= 1 - _CLEAR else "mixed"


@functools.cache
def _languages() -> Languages:
    return read_languages(BUNDLED_ROUTER / "language.toml")


def _macro_f1(outcomes: Sequence[_Outcome]) -> float:
    """The mean F1 over the experts that are meant by some row and may answer it."""
    candidates = {name for o in outcomes for name, _ in o.route.ranking}
    meant = Counter(o.meant for o in outcomes if o.meant in candidates)
    picks = Counter(outcome.pick for outcome in outcomes)
    hits = Counter(outcome.pick for outcome in outcomes if outcome.right)
    return sum(2 * hits[e] / (meant[e] + picks[e]) for e in meant) / len(meant)


def _auroc_none(outcomes: Sequence[_Outcome]) -> float:
    def score(outcome: _Outcome) -> float:
        return dict(outcome.route.ranking).get(GENERAL, 0.0)

    return auroc(
        [score(o) for o in outcomes if o.row.accept == {GENERAL}],
        [score(o) for o in outcomes if GENERAL not in o.row.accept],
    )


def _confusion(outcomes: Sequence[_Outcome]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        table[outcome.meant][outcome.pick] += 1
    return {meant: dict(table[meant]) for meant in sorted(table)}


def auroc(high: Sequence[float], low: Sequence[float]) -> float:
    """The chance that one of ``high`` is above one of ``low``; ties count half."""
    if not high or not low:
        return math.nan
    ordered = sorted(low)
    return sum(
        (_below(ordered, value, ties=False) + _below(ordered, value, ties=True)) / 2
        for value in high
    ) / (len(high) * len(low))


def _below(ordered: Sequence[float], value: float, *, ties: bool) -> int:
    find = bisect.bisect_right if ties else bisect.bisect_left
    return find(ordered, value)


def calibration_error(
    judged: Iterable[tuple[float, bool]], *, bins: int = _BINS
) -> float:
    """The expected gap between probability and share of right picks (ECE)."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, right in judged:
        groups[min(bins - 1, int(probability * bins))].append((probability, right))
    total = sum(len(found) for found in groups.values())
    return (
        sum(
            abs(sum(p for p, _ in found) - sum(right for _, right in found))
            for found in groups.values()
        )
        / total
    )
