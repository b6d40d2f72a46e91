"""Taking back what nights learned: a night undone, and versions that must not be.

What a night taught is undone in three steps: what served before serves again, its
lessons wait for the user's word, and the night is marked. Each can be done a second
time, so that after a kill in between the same call does the rest.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from evotr.domain import (
    AdapterVersion,
    Decider,
    Decision,
    DoomedVersion,
    ExpertNight,
    LedgerRow,
    Night,
    UndoneWhy,
)
from evotr.errors import (
    EvotrError,
    NightBuiltOn,
    NightNothingToUndo,
    NightOfOtherModel,
)
from evotr.experts import (
    BASE,
    Provenance,
    Registry,
    Roots,
    destroy_versions,
    has_version,
    versions_of_night,
)
from evotr.journal import Journal

__all__ = [
    "Swept",
    "TakenBack",
    "in_force",
    "keep",
    "never",
    "sweep",
    "undo",
    "with_deleted",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A night that was taken back.

    Attributes:
        night: As it is told from now on.
        serves: What each of its experts answers with now; ``base`` is no adapter.
        waiting: Lessons that are not learned again before the user says so
            (`evotr ledger label`).
    """

    night: Night
    serves: dict[str, str]
    waiting: tuple[LedgerRow, ...]


def with_deleted(roots: Roots, night: Night) -> Night:
    """``night``, with those of its versions marked that are deleted since.

    A forgetting deletes what saw what is forgotten, and the user what is not wanted.
    """
    experts = tuple(
        replace(one, deleted=_is_deleted(roots, night, one))
        for one in night.report.experts
    )
    return replace(night, report=replace(night.report, experts=experts))


def _is_deleted(roots: Roots, night: Night, one: ExpertNight) -> bool:
    if one.outcome != "promoted" or one.returned or not one.version:
        return False
    return not has_version(roots, night.id, one.expert, one.version)


def in_force(night: Night) -> bool:
    """Whether there is something to take back of a night, as `with_deleted` gave it."""
    used = (one for one in night.report.experts if _used(one))
    return night.undone is None and any(map(_answers, used))


def undo(
    journal: Journal,
    registry: Registry,
    night: Night,
    why: UndoneWhy = "user",
    expert: str | None = None,
) -> TakenBack:
    """Take back a night: what served before it serves again.

    The version that it made is kept, as rejected. The lessons that were new to it wait
    in doubt; they go on working through memory.

    Args:
        journal: Has the night.
        registry: Has its versions.
        night: The one.
        why: The user's word, or the canary's.
        expert: Whose part is taken back alone; None: all of it, but what was before.

    Raises:
        NightNothingToUndo: It changed nothing, was taken back before, or what it had
            made is deleted.
        NightOfOtherModel: It taught another model than the one that answers now.
        NightBuiltOn: A later night's version serves, which saw the same lessons.
        ExpertBusy, DiskFull, FolderNotWritable: It cannot be written; once more does
            the rest.
        JournalError: And its kin: the same.
    """
    night = with_deleted(registry.roots, night)
    promoted = tuple(
        one
        for one in night.report.experts
        if one.version and _used(one) and one.undone is None
        if expert in {None, one.expert}
    )
    there = tuple(filter(_answers, promoted))
    if night.undone is not None or not there:
        raise NightNothingToUndo(night=night.number)
    taught = {card.base for card in versions_of_night(registry.roots, night.id)}
    if taught and registry.base.fingerprint not in taught:
        raise NightOfOtherModel(night=night.number)
    for one in there:
        _free_to_go(journal, registry, night, one)
    serves = {one.expert: _serve_before(journal, registry, night, one) for one in there}
    by: Decider = "user" if why == "user" else "program"
    waiting = _set_aside(journal, _first_taught(journal, night, promoted), by)
    undone = journal.nights.undo(night.id, why, expert).result()
    _log.info("night %s (%s) was taken back: %s", night.number, expert or "all", why)
    return TakenBack(undone, serves, waiting)


def keep(journal: Journal, night: Night) -> Night:
    """Let what a night learned stay: disliked answers take it back no more.

    Raises:
        JournalError: And its kin.
    """
    return journal.nights.keep(night.id).result()


def never(journal: Journal, registry: Registry, night: Night) -> tuple[LedgerRow, ...]:
    """Take a night back, and never learn from its lessons; these.

    They are recalled no more either.

    Raises:
        EvotrError: As `undo`; a night that was taken back before, or whose versions are
            deleted, is none to refuse.
    """
    experts = [one for one in night.report.experts if _used(one)]
    if not experts or in_force(with_deleted(registry.roots, night)):
        night = undo(journal, registry, night).night
    new = _first_taught(journal, night, experts)
    gone = journal.ledger.retract(*new, trash=True).result()
    return tuple(row for row in gone if row.id in new)


def _used(one: ExpertNight) -> bool:
    return one.outcome == "promoted"


def _answers(one: ExpertNight) -> bool:
    """Whether what was promoted is there, and was not taken back alone."""
    return not one.deleted and one.undone is None


def _free_to_go(
    journal: Journal, registry: Registry, night: Night, one: ExpertNight
) -> None:
    """Refuse what a later night's version stands on.

    Raises:
        NightBuiltOn: It serves.
    """
    maker = _maker(journal, registry, one.expert)
    if maker is None or maker == night.id:
        return
    other = journal.nights.find(maker).result()
    if other.number > night.number:
        raise NightBuiltOn(night=night.number, later=other.number)


