"""Nights that were left, and go on in another process, under what holds then."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from evotr.domain import GENERAL, Decision, Lesson, NightSpent
from evotr.experts import BASE, Registry, Roots
from evotr.night.calls import NightCall
from evotr.night.diary import WORK
from evotr.night.due import digest_of
from evotr.night.events import TrainingStep
from evotr.night.night import NightRun
from evotr.night.plan import RUN, read_plan
from evotr.night.progress import (
    Gathering,
    NightBegan,
    NightEnded,
    NightPaused,
    NightStepBegan,
    NightStepEnded,
    NightTrains,
)
from tests.fakes.tiny_model import build_model
from tests.fakes.tiny_night import lessons

NEW = Lesson(kind="edit", question="What is the capital of Baden?", right="Badkent")
LONG = 50  # turns: a training of hundreds of steps


@pytest.fixture
def parts(parts):
    parts.journal.ledger.add(lessons()).result(60)
    return parts


def under(parts, **settings):
    """The same home under other settings."""
    return replace(parts, settings=parts.settings.model_copy(update=settings))


def leave(parts, trigger="schedule"):
    """A night that is left in the midst of its training."""
    run = NightRun(parts, lambda event: _trains(event) and run.leave())
    left = run.run(trigger)
    assert (left.state, left.step) == ("left", "train")
    return left


def _trains(event):
    return isinstance(event, NightTrains) and isinstance(event.event, TrainingStep)


class Trained:
    """Hears of a night with which plan it trained, and from which step on."""

    def __init__(self, parts):
        self.home = parts.settings.paths.nights
        self.plan, self.first = None, None

    def __call__(self, event):
        if _trains(event) and self.first is None:
            self.first = event.event.step
        if isinstance(event, NightStepEnded) and event.step == "train":
            (run,) = self.home.glob(f"*/{WORK}/*/{RUN}")
            self.plan = read_plan(run.parent)


def test_a_night_is_built_anew_where_its_settings_are_others(parts):
    left = leave(under(parts, night_turns=LONG, night_rank=2))
    now = under(parts, night_rank=4, night_activation="always")
    seen = Trained(now)
    night = NightRun(now, seen).run("user")
    assert (night.id, night.state) == (left.id, "finished")
    assert (seen.plan.rank, seen.plan.activation) == (4, "always")
    version = now.registry.serve(GENERAL).version
    assert (version.night_run, version.activation) == (night.id, "always")
    judged = now.journal.nights.results("judge", GENERAL).result(10)[night.id]
    assert judged["settings"] == digest_of(now)


def test_a_night_is_built_anew_for_another_base(parts, tmp_path):
    left = leave(under(parts, night_turns=LONG))
    other = build_model(tmp_path / "other", seed=1)
    registry = Registry(
        parts.registry.cards, Roots(parts.settings.paths.adapters), other
    )
    now = replace(parts, registry=registry)
    seen = Trained(now)
    night = NightRun(now, seen).run("user")
    assert (night.id, night.report.experts[0].outcome) == (left.id, "promoted")
    assert (seen.plan.base, seen.first) == (other, 1)
    assert registry.serve(GENERAL).version.base == registry.base.fingerprint
    assert parts.registry.serve(GENERAL).version is None


@pytest.fixture
def held(parts):
    """The same home, where all lessons are too few: nothing is trained."""
    return under(parts, night_least_corrections=50)


@pytest.fixture
def left(held):
    """A night that was left when it knew who has to learn."""

    def tell(event):
        if isinstance(event, NightStepEnded) and event.step == "consolidate":
            run.leave()

    run = NightRun(held, tell)
    left = run.run("schedule")
    assert (left.state, left.step) == ("left", "consolidate")
    return left


def made(parts, call):
    """The nights that come of a call."""
    ended = Gathering()
    last = NightRun(parts, ended).call(call)
    assert ended.nights[-1] == last
    return ended.nights


def asked(left, expert=None):
    return NightCall(trigger="user", date=left.date, expert=expert)


def experts(night):
    return [(each.expert, each.outcome) for each in night.report.experts]


def test_the_expert_that_was_asked_for_learns_behind_a_night_that_was_left(held, left):
    """That one goes on for who was due when it was left."""
    held.registry.use("legal", BASE)  # from now on it learns for itself
    row, *_ = held.journal.ledger.page().result(10)
    whose = Decision(row.id, "labelled", expert="legal")
    held.journal.ledger.decide([whose], "user").result(10)
    first, second = made(held, asked(left, "legal"))
    assert (first.id, experts(first)) == (left.id, [(GENERAL, "held")])
    assert (second.trigger, second.expert) == ("user", "legal")
    assert experts(second) == [("legal", "held")]


def test_lessons_of_after_a_night_was_left_are_learned_behind_it(held, left):
    held.journal.ledger.add([NEW]).result(60)
    first, second = made(held, asked(left))
    assert (first.id, first.report.looked) == (left.id, 8)
    assert (second.trigger, second.report.looked) == ("user", 1)


@pytest.mark.parametrize("expert", [None, GENERAL, "legal"])
def test_no_second_night_is_made_where_it_would_do_nothing(held, left, expert):
    (only,) = made(held, asked(left, expert))
    assert (only.id, experts(only)) == (left.id, [(GENERAL, "held")])


@pytest.mark.parametrize("days", [0, 1])
def test_each_date_has_its_night(held, left, days):
    date = left.date + timedelta(days=days)
    first, *more = made(held, NightCall(trigger="schedule", date=date))
    assert first.id == left.id
    assert [(night.trigger, night.date) for night in more] == [
        ("schedule", date)
    ] * days


@pytest.mark.parametrize(
    ("when", "how"),
    [
        (NightBegan, "stop"),
        (NightBegan, "leave"),
        (NightEnded, "stop"),
        (NightEnded, "leave"),
        (NightEnded, "wish"),
    ],
)
def test_who_wants_an_end_gets_no_second_night(held, left, when, how):
    def tell(event):
        if not isinstance(event, when):
            return
        if how == "wish":
            held.journal.nights.wish("stop").result(10)
        else:
            getattr(run, how)()

    ended = Gathering(tell)
    run = NightRun(held, ended)
    run.call(NightCall(trigger="schedule", date=left.date + timedelta(days=1)))
    assert [night.id for night in ended.nights] == [left.id]
    assert held.journal.nights.wishes().result(10) == ()


@pytest.mark.parametrize(("before", "state"), [(0.5, "finished"), (1.0, "stopped")])
def test_the_longest_that_a_night_may_take_is_for_all_its_processes(
    held, left, before, state
):
    assert left.spent.worked_s > 0
    worked_s = held.settings.night_minutes * 60 * before
    # What it waited for takes nothing of its time.
    spent = NightSpent(worked_s=worked_s, paused_s=1e6, paused=("idle",))
    held.journal.nights.beat(left.id, spent).result(10)
    night, *more = made(held, asked(left))
    assert (night.id, night.state) == (left.id, state)
    # What it did not do is done by the night that was asked for, in its own time.
    assert [experts(each) for each in more] == [[(GENERAL, "held")]] * len(more)
    assert len(more) == (state == "stopped")
    assert night.report.end == ("time" if state == "stopped" else None)
    assert night.spent.worked_s > worked_s
    assert (night.spent.paused_s, night.spent.paused) == (1e6, ("idle",))


@pytest.mark.parametrize("new", [[], [NEW]])
def test_a_night_that_pauses_goes_on_when_the_user_asks_for_one(parts, new):
    """And is followed by the one that was asked for, where that does more."""
    ended, paused = [], threading.Event()

    def tell(event):
        if event == NightPaused(("idle",)):
            parts.journal.ledger.add(new).result(60)
            parts.journal.nights.wish("run", GENERAL).result(10)
            paused.set()
        if isinstance(event, NightStepEnded) and event.step == "consolidate":
            assert paused.wait(60)
        if isinstance(event, NightEnded):
            ended.append(event.night)

    call = NightCall(
        trigger="schedule",
        date=parts.clock().date(),
        until=parts.clock() + timedelta(minutes=5),
        lapsed=lambda: ("idle",),
    )
    NightRun(under(parts, night_least_corrections=2), tell).call(call)
    first, *more = ended
    assert (first.trigger, first.state) == ("schedule", "finished")
    assert first.spent.paused == ("idle",)
    assert [(night.trigger, night.expert) for night in more] == [
        ("user", GENERAL) for _ in new
    ]
    assert parts.journal.nights.wishes().result(10) == ()


@pytest.fixture
def late(held, left):
    """A night that was left when its time was all but over."""
    spent = NightSpent(worked_s=held.settings.night_minutes * 60.0)
    held.journal.nights.beat(left.id, spent).result(10)
    return left


def test_a_night_that_was_asked_for_has_its_own_time(held, late):
    first, second = made(held, asked(late))
    assert (first.id, first.state, first.report.end) == (late.id, "stopped", "time")
    assert (second.trigger, second.state) == ("user", "finished")
    assert experts(second) == [(GENERAL, "held")]
    assert second.spent.worked_s < held.settings.night_minutes * 60.0


def test_the_night_of_another_date_has_its_own_time(held, late):
    call = NightCall(trigger="schedule", date=late.date + timedelta(days=1))
    _, second = made(held, call)
    assert (second.date, second.state) == (call.date, "finished")


def test_no_night_is_begun_when_its_own_hours_are_over(held, late):
    call = NightCall(
        trigger="schedule",
        date=late.date + timedelta(days=1),
        until=held.clock() - timedelta(minutes=1),
    )
    assert [night.id for night in made(held, call)] == [late.id]


@pytest.mark.parametrize("how", ["stop", "leave", "wish"])
def test_who_wants_an_end_behind_a_night_whose_time_was_over_gets_no_other(
    held, late, how
):
    ended = []

    def tell(event):
        if not isinstance(event, NightEnded):
            return
        ended.append(event.night)
        if how == "wish":
            held.journal.nights.wish("stop").result(10)
        else:
            getattr(run, how)()

    run = NightRun(held, tell)
    run.call(asked(late))
    assert [(night.id, night.report.end) for night in ended] == [(late.id, "time")]


def test_a_wish_is_granted_behind_a_night_whose_time_was_over(held, late):
    held.journal.nights.wish("run", GENERAL).result(10)
    first, second = made(held, NightCall(trigger="schedule", date=late.date))
    assert (first.id, first.report.end) == (late.id, "time")
    assert (second.trigger, second.expert) == ("user", GENERAL)
    assert held.journal.nights.wishes().result(10) == ()


def wished(parts, left, expert):
    """The night that a wish calls for, as the open program's clock does."""
    parts.journal.nights.wish("run", expert).result(10)
    (wish,) = parts.journal.nights.wishes().result(10)
    return replace(asked(left, expert), wishes=(wish.number,))


