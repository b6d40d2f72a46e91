"""The whole demo, in homes on a tiny base; the trainings are real processes."""

import json
import sys
from dataclasses import replace
from typing import get_args

import pytest

from evotr.errors import JournalClosed
from evotr.night.demo.demo import demonstrate, summed_up
from evotr.night.demo.gate import gate
from evotr.night.demo.killing import kill
from evotr.night.demo.shown import Part, Shown, timed
from evotr.night.demo.spoiling import BAD
from evotr.night.demo.world import environment
from evotr.settings import load_settings
from tests.evotr.night.demo.conftest import LESSONS, Pupil


@pytest.fixture(scope="module")
def kept():
    """What the whole demo has shown, once for all tests."""
    return []


@pytest.fixture
def shown(kept, make_world, taught):
    if not kept:
        world = make_world(Pupil(taught), deaf=BAD)
        begun = []
        for one in demonstrate(world, begun.append):
            assert begun[-1] == one.part
            kept.append(one)
    return {one.part: one for one in kept}


def test_every_part_shows_what_it_must(shown):
    assert tuple(shown) == get_args(Part)
    assert [part for part, one in shown.items() if not one.good] == []
    assert all(one.seconds > 0 for one in shown.values())


def test_a_night_teaches_what_was_unknown(shown):
    told = shown["learn"].told
    assert (told["unseen_before"], told["unseen_after"]) == (0, 100)
    assert (told["wordings_before"], told["wordings_after"]) == (0, 100)
    assert told["lessons"] == LESSONS
    assert shown["learn"].steps > 0


def test_earlier_nights_are_still_known(shown):
    chain = shown["chain"]
    assert chain.told["chain_recalls"] == [100, 100]
    assert chain.nights["2"].groups["earlier"].count == LESSONS
    assert chain.nights["2"].before == "0001"


def test_every_bad_night_is_refused(shown):
    gate = shown["gate"]
    assert tuple(gate.nights) == BAD
    assert [reason.fault for reason in gate.nights["broken"].reasons] == ["not_finite"]
    assert gate.told["bad_refused"] == gate.told["bad_nights"] == len(BAD)


def test_what_was_forgotten_was_never_there(shown):
    told = shown["forget"].told
    assert told["rebuilt"] == told["never"] != told["saw"]
    assert told["deleted"] == 1


def test_a_killed_night_ends_as_one_that_was_not(shown):
    told = shown["kill"].told
    assert (told["deaths"], told["kills_survived"]) == (1, 1)
    assert told["weights"] == shown["forget"].told["never"]


def test_a_night_that_was_slept_through_is_caught_up_once(shown):
    told = shown["jump"].told
    assert (told["before"], told["caught_up"]) == (1, 1)


def test_the_sum_has_the_benchmarks_names(shown):
    told = json.loads(json.dumps(summed_up(list(shown.values()))))
    assert told["failed"] == []
    assert (told["good_promoted"], told["bad_promoted"]) == (1, 0)
    assert (told["forget_equal"], told["kills_survived"]) == (1, 1)
    assert {"ttft_ratio", "run60_s", "train_vs_mlxlm"} <= set(told["not_measured"])
    assert told["parts"]["gate"]["nights"]["hot"]["outcome"] == "rejected"
    assert told["steps"] == sum(one.steps for one in shown.values())


def test_a_bad_night_that_serves_is_told(make_world, taught):
    world = make_world(Pupil(taught))
    world = replace(world, sizes=replace(world.sizes, spoiled_steps={"hot": 3}))
    shown = gate(world, taught, None)
    assert not shown.good
    assert (shown.told["bad_promoted"], shown.told["good_promoted"]) == (1, 0)
    assert shown.nights["hot"].outcome == "promoted"


def test_a_process_that_makes_no_night_has_shown_nothing(make_world, taught):
    world = replace(make_world(Pupil(())), command=[sys.executable, "-c", "pass"])
    shown = kill(world, taught, "")
    assert (shown.good, shown.told["kills_survived"]) == (False, 0)


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
