import numpy as np
import pytest

from evotr.memory.fusion import Weights, by_words, closeness, smoothed


def test_the_best_words_count_one():
    assert by_words(np.array([0, 2, 4], np.float32)).tolist() == [0, 0.5, 1]


def test_no_words_found_stay_nothing():
    assert by_words(np.zeros(2, np.float32)).tolist() == [0, 0]
    assert by_words(np.empty(0, np.float32)).tolist() == []


def test_a_turn_gets_of_its_neighbours():
    scores = np.array([1, 0, 0], np.float32)
    links = np.array([[-1, -1, 1, 2], [-1, 0, 2, -1], [0, 1, -1, -1]])
    weights = Weights(near=(0.3, 0.2), far=(0.1, 0.05))
    assert smoothed(scores, links, weights).tolist() == pytest.approx([1, 0.3, 0.1])


def test_wording_finds_words_that_begin_alike():
    close, covered = closeness(
        "kitabın yazarı kim?", ["Kitaplar rafta.", "Yazar Ankara'da doğdu.", "Su ılık."]
    )
    assert close[0] > 0
    assert close[1] > 0
    assert (close[2], covered[2]) == (0, 0)


def test_all_words_of_the_question_cover_it():
    close, covered = closeness(
        "Where was the red car?", ["The red car was there.", "A blue car."]
    )
    assert covered.tolist() == pytest.approx([1.0, 0.5])
    assert close[0] > close[1]


def test_words_in_a_row_count_more():
    close, _ = closeness("new york", ["York is not new.", "In New York."])
    assert close[1] > close[0]


def test_numbers_are_alike_only_when_equal():
    _, covered = closeness("12345", ["12346", "12345"])
    assert covered.tolist() == [0, 1]


def test_nothing_to_compare_is_nothing():
    close, covered = closeness("kim?", [])
    assert (len(close), len(covered)) == (0, 0)
    _, covered = closeness("?!", ["a text"])
    assert covered.tolist() == [0]
