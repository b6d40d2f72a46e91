import json
from dataclasses import replace

import numpy as np
import pytest

from evotr.memory.relevance import Judge, Relevance, read_relevance
from evotr.memory.signals import Signals
from evotr.paths import BUNDLED_RELEVANCE

ORDINARY = Judge({"score": 1.0, "above": 0.5, "nearest": 2.0}, -3.0, 0.2)
WORDS = Judge({"score": 2.0, "told": 1.0}, -1.0, 0.4)


def signals(scores=(1.2, 0.8, 0.1), cosines=(0.6, 0.5, 0.1), **traits):
    return Signals(np.array(scores, np.float32), np.array(cosines, np.float32), traits)


def written(tmp_path, **judges):
    file = tmp_path / "relevance.json"
    rows = {
        name: {"weights": judge.weights, "bias": judge.bias, "least": judge.least}
        for name, judge in judges.items()
    }
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


def test_a_better_score_is_more_relevant_and_the_order_stays():
    found = ORDINARY.relevances(signals())
    assert (np.diff(found) < 0).all()
    assert ((found > 0) & (found < 1)).all()
    better = ORDINARY.relevances(signals(scores=(2.2, 0.8, 0.1)))
    assert better[0] > found[0]


def test_what_was_said_at_the_named_time_is_more_relevant():
    timely = replace(signals(), timely=True)
    assert (ORDINARY.relevances(timely) > ORDINARY.relevances(signals())).all()


def test_a_trait_moves_all_alike():
    judge = Judge({"score": 1.0, "order": -2.0}, 0.0, 0.2)
    asked, told = (judge.relevances(signals(order=order)) for order in (0.0, 1.0))
    assert (told < asked).all()
    assert (np.diff(told) < 0).all()


def test_nothing_found_has_no_relevance():
    assert ORDINARY.relevances(signals((), ())).shape == (0,)


def test_without_vectors_others_numbers_serve():
    relevance = Relevance(ORDINARY, WORDS)
    assert relevance.judge(signals()) is ORDINARY
    assert relevance.judge(signals(cosines=(0, 0, 0))) is WORDS


def test_the_lenient_show_the_best_in_any_case():
    lenient = Relevance(ORDINARY, WORDS).lenient()
    assert (lenient.vectors.least, lenient.words.least) == (0, 0)
    assert lenient.vectors.weights == ORDINARY.weights


def test_an_encoder_that_is_not_known_drops_nothing(tmp_path):
    file = written(tmp_path, minilm=ORDINARY, words=WORDS)
    assert read_relevance(file, "minilm") == Relevance(ORDINARY, WORDS)
    other = read_relevance(file, "bge-m3")
    assert other.vectors.least == 0
    assert other.words == WORDS


def test_another_glossary_does_not_change_the_judge(tmp_path):
    file = written(tmp_path, **{"minilm-glossed-1": ORDINARY}, words=WORDS)
    assert read_relevance(file, "minilm-glossed-1-abcd").vectors == ORDINARY


def test_a_feature_that_is_unknown_is_refused(tmp_path):
    file = written(tmp_path, minilm=Judge({"beauty": 1.0}, 0.0, 0.0), words=WORDS)
    with pytest.raises(ValueError, match="beauty"):
        read_relevance(file, "minilm")


@pytest.mark.parametrize("judges", [{}, {"words": WORDS}, {"minilm": ORDINARY}])
def test_a_file_without_judges_is_refused(tmp_path, judges):
    with pytest.raises(ValueError, match="relevance"):
        read_relevance(written(tmp_path, **judges), "minilm")


def test_the_bundled_judges_never_turn_the_order_round():
    for name in json.loads(BUNDLED_RELEVANCE.read_bytes()):
        relevance = read_relevance(BUNDLED_RELEVANCE, name)
        for judge in (relevance.vectors, relevance.words):
            # All scores of one question lie about the same mean.
            both = judge.weights["score"] + judge.weights.get("above", 0.0)
            assert both > 0
            assert 0 <= judge.least < 1
