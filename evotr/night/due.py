"""Which experts have something to learn, and of what."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from evotr import __version__
from evotr.domain import (
    GENERAL,
    AdapterVersion,
    LedgerRow,
    NightVersion,
    keys_digest,
)
from evotr.experts import known_expert, versions_of_night
from evotr.night.damage import damaged
from evotr.night.diary import Found
from evotr.night.parts import Parts
from evotr.night.steps.chosen import build_plan, thresholds
from evotr.night.steps.train import train_plan

__all__ = ["Order", "digest_of", "order_for", "orders"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an expert is to learn, and what it answers with now.

    Attributes:
        rows: The lessons that it is trained on, the oldest first.
        probes: Answers that the user liked, and that only measure.
        served: What it answers with; None is the base.
        root: What it answered with before any night; None is the base.
        seen: Ids of the lessons that the served version was made of.
        lost: Ids of those that the last one that was not undone knew, which was
            deleted with something that was forgotten, or is damaged.
        damaged: Versions that should answer and cannot be opened.
        offered: The `keys_digest` of ``rows``.
    """

    expert: str
    rows: tuple[LedgerRow, ...] = ()
    probes: tuple[LedgerRow, ...] = ()
    served: AdapterVersion | None = None
    root: AdapterVersion | None = None
    seen: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    damaged: tuple[NightVersion, ...] = ()
    offered: str = ""

    @property
    def before(self) -> str | None:
        """The version that it answers with; None is the base."""
        return self.served.version if self.served else None

    @property
    def new(self) -> frozenset[str]:
        """Ids of the corrections that the served version has not seen."""
        taught = {row.id for row in self.rows if row.kind != "praise"}
        return frozenset(taught - self.seen)

    @property
    def taken_back(self) -> bool:
        """Whether it is to be rebuilt, be there anything new to prove or not.

        The served version has seen what is not learned from any more; or another one
        is gone, or damaged, and with it what that knew besides.
        """
        rows = {row.id for row in self.rows}
        return not self.seen <= rows or bool(self.lost & rows - self.seen)

    @property
    def is_bare(self) -> bool:
        """Whether no correction is left to train on."""
        return all(row.kind == "praise" for row in self.rows)

    def too_few(self, least: int) -> bool:
        """Whether the new corrections wait for more, since they would prove nothing."""
        waits = not (self.is_bare or self.taken_back)
        return waits and len(self.new) < least


def orders(
    parts: Parts, rows: Iterable[LedgerRow], only: str | None = None
) -> list[Order]:
    """What there is to learn, expert by expert; those with nothing new are left out.

    Args:
        parts: The open program.
        rows: What is learned from, as `settled` has it.
        only: The one expert that is meant.

    Raises:
        ExpertNotFound: There is no expert of that name.
        EvotrError: What reading the versions and the journal raises.
    """
    learners, listed = _learners(parts), list(rows)
    # The others answer with what "general" was taught: they have nothing of their own.
    names = sorted(set(learners.values()))
    if only is not None:
        names = [learners[known_expert(only, parts.registry.cards.experts).id]]
    found = (order_for(parts, name, listed) for name in names)
    return [order for order in found if _is_due(parts, order)]


def order_for(parts: Parts, expert: str, rows: Sequence[LedgerRow]) -> Order:
    """What one expert is to learn of these rows, be it nothing new.

    Raises:
        EvotrError: What reading the versions and the journal raises.
    """
    learners = _learners(parts)
    own = [row for row in rows if learners.get(row.expert or "", GENERAL) == expert]
    trained = tuple(row for row in own if row.split == "train")
    served = parts.registry.serve(expert).version
    made = _made(parts, served)
    broken = damaged(parts.registry, parts.journal.nights, expert)
    root = served
    if served is not None and served.night_run is not None:
        root = _version(parts, expert, served.parent)
    return Order(
        expert=expert,
        rows=trained,
        probes=tuple(row for row in own if row.split == "probe"),
        served=served,
        root=root,
        seen=frozenset(made.row_ids if made else ()),
        lost=_lost(parts, expert, made).union(*(one.row_ids for one in broken)),
        damaged=broken,
        offered=keys_digest((row.id, row.sha256) for row in trained),
    )


