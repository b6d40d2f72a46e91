from dataclasses import replace
from typing import get_args

import pytest

from evotr.night.judging import Evidence, Manner, Mark, Reason, Thresholds, judge
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


def test_how_the_candidate_has_changed_is_told():
    manner = replace(MANNER, alike=0.05)
    found = evidence(GOOD, served_loss=0.5, candidate_loss=0.53, candidate=manner)
    numbers = judge(found, LIMITS).numbers
    assert numbers["less_likely"] == pytest.approx(0.03)
    assert numbers["more_alike"] == pytest.approx(0.03)
    assert judge(evidence(GOOD), LIMITS).numbers["less_likely"] == 0.0


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


def taught(night, size, lost, won=0, half=0):
    """What a night taught: ``half`` of the ``lost`` in one wording of two alone."""
    return [
        Mark(
            f"{night}.{n}",
            "earlier",
            "decide",
            float(n < size - won),
            (0.5 if n < half else 0.0) if n < lost else 1.0,
            night,
        )
        for n in range(size)
    ]


@pytest.mark.parametrize(
    ("size", "lost", "faulty"),
    [
        *((8, 1, []), (8, 2, []), (8, 3, []), (32, 3, []), (4, 4, [])),
        *((8, 5, ["forgotten"]), (7, 5, ["forgotten"]), (19, 5, ["forgotten"])),
    ],
)
def test_a_night_that_loses_most_of_an_earlier_one_is_refused(size, lost, faulty):
    """Also where they are few, and the many anchors are all kept."""
    verdict = judge(evidence([*GOOD, *taught(1, size, lost)]), LIMITS)
    assert faults(verdict) == (faulty or ["proven"])
    assert verdict.decision == ("reject" if faulty else "promote")


def test_half_a_win_does_not_make_up_for_what_is_lost_whole():
    won = Mark("1.8", "earlier", "decide", 0.5, 1.0, 1)
    lost = judge(evidence([*GOOD, *taught(1, 7, 5), won]), LIMITS)
    assert faults(lost) == ["forgotten"]
    assert lost.reasons[0].values["wins"] == 1
    # As many whole ones on both sides are luck.
    assert faults(judge(evidence([*GOOD, *taught(1, 8, 4, 4)]), LIMITS)) == ["proven"]


def test_one_night_lost_among_many_is_refused_by_its_number():
    others = [mark for night in range(1, 30) for mark in taught(night, 8, 0)]
    kept = judge(evidence([*GOOD, *others, *taught(30, 8, 2)]), LIMITS)
    assert faults(kept) == ["proven"]
    lost = judge(evidence([*GOOD, *others, *taught(30, 8, 6)]), LIMITS)
    assert (lost.decision, faults(lost)) == ("reject", ["night_lost"])
    told = lost.reasons[0].values
    assert (told["night"], told["count"], told["losses"]) == (30, 8, 6)
    # Spread over all of them as much is no more than luck makes of them each night.
    spread = [mark for n in range(1, 31) for mark in taught(n, 8, n % 5 == 0)]
    assert faults(judge(evidence([*GOOD, *spread]), LIMITS)) == ["proven"]


def test_of_one_night_a_third_is_too_much_and_less_is_not():
    others = [mark for night in range(1, 30) for mark in taught(night, 24, 0)]
    lost = judge(evidence([*GOOD, *others, *taught(30, 24, 8)]), LIMITS)
    assert faults(lost) == ["night_lost"]
    less = judge(evidence([*GOOD, *others, *taught(30, 24, 7)]), LIMITS)
    assert faults(less) == ["proven"]


def test_what_may_be_lost_of_earlier_nights_is_set():
    gone = evidence([*GOOD, *taught(1, 8, 5), *taught(2, 8, 0)])
    assert faults(judge(gone, LIMITS)) == ["forgotten", "night_lost"]
    for lenient in ({"loss_p_value": 0.01}, {"group_loss": 1.0}):
        assert faults(judge(gone, replace(LIMITS, **lenient))) == ["proven"]
    most = judge(gone, replace(LIMITS, night_loss=0.7))
    assert faults(most) == ["forgotten"]


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


@pytest.mark.parametrize("learned", [0, 2, 4])
def test_what_was_taken_back_does_not_wait_for_what_is_not_learned(learned):
    """Or it would go on serving: the same lessons are not tried again."""
    marks = [*group("correction", 8, 0, learned), *group("anchor", 400, 380, 380)]
    refused = judge(evidence(marks), LIMITS)
    assert (refused.decision, faults(refused)[0]) == ("reject", "luck")
    verdict = judge(evidence(marks), LIMITS, taken_back=True)
    assert (verdict.decision, faults(verdict)) == ("promote", ["rebuilt", "unproven"])
    assert verdict.reasons[1].values["count"] == 8


def test_where_nothing_new_is_asked_the_rebuilt_says_nothing_of_it():
    verdict = judge(evidence(group("anchor", 400, 380, 380)), LIMITS, taken_back=True)
    assert (verdict.decision, faults(verdict)) == ("promote", ["rebuilt"])


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        (group("anchor", 400, 390, 370), "retention"),
        (group("canary", 5, 5, 4), "canary"),
        (taught(1, 8, 5), "forgotten"),
        (group("correction", 8, 8, 2), "group"),
    ],
)
def test_what_was_taken_back_is_no_leave_to_lose_anything_else(lost, fault):
    marks = [*lost, *group("anchor", 300, 290, 290)]
    verdict = judge(evidence(marks), LIMITS, taken_back=True)
    assert verdict.decision == "reject"
    assert fault in faults(verdict)


EVERY = [
    evidence(GOOD),
    evidence([], finite=False),
    evidence(group("correction", 3, 0, 3)),
    evidence(group("correction", 10, 9, 10)),
    evidence(group("correction", 24, 2, 1)),
    evidence([*GOOD, *taught(1, 8, 8), *taught(2, 8, 0)]),
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
    # Who knows what serves adds that one.
    told["still_taught"] = Reason("still_taught", {"count": 2}).told(say)
    assert told.keys() == set(get_args(Fault))
    assert all("{" not in sentence for sentence in told.values())
