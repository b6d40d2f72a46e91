"""What looks after a night, with a training as a real process."""

import itertools
import queue
import threading
from dataclasses import replace as changed
from datetime import timedelta

import pytest

from evotr.night.events import (
    TrainingPaused,
    TrainingResumed,
    TrainingStep,
    TrainingStopped,
)
from evotr.night.progress import NightPaused
from evotr.night.train import TrainingRun, prepare_run
from evotr.night.watch import Stopped, Watch
from evotr.turn import Presence
from tests.evotr.night.conftest import make_rows
from tests.fakes.clock import FakeClock

LONG = 10_000
WAIT_S = 60


@pytest.fixture
def parts(parts):
    return changed(parts, presence=Presence(linger_s=0.5))


@pytest.fixture
def night(parts):
    return parts.journal.nights.begin("user", parts.clock().date()).result(10)


@pytest.fixture
def folder(tmp_path, plan):
    folder = tmp_path / "run"
    prepare_run(folder, changed(plan, steps=LONG), make_rows(20))
    return folder


def wait_for(events, kind):
    return next(event for event in events if isinstance(event, kind))


def test_a_training_makes_way_within_a_step_and_goes_on(parts, night, folder):
    watch = Watch(parts)
    with watch.over(night), TrainingRun(folder) as run, watch.holding(run):
        events = run.events()
        wait_for(events, TrainingStep)
        with parts.presence.turn():
            seen = []
            for event in events:
                seen.append(event)
                if isinstance(event, TrainingPaused):
                    break
            steps = [event.step for event in seen if isinstance(event, TrainingStep)]
            assert parts.presence.here()
        assert parts.presence.here()  # and goes on typing
        held = seen[-1].step
        assert held <= (steps[-1] if steps else held)
        assert wait_for(events, TrainingResumed).step == held
        watch.stop()
        assert isinstance(run.result(), TrainingStopped)
    with pytest.raises(Stopped):
        watch.check()


def test_who_is_here_already_is_not_disturbed(parts, night, folder):
    watch = Watch(parts)
    with (
        parts.presence.turn(),
        watch.over(night),
        TrainingRun(folder) as run,
        watch.holding(run),
    ):
        assert wait_for(run.events(), (TrainingPaused, TrainingStep)).step == 0
        run.stop()
        assert run.result() == TrainingStopped(step=0)


def test_the_end_of_its_hours_stops_it(parts, night, folder):
    watch = Watch(parts, until=parts.clock())
    with watch.over(night), TrainingRun(folder) as run, watch.holding(run):
        assert isinstance(run.result(), TrainingStopped)


def test_signs_of_life_are_noted(parts, night, folder):
    watch = Watch(parts)
    with watch.over(night), TrainingRun(folder) as run, watch.holding(run):
        wait_for(run.events(), TrainingStep)
        watch.stop()
        run.result()
    (now,) = parts.journal.nights.page().result(10)
    assert now.beat > night.beat
    assert watch.peak() > 0


def test_a_stop_that_was_heard_counts_though_the_program_closes(parts, night):
    """Whoever heard it first: it is taken from the journal once."""
    watch = Watch(parts)
    with watch.over(night):
        parts.journal.nights.wish("stop").result(10)
        assert watch.wished_end() == "asked"
        watch.leave()
        assert watch.left
        assert watch.wished_end() == "asked"


def test_why_an_end_is_wished_for_is_told_where_the_program_closes(parts, night):
    watch = Watch(parts)
    with watch.over(night):
        watch.leave()
        parts.journal.nights.wish_end("forgotten").result(10)
        parts.journal.nights.wish("stop").result(10)  # the first word counts
        assert watch.wished_end() == "forgotten"
        assert watch.why == "forgotten"


def test_a_stop_of_before_the_night_is_not_meant_for_it(parts, night):
    parts.journal.nights.wish("stop").result(10)
    watch = Watch(parts)
    with watch.over(night):
        assert watch.wished_end() is None


def test_a_training_waits_while_a_condition_of_its_night_is_not_met(
    parts, night, folder
):
    clock, missing = FakeClock(), []
    watch = Watch(parts, lapsed=lambda: tuple(missing), ticks=clock.ticks)
    with watch.over(night), TrainingRun(folder) as run, watch.holding(run):
        events = run.events()
        wait_for(events, TrainingStep)
        missing.append("mains")
        clock.work(seconds=5)
        held = wait_for(events, TrainingPaused).step
        missing.clear()
        clock.work(minutes=10)
        assert wait_for(events, TrainingResumed).step == held
        watch.stop()
        run.result()
    (now,) = parts.journal.nights.page().result()
    assert now.spent.paused == ("mains",)
    assert now.spent.paused_s in {600, 605}  # seen at once, or at the second look


def test_what_asks_the_model_waits_until_the_conditions_are_met(parts, night):
    met, missing, looks = threading.Event(), threading.Event(), itertools.count(1)

    def lapsed():
        look = next(looks)
        if look > 1:  # what the first look found is known
            missing.set()
        if look > 3:
            met.set()
        return () if met.is_set() else ("idle",)

    ticks = itertools.count(step=5)
    watch = Watch(parts, lapsed=lapsed, ticks=lambda: float(next(ticks)))
    with watch.over(night):
        assert missing.wait(WAIT_S)
        watch.wait()
        assert met.is_set()


def keep_waiting(watch):
    while True:
        watch.wait()


def test_an_end_is_heard_while_the_conditions_are_not_met(parts, night):
    watch = Watch(parts, lapsed=lambda: watch.stop("hours") or ("idle",))
    with watch.over(night):
        with pytest.raises(Stopped):
            keep_waiting(watch)
        assert watch.why == "hours"


def test_a_look_that_fails_leaves_it_as_it_stood(parts, night):
    clock, looks = FakeClock(), threading.Semaphore(0)

    def lapsed():
        looks.release()
        raise OSError

    watch = Watch(parts, lapsed=lapsed, ticks=clock.ticks)
    with watch.over(night):
        for _ in range(2):
            assert looks.acquire(timeout=WAIT_S)
            clock.work(seconds=5)
        watch.wait()


def test_a_wish_for_a_night_ends_what_it_waits_for(parts, night):
    clock, told = FakeClock(), queue.Queue()
    watch = Watch(
        parts, lapsed=lambda: ("idle", "mains"), ticks=clock.ticks, told=told.put
    )
    nights = parts.journal.nights
    with watch.over(night):
        assert told.get(timeout=WAIT_S) == NightPaused(("idle", "mains"))
        nights.wish("run", "legal").result(10)
        clock.work(seconds=5)
        assert told.get(timeout=WAIT_S) == NightPaused((), asked=True)
        clock.work(seconds=5)
        watch.wait()
    # It is granted behind this one.
    assert [wish.expert for wish in nights.wishes().result(10)] == ["legal"]


def test_who_asks_for_a_night_is_not_held_to_the_hours_of_nights(parts):
    clock = FakeClock()
    watch = Watch(
        changed(parts, clock=clock.now), until=clock.now() + timedelta(hours=1)
    )
    watch.hasten()
    clock.work(hours=2)
    watch.check()


def test_a_night_of_the_users_needs_no_haste(parts, night):
    told = []
    watch = Watch(parts, told=told.append)
    parts.journal.nights.wish("run").result(10)
    with watch.over(night):
        watch.wait()
    assert told == []
