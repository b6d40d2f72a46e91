import numpy as np
import pytest

from evotr.night.training.batches import (
    epoch_steps,
    make_batch,
    passes,
    rounded,
    steps_per_epoch,
    width,
)
from evotr.night.training.examples import Example


def test_lengths_come_in_few_sizes_and_never_shrink():
    sizes = {n: rounded(n) for n in range(1, 4097)}
    assert all(size >= n for n, size in sizes.items())
    assert all(size <= max(16, n * 1.26 + 16) for n, size in sizes.items())
    assert len(set(sizes.values())) <= 30


@pytest.mark.parametrize("count", [1, 3, 8, 100])
def test_each_row_is_seen_once_an_epoch_also_when_rows_are_fewer_than_a_batch(count):
    steps = epoch_steps([5] * count, 8, seed=0, epoch=0)
    assert sorted(row for step in steps for row in step) == list(range(count))
    assert len(steps) == steps_per_epoch(count, 8)


def test_the_order_follows_from_seed_and_epoch_alone():
    lengths = list(range(1, 200))
    first = epoch_steps(lengths, 4, seed=0, epoch=0)
    assert first == epoch_steps(lengths, 4, seed=0, epoch=0)
    assert first != epoch_steps(lengths, 4, seed=0, epoch=1)
    assert first != epoch_steps(lengths, 4, seed=1, epoch=0)


def test_rows_of_a_step_have_similar_lengths():
    lengths = [(n * 37) % 400 + 1 for n in range(400)]
    steps = epoch_steps(lengths, 8, seed=0, epoch=0)
    padded = sum(max(lengths[r] for r in step) * len(step) for step in steps)
    assert padded < 1.2 * sum(lengths)


def test_passes_keep_to_the_tokens_and_a_long_row_goes_alone():
    lengths = [30, 500, 31, 29, 28, 27, 26]
    sizes = [(0, length) for length in lengths]
    cut = list(passes(range(7), sizes, batch_tokens=100))
    assert sorted(row for part in cut for row in part) == list(range(7))
    assert cut[0] == [1]
    for part in cut[1:]:
        assert len(part) * rounded(max(lengths[row] for row in part)) <= 100


def test_only_the_answers_tokens_are_targets_and_filling_counts_nothing():
    examples = [
        Example((1, 2, 3, 4, 5), reply=2, answer=3, weight=0.5),
        Example((6, 7, 8), reply=1, answer=2),
    ]
    batch = make_batch(examples, pad=9)
    width = batch.inputs.shape[1]
    assert batch.inputs[0, :5].tolist() == [1, 2, 3, 4, 9]
    assert batch.inputs[1, :3].tolist() == [6, 7, 9]
    assert batch.replies.tolist() == [[2], [1]]
    real = batch.weights > 0
    assert batch.targets[real].tolist() == [4, 5, 8]
    assert batch.weights[real].tolist() == [0.5, 0.5, 1.0]
    assert batch.positions[real].tolist() == [2, 3, width + 1]
    assert batch.trained == real.sum() == 3
    assert batch.tokens == 6
    assert np.all(batch.positions < batch.inputs.size)


def test_a_pass_counts_histories_and_rests_as_wide_as_they_get():
    sizes = [(100, 10), (10, 100), (5, 20), (30, 40)]
    for part in passes(range(4), sizes, batch_tokens=300):
        befores, rests = zip(*(sizes[row] for row in part), strict=True)
        assert len(part) * width(max(befores), max(rests)) <= 300 or len(part) == 1


@pytest.mark.parametrize(("history", "columns"), [(0, 0), (1, 16), (17, 24), (25, 32)])
def test_few_sizes_of_histories(history, columns):
    assert width(history, 1) - rounded(1) == columns


def test_a_split_batch_pads_histories_in_front():
    examples = [
        Example((1, 2, 3, 4, 5), reply=2, answer=3),
        Example((6, 7, 8), reply=1, answer=2),
        Example((9, 8), reply=1, answer=1),
    ]
    batch = make_batch(examples, pad=0, split=True)
    assert batch.history[:, -3:].tolist() == [[0, 1, 2], [0, 0, 6], [0, 0, 0]]
    assert batch.read.tolist() == [2, 1, 0]
    assert batch.inputs[:, :3].tolist() == [[3, 4, 0], [7, 0, 0], [9, 0, 0]]
    wide = batch.inputs.shape[1]
    assert batch.positions[:4].tolist() == [0, 1, wide, 2 * wide]
    assert batch.targets[:4].tolist() == [4, 5, 8, 8]


def test_an_exact_batch_is_no_wider_than_its_longest_row():
    examples = [
        Example((1, 2, 3, 4, 5), reply=2, answer=3),
        Example((1, 6, 7, 8), reply=2, answer=3),
    ]
    batch = make_batch(examples, pad=0, split=True, shared=1, exact=True)
    assert batch.history.tolist() == [[2], [6]]
    assert batch.read.tolist() == [1, 1]
    assert batch.inputs.tolist() == [[3, 4], [7, 0]]
    assert batch.targets.tolist() == [4, 5, 8]


@pytest.mark.parametrize("split", [True, False])
def test_without_a_header_the_adapter_acts_from_what_predicts_the_answer(split):
    # As `Task.turning_point` has it when it serves: the prompt's last token.
    example = Example((1, 2, 3, 4, 5), reply=3, answer=3)
    batch = make_batch([example], pad=9, split=split)
    before, _ = example.sizes(split=split)
    assert before + batch.replies[0, 0] == 2
