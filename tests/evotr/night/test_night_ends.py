"""Ends that are wanted while a night is within a step, and what is said of them."""

import itertools
import threading
from dataclasses import replace

import pytest

from evotr.night import hold
from evotr.night.calls import NightCall
from evotr.night.night import NightRun
from evotr.night.progress import NightPaused, NightStepBegan
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_night import ignorant, lessons


@pytest.fixture
def parts(parts):
    parts.journal.ledger.add(lessons()).result(60)
    return parts


@pytest.mark.parametrize("step", ["screen", "label", "consolidate"])
def test_an_end_is_heard_within_a_step(parts, step):
    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == step:
            run.stop("interrupted")

    run = NightRun(parts, tell)
    night = run.run("user")
    assert (night.state, night.step) == ("stopped", step)
    assert night.report.end == "interrupted"
    done = {one.step for one in parts.journal.nights.steps(night.id).result(10)}
    assert step not in done
    assert NightRun(parts).run("user").state == "finished"


def test_a_night_whose_hours_are_over_says_so(parts):
    date = parts.clock().date()
    call = NightCall(trigger="schedule", date=date, until=parts.clock())
    night = NightRun(parts).call(call)
    assert (night.state, night.report.end) == ("stopped", "hours")


def test_a_night_waits_where_its_conditions_are_not_met_any_more(parts, monkeypatch):
    """It asks the model for nothing meanwhile, and tells how long it waited."""
    monkeypatch.setattr(hold, "LOOK_S", 0.05)
    seen, met, looks = threading.Event(), threading.Event(), itertools.count(1)

    def lapsed():
        look = next(looks)
        if look > 1:  # what the first look found is known
            seen.set()
        if look > 5:
            met.set()
        return () if met.is_set() else ("mains",)

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "build":
            assert seen.wait(60)
        if isinstance(event, NightStepBegan) and event.step == "train":
            run.stop()

    asked = []

    def said(request):
        asked.append(met.is_set())
        return ignorant(request)

    parts = replace(parts, engine=FakeEngine(said))
    date = parts.clock().date()
    call = NightCall(trigger="schedule", date=date, lapsed=lapsed)
    told = []
    run = NightRun(parts, lambda e: told.append(e) or tell(e))
    night = run.call(call)
    paused = [event.missing for event in told if isinstance(event, NightPaused)]
    assert paused == [("mains",), ()]
    assert (night.step, night.spent.paused) == ("train", ("mains",))
    assert night.spent.paused_s > 0
    assert asked
    assert all(asked)


def test_the_first_word_for_an_end_counts(parts):
    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "screen":
            run.stop("interrupted")
            run.stop()

    run = NightRun(parts, tell)
    assert run.run("user").report.end == "interrupted"