def _learners(parts: Parts) -> dict[str, str]:
    """Whose adapter learns for each expert: its own, or what it shares with others.

    What belongs to nobody is learned by "general".
    """
    registry = parts.registry
    return {
        name: name if registry.has_own(name) else GENERAL
        for name in registry.cards.experts
    }


def _made(parts: Parts, served: AdapterVersion | None) -> NightVersion | None:
    if served is None:
        return None
    nights = parts.journal.nights
    return nights.version_of(served.base, served.expert, served.version).result()


def _lost(parts: Parts, expert: str, made: NightVersion | None) -> frozenset[str]:
    """What the newest version that the user has not undone knew, where it is gone."""
    nights = parts.journal.nights
    for night_id in nights.results("promote", expert).result():
        if made is not None and made.night_id == night_id:
            break
        night = nights.find(night_id).result()
        if night.is_undone(expert):  # what it alone knew is not wanted
            continue
        cards = versions_of_night(parts.registry.roots, night_id)
        if any(card.expert == expert for card in cards):
            break
        told = (one.learned for one in night.report.experts if one.expert == expert)
        return frozenset(lesson.row_id for learned in told for lesson in learned)
    return frozenset()


def _version(parts: Parts, expert: str, name: str | None) -> AdapterVersion | None:
    stored = parts.registry.versions(expert)
    return next((one.card for one in stored if one.name == name), None)


def _is_due(parts: Parts, order: Order) -> bool:
    """Whether these lessons, under these settings, can make a difference."""
    if not order.new and not order.taken_back:
        return False
    nights = parts.journal.nights
    made = _made(parts, order.served)
    if made is not None:
        built = nights.found(made.night_id, "build", order.expert).result()
        if built is not None and built.get("offered") == order.offered:
            return False
    judged = nights.results("judge", order.expert, limit=1).result()
    return not any(
        _is_same(parts, order, found)
        and not _is_unused(parts, order, night, found)
        and not _is_wanted(parts, order, night)
        and not _is_of_damaged(order, night, found)
        for night, found in judged.items()
    )


def _is_unused(parts: Parts, order: Order, night_id: str, judged: Found) -> bool:
    """Whether what was to serve never did: its night ended in between."""
    promoted = parts.journal.nights.found(night_id, "promote", order.expert).result()
    return judged.get("outcome") == "promoted" and promoted is None


def _is_wanted(parts: Parts, order: Order, night_id: str) -> bool:
    """Whether a night was taken back, and the user then said yes to what it learned."""
    night = parts.journal.nights.find(night_id).result()
    told = (one.learned for one in night.report.experts if one.expert == order.expert)
    new = {lesson.row_id for learned in told for lesson in learned if lesson.new}
    taught = {row.id for row in order.rows if row.kind != "praise"}
    return night.is_undone(order.expert) and not taught.isdisjoint(new)


def _is_of_damaged(order: Order, night_id: str, judged: Found) -> bool:
    """Whether a verdict is on, or was against, what cannot be opened any more."""
    return any(
        one.night_id == night_id or one.version == judged.get("before")
        for one in order.damaged
    )


def _is_same(parts: Parts, order: Order, judged: Found) -> bool:
    wanted = (order.offered, digest_of(parts))
    return (judged.get("offered"), judged.get("settings")) == wanted


def digest_of(parts: Parts) -> str:
    """What nights share that would make the same of the same lessons."""
    settings, registry = parts.settings, parts.registry
    said = (
        __version__,
        registry.base.fingerprint,
        asdict(parts.serving),
        asdict(build_plan(settings)),
        asdict(thresholds(settings)),
        settings.night_scoped,
        asdict(train_plan(settings, registry.base, registry.model, rows=1, turns=1)),
    )
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
