import numpy as np

from evotr.router.thresholds import LEAST, Tried, base_below, keyword_from


def tried(confidence, right, base=None):
    n = len(confidence)
    weight = np.where(np.arange(n) % 2 == 0, 8, 1).astype(np.float32)
    base = np.zeros(n, bool) if base is None else base
    return Tried(np.array(confidence, np.float32), np.array(right), base, weight)


def test_the_base_answers_below_what_it_is_better_at():
    confidence = np.linspace(0, 1, 200)
    sure = confidence > 0.3

    found = base_below(tried(confidence, sure, ~sure))

    assert 0.28 < found < 0.32


def test_a_base_that_is_never_right_never_answers():
    assert base_below(tried([0.1, 0.9], [True, True])) < 0.2


def test_words_alone_decide_from_where_they_were_hardly_wrong():
    confidence = np.linspace(0.5, 1, 400)

    assert 0.94 < keyword_from(tried(confidence, confidence > 0.95)) <= 0.97


def test_words_alone_never_decide_where_they_are_often_wrong():
    confidence = np.linspace(0.5, 1, 400)
    some_wrong = np.arange(400) % 20 != 0

    assert keyword_from(tried(confidence, some_wrong)) > 1


def test_the_threshold_is_never_below_the_least():
    confidence = np.linspace(0.5, 1, 400)

    assert keyword_from(tried(confidence, confidence > 0)) == LEAST
