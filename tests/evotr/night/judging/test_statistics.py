import numpy as np
import pytest

from evotr.night.judging import lower_bound, sign_test, swap_test


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


@pytest.mark.parametrize(
    ("differences", "wanted"),
    [
        ([-1.0] * 5 + [0.0] * 3, 1 / 32),
        ([-0.5] * 5, 1 / 32),
        ([-1.0] * 5 + [0.5], 2 / 64),  # the half win is the least of the six
        ([-1.0] * 5 + [1.0], 7 / 64),
        ([-1.0, 1.0], 0.75),
        ([1.0] * 3, 1.0),
        ([], 1.0),
    ],
)
def test_the_chance_of_a_loss_is_counted_over_all_ways_to_swap(differences, wanted):
    assert swap_test(differences) == wanted


def test_differences_of_thirds_are_counted_exactly():
    third = 1 / 3
    assert swap_test([-2 / 3, -third, 1.0]) == 5 / 8
    assert swap_test([-third] * 3 + [-1.0] * 3) == 1 / 64


def test_of_wholes_alone_it_is_the_sign_test():
    for losses in range(12):
        for wins in range(12):
            many = [-1.0] * losses + [1.0] * wins
            assert swap_test(many) == pytest.approx(sign_test(losses, wins))


def test_hundreds_of_corrections_are_no_matter():
    many = [(-1.0, -0.5, 0.5, 1.0)[n % 4] for n in range(300)]
    assert swap_test(many) == pytest.approx(0.5, abs=0.05)
    assert swap_test([-1.0] * 300) == pytest.approx(0.5**300)
