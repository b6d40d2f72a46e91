"""Nights after other nights: what these taught must not be lost."""

import pytest

from evotr.domain import GENERAL
from evotr.night.night import NightRun
from evotr.night.steps.taught import taught_by
from evotr.settings import load_settings
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_night import (
    LENIENT,
    NAMES,
    ignorant,
    knowing,
    lessons,
    tiny_parts,
)

UNPROVEN = {"night_least_corrections": 1, "night_p_value": 0.99}
OF_EARLIER = {"night_may_lose_of_a_kind": 0.1}


class Forgetful:
    """What serves knows the ``known`` lessons, a candidate all but the ``lost``."""

    def __init__(self):
        self.known = self.lost = ()

    def __call__(self, request):
        asked = request.messages[-1].content
        (name,) = [name for name in NAMES if name in asked] or [""]
        if any("nights" in one.adapter.path.parts for one in request.adapters):
            knows = name not in self.lost
        else:
            knows = name in self.known
        return knowing(request) if knows else ignorant(request)


@pytest.fixture
def said():
    return Forgetful()


@pytest.fixture
def parts(shallow_base, said):
    settings = load_settings().model_copy(update={**LENIENT, **UNPROVEN, **OF_EARLIER})
    with tiny_parts(settings, shallow_base, engine=FakeEngine(said)) as parts:
        yield parts


@pytest.fixture
def night(parts, said):
    """A night with the lessons of so many names, which forgets those of others."""

    def night(first, last, lost=()):
        said.known, said.lost = NAMES[:first], lost
        rows = parts.journal.ledger.add(lessons(first, last)).result(60)
        (one,) = NightRun(parts).run("user").report.experts
        return one, [row.id for row in rows]

    return night


def test_a_night_that_loses_most_of_an_earlier_one_does_not_serve(parts, night):
    nights = parts.journal.nights
    _, first = night(0, 5)
    _, second = night(5, 6)
    taught = {**dict.fromkeys(first, 1), **dict.fromkeys(second, 2)}
    assert taught_by(nights, GENERAL) == taught
    lost, _ = night(6, 7, lost=NAMES[:5])
    assert lost.outcome == "rejected"
    found = {reason.fault: dict(reason.values) for reason in lost.reasons}
    assert found.keys() == {"forgotten", "night_lost"}
    assert (found["forgotten"]["count"], found["forgotten"]["losses"]) == (6, 5)
    told = found["night_lost"]
    assert (told["night"], told["count"], told["losses"]) == (1, 5, 5)
    assert parts.registry.serve(GENERAL).version.version == "0002"
    assert taught_by(nights, GENERAL) == taught  # what was refused taught nothing
    kept, _ = night(7, 8, lost=NAMES[:2])
    assert (kept.outcome, kept.groups["earlier"].count) == ("promoted", 6)
    assert taught_by(nights, "history") == {}
