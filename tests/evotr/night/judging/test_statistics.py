import numpy as np
import pytest

from evotr.night.judging import lower_bound, sign_test


@pytest.mark.parametrize(
    ("wins", "losses", "wanted"),
    [(7, 0, 1 / 128), (6, 0, 1 / 64), (9, 1, 11 / 1024), (0, 5, 1.0), (0, 0, 1.0)],
)
def test_the_sign_test_is_exact(wins, losses, wanted):
    assert sign_test(wins, losses) == pytest.approx(wanted)


def test_seven_straight_wins_are_the_least_below_one_in_a_hundred():
    assert sign_test(6, 0) > 0.01 > sign_test(7, 0)


def test_the_bound_is_near_that_of_resampled_pairs():
    rng = np.random.default_rng(5)
    pairs = rng.choice([-1.0, 0.0, 1.0], size=400, p=[0.04, 0.93, 0.03])
    means = [rng.choice(pairs, 400).mean() for _ in range(4000)]
    assert lower_bound(pairs) == pytest.approx(np.quantile(means, 0.05), abs=0.003)


def test_the_bound_is_below_the_mean_and_the_same_each_time():
    pairs = [0.0] * 300 + [-1.0] * 6
    bound = lower_bound(pairs)
    assert bound < -0.02 == pytest.approx(np.mean(pairs), abs=0.001)
    assert bound == lower_bound(pairs)


def test_more_pairs_bring_the_bound_closer():
    few, many = [0.0] * 49 + [-1.0], [0.0] * 980 + [-1.0] * 20
    assert lower_bound(few) < lower_bound(many) < -0.02


def test_nothing_lost_is_bounded_by_nothing_and_what_is_no_number_by_nothing_at_all():
    assert lower_bound([]) == 0.0
    assert lower_bound([0.0] * 50) == 0.0
    assert lower_bound([0.0, float("nan")]) == float("-inf")
