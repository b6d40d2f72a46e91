"""Nights that were left, and go on in another process, under what holds then."""

from dataclasses import replace

import pytest

from evotr.domain import GENERAL
from evotr.experts import Registry, Roots
from evotr.night.due import digest_of
from evotr.night.events import TrainingStep
from evotr.night.night import NightRun
from evotr.night.plan import read_plan
from evotr.night.progress import NightStepEnded, NightTrains
from evotr.settings import load_settings
from tests.fakes.tiny_model import build_model
from tests.fakes.tiny_night import LENIENT, lessons, tiny_parts

LONG = 50  # turns: a training of hundreds of steps


@pytest.fixture
def parts(tiny_base):
    settings = load_settings().model_copy(update=LENIENT)
    with tiny_parts(settings, tiny_base) as parts:
        parts.journal.ledger.add(lessons()).result(60)
        yield parts


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
            (run,) = self.home.glob("*/work/*/run.json")
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