def _maker(journal: Journal, registry: Registry, expert: str) -> str | None:
    """The id of the night that made what ``expert`` serves; None where none did."""
    base, now = registry.base.fingerprint, registry.active(expert)
    made = journal.nights.version_of(base, expert, now).result()
    return made.night_id if made else None


def _serve_before(
    journal: Journal, registry: Registry, night: Night, one: ExpertNight
) -> str:
    """Have ``one`` serve what it did before the night; what that is.

    Where the user has chosen something else since, that stays.
    """
    # Versions for different models have the same numbers.
    mine = _maker(journal, registry, one.expert) in {None, night.id}
    if mine and one.version:
        registry.withdraw(one.expert, one.version, _before(journal, registry, one))
    for stored in registry.versions(one.expert):
        # Where no lesson was left the night made none, and went back to what there was.
        mine = stored.card is not None and stored.card.night_run == night.id
        if mine and stored.card and stored.name == one.version:
            rejected = replace(_provenance(stored.card), status="rejected")
            registry.annotate(one.expert, stored.name, rejected)
    return registry.active(one.expert)


def _before(journal: Journal, registry: Registry, one: ExpertNight) -> str:
    """What served before a night: of no other one that was taken back since.

    What the user has tried out since is in the registry's history, not in the night.
    """
    told: ExpertNight | None = one
    while told is not None and told.before is not None:
        named = (registry.base.fingerprint, one.expert, told.before)
        made = journal.nights.version_of(*named).result()
        night = journal.nights.find(made.night_id).result() if made else None
        if night is None or not night.is_undone(one.expert):
            return told.before
        of_night = (each for each in night.report.experts if each.expert == one.expert)
        told = next(of_night, None)
    return BASE


def _provenance(card: AdapterVersion) -> Provenance:
    return Provenance(
        activation=card.activation,
        data=card.data,
        parent=card.parent,
        night_run=card.night_run,
        seed=card.seed,
        scores=card.scores,
    )


def _first_taught(
    journal: Journal, night: Night, experts: Iterable[ExpertNight]
) -> tuple[str, ...]:
    """The lessons that were new to these: what lies in the trash may come back."""
    names = [one.expert for one in experts]
    return journal.nights.first_taught(night.id, names).result()


def _set_aside(
    journal: Journal, new: Sequence[str], by: Decider
) -> tuple[LedgerRow, ...]:
    """Have lessons wait for the user's word; those that can be asked about now.

    What a newer word has closed since is asked about once that goes.
    """
    heads = journal.ledger.heads().result()
    rows = journal.ledger.get(new, trash=True).result()
    # An answer that was liked is the model's own: it is not what was learned.
    learned = [row for row in rows if row.kind != "praise"]
    decisions = [one for row in learned for one in _doubt(journal, row)]
    journal.ledger.decide(decisions, by, heads).result()
    return tuple(
        row
        for row in journal.ledger.get(new).result()
        if (row.state, row.reason) == ("quarantined", "undone")
    )


def _doubt(journal: Journal, row: LedgerRow) -> Sequence[Decision]:
    """What puts a row in doubt that is learned from, or would be again.

    Behind the doubt comes once more what was decided for other rows: where it counts
    the row stays closed, and where it counts no more the doubt is left, not the row.
    """
    if row.state not in {"active", "superseded"}:
        return ()
    events = journal.ledger.events(row.id).result()
    said = [event.decision for event in events if event.decision.state is not None]
    own = [place for place, one in enumerate(said) if one.cause is None]
    last = own[-1] if own else -1
    if own and said[last].state != "active":
        return ()
    closed = (replace(one, expert=None) for one in said[last + 1 :])
    return (Decision(row.id, "undone", "quarantined"), *closed)


@dataclass(frozen=True, slots=True)
class Swept:
    """The versions that were deleted, and what answers in the place of those that did.

    ``serves`` is by expert; ``base`` is no adapter.
    """

    versions: tuple[DoomedVersion, ...] = ()
    serves: dict[str, str] = field(default_factory=dict)


def sweep(journal: Journal, roots: Roots) -> Swept:
    """Delete the versions that saw what was destroyed since.

    To be called before anything is served. Killed midway, the next one does the rest:
    a version is doomed until its files are gone. What cannot be deleted now stays
    doomed, and unserved as soon as the system lets write.

    Raises:
        JournalError: And its kin.
    """
    doomed: defaultdict[tuple[str, str], list[DoomedVersion]] = defaultdict(list)
    for one in journal.nights.doomed().result():
        doomed[one.base, one.expert].append(one)
    gone: list[DoomedVersion] = []
    serves: dict[str, str] = {}
    for (base, expert), versions in doomed.items():
        names = frozenset(one.version for one in versions)
        try:
            instead = destroy_versions(roots, base, expert, names)
        except EvotrError as error:
            _log.warning("%s stay: %s: %s", versions, type(error).__name__, error)
            continue
        if instead is not None:
            serves[expert] = instead
        for one in versions:
            journal.nights.gone(one).result()
        gone += versions
    return Swept(tuple(gone), serves)
