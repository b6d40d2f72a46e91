"""The parts of the demo, in homes on a tiny base; the trainings are real processes."""

import json
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import get_args

from evotr.domain import GENERAL, ExpertNight
from evotr.errors import JournalClosed
from evotr.night.demo.clock import jump
from evotr.night.demo.demo import demonstrate, summed_up
from evotr.night.demo.forgetting import forget
from evotr.night.demo.gate import gate
from evotr.night.demo.killing import kill
from evotr.night.demo.learning import chain, learn
from evotr.night.demo.shown import Part, Shown, timed
from evotr.night.demo.spoiling import BAD
from evotr.night.demo.world import environment
from evotr.settings import load_settings
from tests.evotr.night.demo.conftest import DAYS, Pupil

IDLE = [sys.executable, "-c", "pass"]


def test_a_night_teaches_and_the_next_ones_keep_it(make_world, taught):
    world = make_world(Pupil(taught))
    first, then = learn(world, taught), chain(world, taught)
    assert (first.good, then.good) == (True, True)
    told = first.told
    assert (told["unseen_before"], told["unseen_after"]) == (0, 100)
    assert (told["wordings_before"], told["wordings_after"]) == (0, 100)
    assert told["lessons"] == DAYS[0]
    assert then.told["lessons"] == [*DAYS]
    assert then.told["chain_recalls"] == [100] * len(DAYS)
    assert then.nights[f"{len(DAYS)}"].groups["earlier"].count == sum(DAYS[:-1])
    assert then.nights["2"].before == first.nights["1"].version == "0001"


def test_every_bad_night_is_refused(make_world, taught):
    promoted = ExpertNight(expert=GENERAL, outcome="promoted")
    shown = gate(make_world(Pupil(())), taught, promoted)
    assert shown.good
    assert tuple(shown.nights) == BAD
    (why,) = shown.nights["broken"].reasons
    assert why.fault == "not_finite"
    assert shown.told["bad_refused"] == shown.told["bad_nights"] == len(BAD)


def test_what_was_forgotten_was_never_there_and_a_kill_changes_nothing(
    make_world, taught
):
    world = make_world(Pupil(taught))
    forgotten = forget(world, taught)
    told = forgotten.told
    assert forgotten.good
    assert told["rebuilt"] == told["never"] != told["saw"]
    assert len(told["never"].split()) == 2  # weights, and where they act
    assert told["deleted"] == 1
    killed = kill(world, taught, told["never"])
    assert killed.good
    assert (killed.told["deaths"], killed.told["kills_survived"]) == (1, 1)
    assert not kill(replace(world, command=IDLE), taught, told["never"]).good


def test_a_night_that_was_slept_through_is_caught_up_once(make_world):
    shown = jump(make_world(Pupil(())))
    assert shown.good
    assert (shown.told["before"], shown.told["caught_up"]) == (0, 1)


def test_every_part_is_begun_and_one_that_breaks_is_no_end(make_world):
    @contextmanager
    def closed(_settings):
        raise JournalClosed
        yield

    begun = []
    world = replace(make_world(Pupil(())), open_home=closed)
    for one in demonstrate(world, begun.append):
        assert begun[-1] == one.part
        assert (one.good, type(one.error)) == (False, JournalClosed)
    assert tuple(begun) == get_args(Part)


def test_the_sum_has_the_benchmarks_names():
    night = ExpertNight(expert=GENERAL, outcome="promoted")
    shown = [
        Shown(
            part="learn",
            good=True,
            told={"unseen_before": 0.0, "unseen_after": 90.0, "lessons": 8},
            nights={"1": night},
            seconds=1.5,
            steps=20,
        ),
        Shown(part="kill", good=False, told={"kills_survived": 1}, steps=5),
    ]
    told = json.loads(json.dumps(summed_up(shown)))
    assert (told["unseen_after"], told["kills_survived"]) == (90.0, 1)
    assert told["failed"] == ["kill"]
    assert {"ttft_ratio", "run60_s", "forget_equal"} <= set(told["not_measured"])
    assert not {"unseen_after", "kills_survived"} & set(told["not_measured"])
    assert (told["seconds"], told["steps"]) == (1.5, 25)
    assert told["parts"]["learn"]["nights"]["1"]["outcome"] == "promoted"


def test_a_bad_night_that_serves_is_told(make_world, taught):
    world = make_world(Pupil(taught))
    world = replace(world, sizes=replace(world.sizes, spoiled_steps={"hot": 3}))
    shown = gate(world, taught, None)
    assert not shown.good
    assert (shown.told["bad_promoted"], shown.told["good_promoted"]) == (1, 0)
    assert shown.nights["hot"].outcome == "promoted"


def test_a_part_that_breaks_has_shown_nothing():
    error = JournalClosed()

    def broken():
        raise error

    shown = timed("learn", broken)
    assert (shown.good, shown.error) == (False, error)
    assert summed_up([shown])["parts"]["learn"]["error"] == "JournalClosed"
    assert not timed("learn", lambda: Shown(part="learn", good=False)).good


def test_a_process_gets_the_homes_settings_and_none_of_the_users(
    make_world, monkeypatch
):
    monkeypatch.setenv("EVOTR_NIGHT_TURNS", "50")
    monkeypatch.setenv("EVOTR_SYSTEM_PROMPT", "Be rude.")
    settings = make_world(Pupil(())).settings("home", night_replay=0.25)
    assert (settings.night_turns, settings.system_prompt) != (50, "Be rude.")
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings
