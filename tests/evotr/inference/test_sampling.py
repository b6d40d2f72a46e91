import mlx.core as mx
import pytest

from evotr.domain import SamplingParams
from evotr.errors import InvalidSetting
from evotr.inference.sampling import Chooser

PROMPT = [3, 4, 5]


def draw(loaded, logits: mx.array, size: int = 20, **params: object) -> list[int]:
    chooser = Chooser(SamplingParams(**params), loaded, PROMPT)
    return [chooser(mx.array([5]), logits).item() for _ in range(size)]


@pytest.fixture
def logits(loaded) -> mx.array:
    return mx.random.normal((1, loaded.vocabulary), key=mx.random.key(1))


def test_a_seed_gives_the_same_tokens(loaded, logits):
    first = draw(loaded, logits, temperature=1.0, seed=3)
    assert draw(loaded, logits, temperature=1.0, seed=3) == first
    assert draw(loaded, logits, temperature=1.0, seed=4) != first
    assert len(set(first)) > 5


def test_no_seed_draws_fresh(loaded, logits):
    first = draw(loaded, logits, temperature=1.0)
    assert draw(loaded, logits, temperature=1.0) != first


def test_a_huge_or_negative_seed_is_a_seed(loaded, logits):
    for seed in (2**70, -5):
        params = {"temperature": 1.0, "seed": seed}
        assert draw(loaded, logits, **params) == draw(loaded, logits, **params)


def test_top_k_of_one_is_greedy(loaded, logits):
    best = mx.argmax(logits).item()
    assert set(draw(loaded, logits, temperature=2.0, top_k=1)) == {best}
    assert set(draw(loaded, logits, temperature=2.0, top_p=1e-6)) == {best}
    assert set(draw(loaded, logits, temperature=2.0, min_p=1.0)) == {best}


def test_top_k_beyond_the_vocabulary_is_no_limit(loaded, logits):
    assert draw(loaded, logits, temperature=1.0, seed=1, top_k=10**6) == draw(
        loaded, logits, temperature=1.0, seed=1
    )


def test_xtc_drops_the_likeliest(loaded):
    logits = mx.zeros((1, loaded.vocabulary))
    logits[0, 40] = 12.0
    logits[0, 41] = 12.5
    params = {"xtc_probability": 1.0, "xtc_threshold": 0.2, "temperature": 0.1}
    assert set(draw(loaded, logits, **params)) == {40}


def test_a_bias_decides(loaded, logits):
    assert set(draw(loaded, logits, logit_bias=((9, 100.0),))) == {9}


@pytest.mark.parametrize("token", [-1, 10**6])
def test_a_bias_outside_the_vocabulary_is_refused(loaded, token):
    with pytest.raises(InvalidSetting) as caught:
        Chooser(SamplingParams(logit_bias=((token, 1.0),)), loaded, PROMPT)
    assert caught.value.values["key"] == "logit_bias"


@pytest.mark.parametrize(
    "penalty",
    [
        {"repetition_penalty": 50.0},
        {"presence_penalty": 50.0},
        {"frequency_penalty": 50.0},
    ],
)
def test_penalties_look_at_prompt_and_answer(loaded, penalty):
    logits = mx.ones((1, loaded.vocabulary))
    for token in (3, 4, 5, 6):  # three of the prompt, one of the answer
        logits[0, token] = 10.0
    chooser = Chooser(SamplingParams(**penalty), loaded, PROMPT)
    assert chooser(mx.array([5]), logits).item() == 6
    assert chooser(mx.array([6]), logits).item() not in {3, 4, 5, 6}
