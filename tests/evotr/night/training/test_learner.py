import dataclasses
import math

import mlx.core as mx
import pytest
from mlx.utils import tree_map
from mlx_lm.models.cache import make_prompt_cache

from evotr.inference.config import EngineConfig
from evotr.inference.loading import load
from evotr.night.training import learner as learner_module
from evotr.night.training import scoring
from evotr.night.training.attached import Shape, attach, block_linears
from evotr.night.training.batches import make_batch
from evotr.night.training.blocks import recomputed
from evotr.night.training.examples import Examples
from evotr.night.training.learner import Interrupted, Learner
from evotr.night.training.scoring import Scorer, arrays_of
from evotr.night.training.workers import Workers
from tests.evotr.night.conftest import make_rows


@pytest.fixture
def examples(loaded):
    return [Examples(loaded, "Be kind.").render(row) for row in make_rows(7)]


@pytest.fixture(params=["lora", "dora"])
def attached(loaded, request):
    shape = Shape(request.param, rank=4, scale=2.0, seed=0)
    with attach(loaded, block_linears(loaded), shape) as attached:
        for layer in attached.layers.values():
            layer.lora_b = mx.random.normal(layer.lora_b.shape) * 0.05
        yield attached


def learner_of(loaded, attached, plan, *, reply_only=True, stop=lambda: False):
    scorer = Scorer(loaded.model, attached.focus, reply_only=reply_only)
    return Learner(plan, attached, scorer, Workers(), stop)


def gradient_of(learner, examples, monkeypatch):
    taken = []
    monkeypatch.setattr(
        learner.updates, "apply", lambda gradient, *_: taken.append(gradient)
    )
    result = learner.step(examples, 0.0)
    return result, taken[0]


def close(a, b, tolerance=1e-4):
    return (mx.abs(a - b).max() / mx.abs(b).max()).item() < tolerance


def test_many_passes_give_the_gradient_of_one(
    loaded, attached, plan, examples, monkeypatch
):
    together = learner_of(loaded, attached, plan)
    apart = learner_of(loaded, attached, dataclasses.replace(plan, batch_tokens=1))
    one, gradient = gradient_of(together, examples, monkeypatch)
    many, summed = gradient_of(apart, examples, monkeypatch)
    assert math.isclose(one.loss, many.loss, rel_tol=1e-5)
    assert close(summed, gradient)


def test_a_weight_counts_as_so_many_copies(
    loaded, attached, plan, examples, monkeypatch
):
    first, second = examples[:2]
    doubled = dataclasses.replace(first, weight=2.0)
    learner = learner_of(loaded, attached, plan)
    weighted, gradient = gradient_of(learner, [doubled, second], monkeypatch)
    copied, expected = gradient_of(learner, [first, first, second], monkeypatch)
    assert math.isclose(weighted.loss, copied.loss, rel_tol=1e-5)
    assert close(gradient, expected)


def test_padding_and_the_prompt_are_never_learned(loaded, attached):
    examples = [Examples(loaded).render(row) for row in make_rows(3)]
    scorer = Scorer(loaded.model, attached.focus, reply_only=False)
    a, b = (scorer(arrays_of(make_batch(examples, pad=pad))) for pad in (0, 7))
    assert a.item() == b.item()
    batch = arrays_of(make_batch(examples, pad=0))
    logits = loaded.model(batch["inputs"]).astype(mx.float32)
    expected = 0.0
    for row, example in enumerate(examples):
        for at in range(example.answer, len(example.ids)):
            scores = logits[row, at - 1]
            expected += (mx.logsumexp(scores) - scores[example.ids[at]]).item()
    assert math.isclose(a.item(), expected, rel_tol=1e-4)


def test_a_surprise_is_the_loss_of_the_least_likely_token(loaded, attached, plan):
    examples = [Examples(loaded).render(row) for row in make_rows(4)]
    learner = learner_of(loaded, attached, plan, reply_only=False)
    expected = []
    for example in examples:
        logits = loaded.model(mx.array([example.ids[:-1]])).astype(mx.float32)[0]
        losses = [
            (mx.logsumexp(logits[at - 1]) - logits[at - 1][example.ids[at]]).item()
            for at in range(example.answer, len(example.ids))
        ]
        expected.append(max(losses))
    assert learner.surprises(examples) == pytest.approx(expected, rel=1e-4)
    stopped = learner_of(loaded, attached, plan, stop=lambda: True)
    with pytest.raises(Interrupted):
        stopped.surprises(examples)


