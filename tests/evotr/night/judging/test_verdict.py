from dataclasses import replace
from typing import get_args

import pytest

from evotr.night.judging import Evidence, Manner, Mark, Thresholds, judge
from evotr.night.judging.verdict import Fault
from evotr.text import LANGUAGES, Catalog

MANNER = Manner(unended=0.0, repeating=0.0, alike=0.02, tokens_per_s=100.0)
LIMITS = Thresholds()


def group(name, size, served, candidate, half="decide"):
    """``size`` things, of which shares were right before and after."""
    return [
        Mark(f"{name}{n}", name, half, float(n < served), float(n < candidate))
        for n in range(size)
    ]


def evidence(marks, **changed):
    plain = Evidence(1.0, tuple(marks), MANNER, MANNER, 0.5, 0.5)
    return replace(plain, **changed)


GOOD = [*group("correction", 24, 0, 23), *group("anchor", 400, 380, 379)]


def faults(verdict):
    return [reason.fault for reason in verdict.reasons]


def test_a_night_that_learned_and_kept_is_promoted():
    verdict = judge(evidence(GOOD), LIMITS)
    assert verdict.decision == "promote"
    assert faults(verdict) == ["proven"]
    assert verdict.numbers["wins"] == 23
    assert verdict.numbers["bound"] == pytest.approx(-0.0075, abs=0.003)


def test_phrasings_of_one_correction_are_one_vote():
    marks = [Mark(f"c{n % 5}", "correction", "decide", 0.0, 1.0) for n in range(30)]
    verdict = judge(evidence(marks), LIMITS)
    assert verdict.numbers["corrections"] == 5
    assert (verdict.decision, faults(verdict)) == ("hold", ["few"])


@pytest.mark.parametrize(("learned", "decision"), [(7, "promote"), (6, "hold")])
def test_seven_straight_wins_are_the_least(learned, decision):
    marks = [*group("correction", 7, 0, learned), *group("anchor", 200, 190, 190)]
    assert judge(evidence(marks), LIMITS).decision == decision


def test_what_serves_knows_already_is_held():
    verdict = judge(evidence(group("correction", 10, 9, 10)), LIMITS)
    assert (verdict.decision, faults(verdict)) == ("hold", ["known"])


def test_too_few_learned_is_rejected_for_recall():
    marks = [*group("correction", 24, 0, 12), *group("anchor", 200, 190, 190)]
    assert faults(judge(evidence(marks), LIMITS)) == ["recall"]


def test_what_scatters_may_be_luck():
    marks = [
        *(Mark(f"w{n}", "correction", "decide", 0.0, 1.0) for n in range(9)),
        *(Mark(f"l{n}", "correction", "decide", 1.0, 0.0) for n in range(5)),
    ]
    assert faults(judge(evidence(marks), LIMITS)) == ["luck"]


def test_a_lost_skill_is_rejected_by_its_bound():
    marks = [*group("correction", 24, 0, 24), *group("anchor", 400, 390, 372)]
    verdict = judge(evidence(marks), LIMITS)
    assert (verdict.decision, faults(verdict)) == ("reject", ["retention"])


def test_a_small_group_cannot_hide_behind_a_large_one():
    marks = [*GOOD, *group("earlier", 24, 24, 18)]
    found = judge(evidence(marks), LIMITS)
    assert "group" in faults(found)
    few = [*GOOD, *group("earlier", 10, 10, 8)]
    assert faults(judge(evidence(few), LIMITS)) == ["proven"]


def test_one_lost_canary_is_one_too_many():
    marks = [*GOOD, *group("canary", 5, 5, 4)]
    verdict = judge(evidence(marks), LIMITS)
    assert faults(verdict) == ["canary"]
    assert verdict.reasons[0].values["names"] == "canary4"
    gained = [*GOOD, *group("canary", 5, 4, 5)]
    assert judge(evidence(gained), LIMITS).decision == "promote"


@pytest.mark.parametrize("after", [0.7, float("nan"), float("inf")])
def test_its_own_answers_must_stay_likely(after):
    verdict = judge(evidence(GOOD, candidate_loss=after), LIMITS)
    assert faults(verdict) == ["unlikely"]
    assert judge(evidence(GOOD, candidate_loss=0.55), LIMITS).decision == "promote"


def test_a_night_with_numbers_that_are_none_is_rejected_for_that_alone():
    verdict = judge(evidence([], finite=False), LIMITS)
    assert (verdict.decision, faults(verdict)) == ("reject", ["not_finite"])


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"unended": 0.2}, "unended"),
        ({"repeating": 0.1}, "repeating"),
        ({"alike": 0.4}, "alike"),
        ({"tokens_per_s": 40.0}, "slow"),
    ],
)
def test_how_it_answers_counts_too(changed, fault):
    verdict = judge(evidence(GOOD, candidate=replace(MANNER, **changed)), LIMITS)
    assert (verdict.decision, faults(verdict)) == ("reject", [fault])


def test_the_half_that_chose_the_scale_decides_nothing():
    marks = [*GOOD, *group("anchor", 400, 400, 0, half="scale")]
    assert judge(evidence(marks), LIMITS).decision == "promote"


def test_thresholds_are_what_decides():
    strict = replace(LIMITS, recall=0.99)
    assert faults(judge(evidence(GOOD), strict)) == ["recall"]


EVERY = [
    evidence(GOOD),
    evidence([], finite=False),
    evidence(group("correction", 3, 0, 3)),
    evidence(group("correction", 10, 9, 10)),
    evidence(group("correction", 24, 2, 1)),
    evidence(
        [*GOOD, *group("earlier", 30, 30, 1), *group("canary", 3, 3, 0)],
        candidate_loss=3.0,
        candidate=Manner(1.0, 1.0, 1.0, 1.0),
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(language):
    say = Catalog.load(language)
    told = {
        reason.fault: reason.told(say)
        for one in EVERY
        for back in (False, True)
        for reason in judge(one, LIMITS, taken_back=back).reasons
    }
    assert told.keys() == set(get_args(Fault))
    assert all("{" not in sentence for sentence in told.values())
