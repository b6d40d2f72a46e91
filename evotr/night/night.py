"""A night from its first step to its report: one at a time in a home."""

import logging
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from evotr.domain import (
    ExpertNight,
    Night,
    NightEnd,
    NightReason,
    NightState,
    NightTrigger,
)
from evotr.errors import EvotrError, ExpertNotFound, RouterFailed
from evotr.instance import hold_night
from evotr.night.calls import NightCall, evening_of
from evotr.night.diary import WORK, Diary, Found
from evotr.night.due import orders
from evotr.night.faults import fault_of, plain_reason
from evotr.night.giving_up import settle
from evotr.night.lane import Lane
from evotr.night.outcomes import report_of
from evotr.night.parts import Parts
from evotr.night.progress import NightBegan, NightEnded, NightEvent, Tell
from evotr.night.rehearsal import rehearsed
from evotr.night.steps import consolidate, label, propose, screen
from evotr.night.steps.harvest import harvest, looked_at, settled
from evotr.night.takeback import sweep
from evotr.night.watch import Stopped, Watch

__all__ = ["NightRun"]

_log = logging.getLogger(__name__)


def _is_late(call: NightCall, now: datetime) -> bool:
    return call.until is not None and now >= call.until


def _nobody(event: NightEvent) -> None:
    """Nobody is told."""