def test_reply_activation_is_what_serving_does(loaded, attached):
    """Keys and values before the header are the base's, then the adapter acts."""
    example = Examples(loaded, "Be kind.").render(make_rows(1)[0])
    scorer = Scorer(loaded.model, attached.focus, reply_only=True)
    trained = scorer(arrays_of(make_batch([example], pad=0)))
    ids, cache = mx.array([example.ids[:-1]]), make_prompt_cache(loaded.model)
    attached.focus.mask = mx.zeros((1, 1, 1), mx.bool_)
    loaded.model(ids[:, : example.reply], cache=cache)
    attached.focus.mask = None
    logits = loaded.model(ids[:, example.reply :], cache=cache)[0]
    served = 0.0
    for at in range(example.answer, len(example.ids)):
        scores = logits[at - 1 - example.reply]
        served += (mx.logsumexp(scores) - scores[example.ids[at]]).item()
    assert math.isclose(trained.item(), served, rel_tol=1e-5)
    everywhere = Scorer(loaded.model, attached.focus, reply_only=False)
    always = everywhere(arrays_of(make_batch([example], pad=0)))
    assert not math.isclose(trained.item(), always.item(), rel_tol=1e-5)


def test_a_split_batch_has_the_loss_and_the_gradient_of_a_masked_one(
    loaded, attached, plan, examples, monkeypatch
):
    """Histories of several lengths, read by the base alone, change nothing."""
    assert len({example.reply for example in examples}) > 1
    split = learner_of(loaded, attached, plan)
    masked = learner_of(loaded, attached, plan)
    masked._scorer.splits = False
    assert split._scorer.splits
    one, gradient = gradient_of(split, examples, monkeypatch)
    other, expected = gradient_of(masked, examples, monkeypatch)
    assert math.isclose(one.loss, other.loss, rel_tol=1e-5)
    assert close(gradient, expected)
    assert math.isclose(split.loss(examples), masked.loss(examples), rel_tol=1e-5)


def test_what_all_rows_begin_with_is_read_once_and_changes_nothing(
    loaded, attached, plan, examples, monkeypatch
):
    once = learner_of(loaded, attached, plan)
    each = learner_of(loaded, attached, plan)
    once._scorer.share(examples)
    shared = once._scorer.shared
    assert len({example.ids[:shared] for example in examples}) == 1
    assert 0 < shared < min(example.turn for example in examples)
    one, gradient = gradient_of(once, examples, monkeypatch)
    other, expected = gradient_of(each, examples, monkeypatch)
    assert math.isclose(one.loss, other.loss, rel_tol=1e-5)
    assert close(gradient, expected)


def test_equal_rows_share_all_but_a_token_of_their_history(loaded, attached, plan):
    example = Examples(loaded, "Be kind.").render(make_rows(1)[0])
    learner = learner_of(loaded, attached, plan)
    plain = learner.loss([example])
    learner._scorer.share([example, example])
    assert learner._scorer.shared == example.turn - 1
    assert math.isclose(learner.loss([example]), plain, rel_tol=1e-5)


def test_as_wide_as_it_must_be_or_rounded_is_the_same(
    loaded, attached, plan, examples, monkeypatch
):
    exact = learner_of(loaded, attached, plan)
    rounded = learner_of(loaded, attached, plan)
    exact._scorer.exact, rounded._scorer.exact = True, False
    one, gradient = gradient_of(exact, examples, monkeypatch)
    other, expected = gradient_of(rounded, examples, monkeypatch)
    assert math.isclose(one.loss, other.loss, rel_tol=1e-5)
    assert close(gradient, expected)


def test_chunks_of_logits_change_nothing(loaded, attached, plan, examples, monkeypatch):
    learner = learner_of(loaded, attached, plan)
    whole, gradient = gradient_of(learner, examples, monkeypatch)
    monkeypatch.setattr(scoring, "_CHUNK", 16)
    cut, summed = gradient_of(learner, examples, monkeypatch)
    assert math.isclose(whole.loss, cut.loss, rel_tol=1e-5)
    assert close(summed, gradient)


def test_blocks_computed_twice_give_the_same_gradient_and_are_these_alone(
    loaded, attached, plan, examples, monkeypatch, tiny_base
):
    other = load(EngineConfig(tiny_base)).model
    learner = learner_of(loaded, attached, plan)
    _, gradient = gradient_of(learner, examples, monkeypatch)
    blocks = loaded.model.layers
    kind = type(blocks[0])
    with recomputed(blocks):
        assert type(other.layers[0]) is kind is not type(blocks[0])
        _, again = gradient_of(learner, examples, monkeypatch)
    assert all(type(block) is kind for block in blocks)
    assert close(again, gradient)


