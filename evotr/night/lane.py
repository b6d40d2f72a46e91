"""One expert's night: build, train, scale, judge, promote, each step once."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from evotr.domain import (
    ExpertNight,
    NightOutcome,
    NightStep,
)
from evotr.errors import (
    AdapterDamaged,
    AdapterError,
    AdapterOverflowed,
    EvotrError,
    ExpertBusy,
    ExpertPinned,
    TrainingDataError,
    TrainingDiverged,
    TrainingError,
)
from evotr.experts import BASE, Provenance
from evotr.night.diary import Diary, Found
from evotr.night.due import order_for
from evotr.night.faults import fault_of, plain_reason
from evotr.night.judging import Reason
from evotr.night.outcomes import BARE, is_through, told
from evotr.night.parts import Parts
from evotr.night.steps.chosen import thresholds
from evotr.night.steps.harvest import settled
from evotr.night.steps.judge import refused
from evotr.night.steps.promote import (
    add_version,
    drop_candidates,
    scores_of,
    served_by,
)
from evotr.night.work import Work

__all__ = ["Lane"]

_log = logging.getLogger(__name__)

_TRIES: Final = 3
_NOT_NUMBERS: Final = (TrainingDiverged, AdapterDamaged, AdapterOverflowed)
_OWN_FAULTS: Final = (TrainingError, TrainingDataError, AdapterError, ExpertBusy)
"""What spoils one expert's night; anything else would spoil the others' too."""


class _Stale(Exception):
    """What was built is not what is to be learned, or served, any more."""


class Lane:
    """The way of one expert through a night.

    Args:
        parts: The open program.
        diary: Of the night.
        expert: Whose lessons they are.
        folder: For its rows; it is deleted when there is nothing left to be done, and
            where the night ends before, by whoever calls.
    """

    def __init__(self, parts: Parts, diary: Diary, expert: str, folder: Path) -> None:
        self._parts = parts
        self._diary = diary
        self._expert = expert
        self._folder = folder

    def run(self) -> ExpertNight:
        """Go the whole way, from where it was left; what came of it.

        Raises:
            Stopped: The night was; nothing was promoted.
            EvotrError: What the other experts' nights would meet as well.
        """
        try:
            came = self._run()
        except _OWN_FAULTS as error:
            _log.warning("%s: %s: %s", self._expert, type(error).__name__, error)
            came = self._failed(error)
        # While others learn its lessons may be destroyed: it is to hold no words.
        shutil.rmtree(self._folder, ignore_errors=True)
        return came

    def _run(self) -> ExpertNight:
        if self._expert in self._parts.registry.pins:
            return self._failed(ExpertPinned(expert=self._expert))
        for _ in range(_TRIES):
            if is_through(self._diary, self._expert):
                return told(self._diary, self._expert)
            try:
                self._go()
            except _Stale:
                self._anew()
        return (
            told(self._diary, self._expert)
            if is_through(self._diary, self._expert)
            else self._failed(ExpertBusy(expert=self._expert))
        )

    def _go(self) -> None:
        mine = served_by(self._parts.registry, self._expert, self._diary.night.id)
        if mine is not None and self._found("judge"):  # killed before it was noted
            self._once("promote", lambda: {"version": mine.version})
            return
        rows = settled(self._parts.journal.ledger)
        order = order_for(self._parts, self._expert, rows)
        work = Work(self._parts, self._diary, order, self._folder)
        built = self._found("build")
        if built is not None and not work.is_whole(built):
            raise _Stale
        if not self._can_prove(work):
            return
        with self._refusing(work):
            self._judge(work)
        judged = self._found("judge") or BARE
        if judged["outcome"] == "promoted":
            self._once("promote", lambda: self._used(work, judged))

    def _can_prove(self, work: Work) -> bool:
        """Whether training can lead anywhere; if not, the verdict is noted.

        Too few new lessons wait for more. Where no correction is left at all, what
        was there before any night serves again.

        Raises:
            _Stale: There is a verdict, and it was of no correction that is left now.
        """
        order, least = work.order, thresholds(self._parts.settings).corrections
        if self._found("build") is not None:
            return True
        if order.is_bare:
            self._once("judge", lambda: _verdict(work, "promoted", _nothing_left()))
            self._once("promote", lambda: self._returned(work))
            return False
        if self._found("judge") is not None:  # nothing was left then, and now there is
            raise _Stale
        if order.too_few(least):
            few = _few(len(order.new), least)
            self._once("judge", lambda: _verdict(work, "held", few))
            return False
        return True

    def _judge(self, work: Work) -> None:
        built = self._once("build", work.build)
        if not work.is_whole(built):  # something was destroyed while it was built
            raise _Stale
        if not built["rows"]:
            self._once("judge", lambda: self._untaught(work, built))
            return
        self._once("train", lambda: work.train(built))
        self._still_wanted(built)
        scale = self._once("scale", work.scale)["scale"]
        self._still_wanted(built)
        self._once("judge", lambda: work.judge(built, scale))

    def _still_wanted(self, built: Found) -> None:
        """See that all that was learned is still to be learned.

        What is new since waits for the next night.

        Raises:
            _Stale: A lesson was taken back, is in doubt, or lies in the trash.
        """
        rows = settled(self._parts.journal.ledger)
        order = order_for(self._parts, self._expert, rows)
        if not {row.id for row in order.rows}.issuperset(built["learned"]):
            raise _Stale

    def _untaught(self, work: Work, built: Found) -> Found:
        """The verdict where no correction that is left can be trained on.

        What was taken back goes all the same, as where none is left at all.
        """
        root, order = work.order.root, work.order
        if order.taken_back and order.before != (root.version if root else None):
            return _verdict(work, "promoted", _nothing_left())
        least = thresholds(self._parts.settings).corrections
        return _verdict(work, "held", _few(built["new"], least))

    @contextmanager
    def _refusing(self, work: Work) -> Iterator[None]:
        """Numbers that are none are a verdict; the same lessons would end the same.

        Raises:
            _Stale: What it is compared with answers no more, and may be deleted.
        """
        try:
            yield
        except _OWN_FAULTS as error:
            if self._serving() != work.order.before:
                raise _Stale from error
            if not isinstance(error, _NOT_NUMBERS):
                raise
            _log.warning("%s: %s: %s", self._expert, type(error).__name__, error)
            limits = thresholds(self._parts.settings)
            found = {**BARE, **work.stated, **refused(limits)}
            self._once("judge", lambda: work.with_what_stays(found))

    def _used(self, work: Work, judged: Found) -> Found:
        """Have the candidate serve, or what there was where none was trained.

        Raises:
            _Stale: The user chose another version, took a lesson back, or destroyed
                one, meanwhile.
        """
        if self._found("train") is None:
            return self._returned(work)
        return self._promoted(work, judged)

    def _promoted(self, work: Work, judged: Found) -> Found:
        """Make the candidate a version, and have it serve.

        Raises:
            _Stale: The user chose another version, took a lesson back, or destroyed
                one, meanwhile.
        """
        registry, night = self._parts.registry, self._diary.night
        order, built = work.order, self._found("build") or {}
        version = add_version(
            registry,
            self._expert,
            work.adapter(judged["scale"]),
            Provenance(
                activation=self._parts.settings.night_activation,
                data=f"night {night.number}",
                parent=built["root"],
                night_run=night.id,
                seed=0,
                scores=scores_of(judged["numbers"]),
            ),
        )
        named = (night.id, self._expert, version.base, version.version)
        whole = self._diary.nights.made(*named, built["keys"]).result()
        self._diary.watch.check()
        self._still_wanted(built)
        served = order.served
        if not whole or not registry.promote(self._expert, version.version, served):
            raise _Stale
        return {"version": version.version, "sha256": version.sha256}

    def _returned(self, work: Work) -> Found:
        """Have what was there before any night serve again.

        Raises:
            _Stale: The user chose another version meanwhile.
        """
        root, served = work.order.root, work.order.served
        version = root.version if root else BASE
        if not self._parts.registry.promote(self._expert, version, served):
            raise _Stale
        return {"version": version}

    def _anew(self) -> None:
        night, nights = self._diary.night.id, self._diary.nights
        drop_candidates(self._parts.registry, nights, self._expert, night)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._diary.anew(self._expert)

    def _found(self, step: NightStep) -> Found | None:
        return self._diary.found(step, self._expert)

    def _once(self, step: NightStep, work: Callable[[], Found]) -> Found:
        return self._diary.once(step, work, self._expert)

    def _serving(self) -> str | None:
        served = self._parts.registry.serve(self._expert).version
        return served.version if served else None

    def _failed(self, error: EvotrError) -> ExpertNight:
        return ExpertNight(
            expert=self._expert,
            outcome="failed",
            before=self._serving(),
            reasons=(fault_of(error),),
        )


def _verdict(work: Work, outcome: NightOutcome, reason: Reason) -> Found:
    """A verdict that is reached without asking anything."""
    reasons = [plain_reason(reason)]
    return {**BARE, **work.stated, "outcome": outcome, "reasons": reasons}


def _few(new: int, least: int) -> Reason:
    return Reason("few", {"count": new, "least": least})


def _nothing_left() -> Reason:
    return Reason("rebuilt", {"bound": 0.0})