def test_a_wish_stays_where_the_night_before_it_is_left_again(held, left):
    call = wished(held, left, GENERAL)
    run = NightRun(held, lambda event: isinstance(event, NightBegan) and run.leave())
    assert run.call(call).state == "left"
    (wish,) = held.journal.nights.wishes().result(10)
    assert wish.expert == GENERAL
    (only,) = made(held, call)
    assert (only.id, only.state) == (left.id, "finished")
    assert held.journal.nights.wishes().result(10) == ()


def test_a_wish_is_over_when_its_night_begins(held):
    held.journal.nights.wish("run", GENERAL).result(10)
    (wish,) = held.journal.nights.wishes().result(10)
    left = {}

    def tell(event):
        if isinstance(event, NightBegan):
            left["wishes"] = held.journal.nights.wishes().result(10)

    call = NightCall(
        trigger="user", date=held.clock().date(), expert=GENERAL, wishes=(wish.number,)
    )
    NightRun(held, tell).call(call)
    assert left == {"wishes": ()}


@pytest.mark.parametrize("before", [True, False])
def test_a_wish_for_an_expert_that_is_gone_is_tried_once(held, left, before):
    if not before:
        made(held, asked(left))
    last = made(held, wished(held, left, "nobody"))[-1]
    assert (last.id == left.id, last.state) == (
        (True, "finished") if before else (False, "failed")
    )
    assert held.journal.nights.wishes().result(10) == ()


