import json

import numpy as np
import pytest

from evotr.domain import NightReason
from evotr.night.faults import plain_reason, to_reason
from evotr.night.judging import Evidence, Manner, Mark, Thresholds, judge
from evotr.night.steps.judge import (
    groups_of,
    outcome_of,
    recalls,
    refused,
)
from evotr.text import LANGUAGES, Catalog

MANNER = Manner(unended=0.0, repeating=0.0, tokens_per_s=100.0)
MARKS = [
    *(Mark(f"c{n}", "correction", "decide", 0.0, float(n < 9)) for n in range(10)),
    *(Mark(f"a{n}", "anchor", "decide", float(n < 50), 1.0) for n in range(100)),
    Mark("c0", "correction", "scale", 1.0, 0.0),
]
EVIDENCE = Evidence(0.85, tuple(MARKS), MANNER, MANNER)


def test_each_group_is_told_with_the_bounds_of_its_change():
    groups = groups_of(EVIDENCE)
    assert groups.keys() == {"correction", "anchor"}
    anchor = groups["anchor"]
    assert (anchor["count"], anchor["before"], anchor["after"]) == (100, 0.5, 1.0)
    assert 0.4 < anchor["lower"] < 0.5 < anchor["upper"] < 0.6
    assert groups["correction"]["after"] == 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interval_is_called_what_it_is(language):
    """Each end is a one-sided 95 % bound, so nine in ten lie between them."""
    rng = np.random.default_rng(3)
    gains = [mark.difference for mark in EVIDENCE.of("anchor")]
    means = [rng.choice(gains, len(gains)).mean() for _ in range(8000)]
    told = groups_of(EVIDENCE)["anchor"]
    inside = np.mean([told["lower"] <= mean <= told["upper"] for mean in means])
    assert inside == pytest.approx(0.9, abs=0.04)
    say = Catalog.load(language)
    for name in ("night.column.interval", "night.plot.change"):
        assert "90" in say(name)
        assert "95" not in say(name)


def test_recall_is_told_lesson_by_lesson():
    assert recalls(EVIDENCE) == {f"c{n}": float(n < 9) for n in range(10)}


def test_a_verdict_survives_json():
    found = outcome_of(judge(EVIDENCE, Thresholds()))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["outcome"], found["scale"]) == ("promoted", 0.85)
    assert [to_reason(one).fault for one in found["reasons"]] == ["proven"]


def test_a_reason_survives_json():
    reason = NightReason("few", {"count": 3, "least": 7})
    assert to_reason(json.loads(json.dumps(plain_reason(reason)))) == reason
    assert to_reason("RouterFailed") == NightReason("RouterFailed")


def test_numbers_that_are_none_are_a_verdict():
    found = refused(Thresholds())
    assert found["outcome"] == "rejected"
    assert found["reasons"] == [{"fault": "not_finite", "values": {}}]
