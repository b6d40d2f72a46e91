import numpy as np
import pytest

from evotr.memory.fusion import (
    Weights,
    by_words,
    closeness,
    likenesses,
    rarities,
    smoothed,
)
from evotr.memory.words import content_words


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


def compared(question, *texts):
    said = [content_words(text) for text in texts]
    return closeness(content_words(question), said).tolist()


def likeness(word, *texts):
    return likenesses([word], [content_words(text) for text in texts])[:, 0].tolist()


def test_wording_finds_words_that_begin_alike():
    texts = "Kitaplar rafta.", "Yazar Ankara'da doğdu.", "Su ılık."
    close = compared("kitabın yazarı kim?", *texts)
    assert close[0] > 0
    assert close[1] > 0
    assert close[2] == 0


def test_who_has_more_of_the_words_is_closer():
    close = compared("Where was the red car?", "The red car was there.", "A blue car.")
    assert close[0] > close[1]


def test_words_in_a_row_count_more():
    close = compared("new york", "York is not new.", "In New York.")
    assert close[1] > close[0]


def test_numbers_are_alike_only_when_equal():
    assert likeness("12345", "12346", "12345") == [0, 1]


def test_rare_words_count_more():
    near = likenesses(["elma", "armut"], [["elma"], ["elma", "armut"], ["elma"]])
    often, seldom = rarities(near).tolist()
    assert 0 < often < seldom


def test_nothing_to_compare_is_nothing():
    assert compared("kim?") == []
    assert compared("?!", "a text") == [0]