@pytest.mark.slow  # on the CPU, MLX calls a C++ compiler
def test_compiled_or_not_the_numbers_agree(
    loaded, attached, plan, examples, monkeypatch
):
    learner = learner_of(loaded, attached, plan)
    plain, gradient = gradient_of(learner, examples, monkeypatch)
    learner._lanes._pass = mx.compile(learner._lanes._of_pass)
    for _ in range(2):
        traced, other = gradient_of(learner, examples, monkeypatch)
        assert math.isclose(plain.loss, traced.loss, rel_tol=1e-5)
        assert close(other, gradient)


def test_a_step_is_clipped_by_the_whole_gradients_length(
    loaded, attached, plan, examples
):
    learner = learner_of(loaded, attached, dataclasses.replace(plan, clip_norm=1e-9))
    moved = {}
    optimizer = learner.updates._optimizer
    apply = optimizer.apply_gradients

    def watch(gradients, parameters):
        moved["norm"] = mx.linalg.norm(tree_map(lambda g: g, gradients)["adapter"])
        return apply(gradients, parameters)

    optimizer.apply_gradients = watch
    result = learner.step(examples, 1e-3)
    assert result.gradient > 1e-3
    assert math.isclose(moved["norm"].item(), 1e-9, rel_tol=1e-3)


def test_a_step_that_is_not_finite_changes_nothing(loaded, attached, plan, examples):
    learner = learner_of(loaded, attached, plan)
    before = {k: mx.array(v) for k, v in learner.updates.state().items()}
    broken = dataclasses.replace(examples[0], weight=math.inf)
    result = learner.step([broken, examples[1]], 1e-3)
    assert not result.finite
    after = learner.updates.state()
    assert all(mx.array_equal(before[name], after[name]) for name in before)
    assert learner.step(examples, 1e-3).finite
    assert not mx.array_equal(before["parameters"], learner.updates.parameters)


def test_a_stop_gives_the_step_up(loaded, attached, plan, examples):
    answers = iter([False, True])
    plan = dataclasses.replace(plan, batch_tokens=1)
    learner = learner_of(loaded, attached, plan, stop=lambda: next(answers))
    before = mx.array(learner.updates.parameters)
    with pytest.raises(Interrupted):
        learner.step(examples, 1e-3)
    assert mx.array_equal(before, learner.updates.parameters)
    with pytest.raises(Interrupted):
        learner_module.measure(learner._scorer, examples, 100, Workers(), lambda: True)


@pytest.mark.parametrize("reply_only", [True, False])
def test_a_kept_answer_is_to_stay_as_likely_as_the_base_finds_it(
    loaded, attached, plan, examples, monkeypatch, reply_only
):
    """Where nothing is learned yet the loss is the least there is."""
    kept = [dataclasses.replace(example, kept=True) for example in examples]
    least = uncertainty(loaded, attached, examples)
    learner = learner_of(loaded, attached, plan, reply_only=reply_only)
    moved, _ = gradient_of(learner, kept, monkeypatch)
    assert moved.loss > least
    for layer in attached.layers.values():
        layer.lora_b = mx.zeros_like(layer.lora_b)
    attached.focus.mask = None
    learner = learner_of(loaded, attached, plan, reply_only=reply_only)
    still, _ = gradient_of(learner, kept, monkeypatch)
    taught, _ = gradient_of(learner, examples, monkeypatch)
    assert math.isclose(still.loss, least, rel_tol=1e-4)
    assert still.gradient < taught.gradient / 1000


def uncertainty(loaded, attached, examples):
    """The base's entropy per learned token, nats."""
    total, count = 0.0, 0
    for example in examples:
        with attached.focus.asleep():
            logits = loaded.model(mx.array(example.ids[:-1])[None])[0]
        logits = logits[example.answer - 1 :].astype(mx.float32)
        likely = mx.softmax(logits, axis=-1)
        scores = mx.logsumexp(logits, axis=-1, keepdims=True) - logits
        total += (likely * scores).sum().item()
        count += example.trained
    return total / count


def test_kept_and_taught_rows_of_one_step_are_each_learned_in_their_way(
    loaded, attached, plan, examples, monkeypatch
):
    kept = [dataclasses.replace(example, kept=True) for example in examples[:3]]
    learner = learner_of(loaded, attached, plan)
    parts = [gradient_of(learner, rows, monkeypatch) for rows in (kept, examples[3:])]
    both, _ = gradient_of(learner, [*kept, *examples[3:]], monkeypatch)
    weighted = sum(result.loss * result.trained for result, _ in parts)
    assert math.isclose(both.loss, weighted / both.trained, rel_tol=1e-5)