@pytest.mark.parametrize(("why", "stays"), [("interrupted", []), ("asked", [GENERAL])])
def test_who_interrupts_a_night_wants_none_behind_it(held, why, stays):
    """Who asks for its end otherwise says so by himself."""

    def tell(event):
        if isinstance(event, NightStepBegan):
            held.journal.nights.wish("run", GENERAL).result(10)
            run.stop(why)

    run = NightRun(held, tell)
    assert run.run("user").report.end == why
    wishes = held.journal.nights.wishes().result(10)
    assert [wish.expert for wish in wishes] == stays


def at_a_look(parts, ended, do):
    """``do`` once, when the clock is looked at behind a night that has ended."""
    done = []

    def clock():
        if ended and not done:
            done.append(do())
        return parts.clock()

    return replace(parts, clock=clock)


def test_a_wish_stays_where_the_program_closes_before_its_night_has_begun(held):
    ended = []

    def tell(event):
        if isinstance(event, NightEnded):
            held.journal.nights.wish("run", "legal").result(10)
            ended.append(event.night)

    def close():
        run.leave()

    run = NightRun(at_a_look(held, ended, close), tell)
    run.run("user")
    (wish,) = held.journal.nights.wishes().result(10)
    assert (wish.kind, wish.expert) == ("run", "legal")


def test_a_stop_between_two_nights_is_meant_for_the_second(held, left):
    held.journal.ledger.add([NEW]).result(60)
    ended = []

    def tell(event):
        if isinstance(event, NightEnded):
            ended.append(event.night)

    def stop():
        held.journal.nights.wish("stop").result(10)

    NightRun(at_a_look(held, ended, stop), tell).call(asked(left))
    assert ended[0].id == left.id
    assert [night.state for night in ended[1:]] in ([], ["stopped"])
    assert held.journal.nights.wishes().result(10) == ()