class NightRun:
    """Makes nights, one after the other; `stop` may be called from any thread.

    Args:
        parts: The open program.
        tell: Gets every event, on the night's threads; what it raises ends the night.
    """

    def __init__(self, parts: Parts, tell: Tell = _nobody) -> None:
        self._parts = parts
        self._tell = tell
        self._lock = threading.Lock()
        self._watch: Watch | None = None

    def run(
        self, trigger: NightTrigger, expert: str | None = None, *, dry: bool = False
    ) -> Night:
        """Make a night now; see `call`."""
        call = NightCall(trigger=trigger, date=self._date(), expert=expert)
        return self.call(call, dry=dry)

    def call(self, call: NightCall, *, dry: bool = False) -> Night:
        """Make the night that is called for; how it ended.

        One that was left, or whose process died, goes on first, behind the last step
        that was noted; then the one that is called for is made, where that does more,
        and so each that the user wished for meanwhile: every one is told when it has
        ended, and the last one returned. Whatever is met
        is in the report: nothing that serves has changed but what the report says.
        ``dry`` tells what would be learned, and changes nothing.

        Raises:
            NightRunning: Another one is under way in this home.
            ExpertNotFound: There is no such expert.
            JournalError, DiskFull: And their kin: the night cannot be noted.
        """
        nights = self._parts.journal.nights
        if dry:
            return rehearsed(self._parts, call)
        with (
            hold_night(self._parts.settings.paths.night_lock),
            self._watched(self._watch_for(call)) as watch,
        ):
            left, ended = nights.unfinished().result(), None
            if left is not None:
                night = nights.resume(left.id, str(os.getpid())).result()
                ended = self._through(night, call, watch, resumed=True)
            # Behind one that went on a wish is looked at with the others.
            if ended is None or (not call.wishes and self._is_more(call, ended, watch)):
                ended = self._begun(call, watch)
            return self._wished(ended, watch)

    def _begun(self, call: NightCall, watch: Watch) -> Night:
        """Make a night; from its begin on nobody waits for what it was wished by."""
        begun = self._parts.journal.nights.begin(
            call.trigger, call.date, call.expert, str(os.getpid()), call.wishes
        )
        return self._through(begun.result(), call, watch)

    def _wished(self, ended: Night, watch: Watch) -> Night:
        """Make what was wished for behind ``ended``, where it is more; the last night.

        Where no more is to be made now, or nothing can, it is left to the next one.
        """
        nights = self._parts.journal.nights
        if ended.report.end == "interrupted":
            nights.withdraw().result()
        while ended.state != "failed" and not watch.is_ending():
            wishes = nights.wishes().result()
            wish = next((one for one in wishes if one.kind == "run"), None)
            if wish is None:
                break
            call = NightCall(
                trigger="user",
                date=self._date(),
                expert=wish.expert,
                wishes=(wish.number,),
            )
            try:
                more = self._is_more(call, ended, watch)
            except ExpertNotFound as error:  # its card has gone since
                _log.warning("no night for %s: %s", wish.expert, error)
                more = False
            if more:
                ended = self._begun(call, watch)
            elif not watch.is_ending():
                nights.granted(wish.number).result()
        return ended

    def _date(self) -> date:
        return evening_of(self._parts.clock(), self._parts.settings.night_hours)

    def _watch_for(self, call: NightCall) -> Watch:
        return Watch(self._parts, call.until, call.lapsed, told=self._tell)

    def _through(
        self, night: Night, call: NightCall, watch: Watch, *, resumed: bool = False
    ) -> Night:
        self._tell(NightBegan(night, resumed=resumed))
        ended = self._made(night, call, watch)
        self._tell(NightEnded(ended))
        return ended

    def _is_more(self, call: NightCall, ended: Night, watch: Watch) -> bool:
        """Whether a call is for more than the night did that went on before it.

        One whose time was over may have done nothing of it: the call has its own.
        """
        through = ended.state == "finished" or ended.report.end in {"time", "hours"}
        if not through or watch.is_ending() or _is_late(call, self._parts.clock()):
            return False
        if call.trigger == "schedule":  # each date has its night
            return (ended.trigger, ended.date) != ("schedule", call.date)
        ledger = self._parts.journal.ledger
        if harvest(ledger).rows:
            return True
        done = {each.expert for each in ended.report.experts}
        due = orders(self._parts, settled(ledger), call.expert)
        return any(order.expert not in done for order in due)

    def stop(self, why: NightEnd = "asked") -> None:
        """End the night that is under way, soon; what is not finished is not used."""
        with self._lock:
            if self._watch is not None:
                self._watch.stop(why)

    def hasten(self) -> None:
        """Have the night that is under way wait for nothing any more.

        For who asks for one meanwhile; what it does not do is to be wished for.
        """
        with self._lock:
            if self._watch is not None:
                self._watch.hasten()

    def leave(self) -> None:
        """End the night that is under way, soon; the next one goes on from there."""
        with self._lock:
            if self._watch is not None:
                self._watch.leave()

    @contextmanager
    def _watched(self, watch: Watch) -> Iterator[Watch]:
        """As long as `stop` is heard."""
        with self._lock:
            self._watch = watch
        try:
            yield watch
        finally:
            with self._lock:
                self._watch = None

    def _made(self, night: Night, call: NightCall, watch: Watch) -> Night:
        diary = Diary(self._parts.journal.nights, night, watch, self._tell)
        done: list[ExpertNight] = []
        state: NightState = "finished"
        fault: NightReason | None = None
        end: NightEnd | None = None
        try:
            with watch.over(night):
                self._whole(diary)
                # Those that are done stay in it when the next one ends the night.
                done.extend(lane.run() for lane in self._lanes(diary))
        except (Stopped, KeyboardInterrupt):
            # Who forgot something has asked for the end of what it was built of.
            if watch.left and watch.wished_end() is None:
                return self._parts.journal.nights.leave(night.id).result()
            state, end = "stopped", watch.why
        except EvotrError as error:
            _log.warning("the night failed: %s: %s", type(error).__name__, error)
            state, fault = "failed", fault_of(error)
        shutil.rmtree(self._folder(night) / WORK, ignore_errors=True)
        came = {one.expert: one for one in done}
        with suppress(EvotrError):  # what is doomed, the next look deletes, too
            through = settle(self._parts.journal, self._parts.registry.roots, night)
            came |= {one.expert: one for one in through}
            sweep(self._parts.journal, self._parts.registry.roots)
        told = report_of(diary, self._parts.journal.ledger, came.values())
        report = replace(told, unmet=call.unmet, fault=fault, end=end)
        named = fault.fault if fault else ""
        finished = self._parts.journal.nights.finish(night.id, state, report, named)
        return finished.result()

    def _whole(self, diary: Diary) -> None:
        """The steps of the whole night."""
        diary.once("harvest", self._harvested)
        diary.once("screen", lambda: self._screened(diary))
        diary.once("label", lambda: self._labelled(diary))
        diary.once("consolidate", lambda: self._consolidated(diary))

    def _lanes(self, diary: Diary) -> Iterable[Lane]:
        work = self._folder(diary.night) / WORK
        chosen = diary.found("consolidate") or {}
        for expert in chosen["due"]:
            yield Lane(self._parts, diary, expert, work / expert)

    def _harvested(self) -> Found:
        return {"looked": looked_at(self._parts.journal.ledger)}

    def _screened(self, diary: Diary) -> Found:
        decisions = screen.run(self._parts.journal.ledger, diary.watch.check)
        return {"decided": dict(Counter(one.reason for one in decisions))}

    def _labelled(self, diary: Diary) -> Found:
        """Whose the lessons are; and what they show that the router does not know."""
        journal, cards = self._parts.journal, self._parts.registry.cards
        night, check = diary.night.id, diary.watch.check
        try:
            router = self._parts.router()
            known = journal.nights.learned().result()
            decisions = label.run(journal.ledger, router, check, learned=known)
            proposed = propose.run(journal, router, cards, night, check)
        except RouterFailed as error:  # lessons stay with who answered
            return {"labelled": 0, "fault": plain_reason(fault_of(error))}
        return {"labelled": len(decisions), "proposed": len(proposed)}

    def _consolidated(self, diary: Diary) -> Found:
        """Take up what was said; then it is known who has something to learn."""
        parts = self._parts
        check = diary.watch.check
        found = consolidate.run(parts.memory, check) if parts.memory else {}
        check()
        rows = settled(parts.journal.ledger)
        due = [order.expert for order in orders(parts, rows, diary.night.expert)]
        return {"remembered": 0, **found, "due": due}

    def _folder(self, night: Night) -> Path:
        return self._parts.settings.paths.nights / night.id
