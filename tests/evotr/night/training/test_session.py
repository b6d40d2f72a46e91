"""Whole runs in this process: exact resuming, the best look, patience, the adapter."""

import dataclasses
import json
import math
import os
import shutil

import mlx.core as mx
import pytest
from mlx_lm.utils import load as load_with_mlx_lm

from evotr.domain import Adapter, Message
from evotr.errors import (
    AdapterDamaged,
    RowsBeyondContext,
    RowsTooLong,
    RunDamaged,
    TrainingDiverged,
    ValueRefused,
)
from evotr.night.events import (
    BASE,
    TrainingMeasured,
    TrainingPaused,
    TrainingResult,
    TrainingResumed,
    TrainingSaved,
    TrainingStarted,
    TrainingStep,
    TrainingStopped,
    TrainingValidated,
    event_of_line,
    line_of_event,
)
from evotr.night.plan import VALID_ROWS, read_plan, write_plan
from evotr.night.rows import Row, read_rows, write_rows
from evotr.night.train import prepare_run
from evotr.night.training.control import Control
from evotr.night.training.disk import CHECKPOINT
from evotr.night.training.examples import Examples
from evotr.night.training.session import train
from tests.evotr.night.conftest import make_rows

WEIGHTS = "adapters.safetensors"


class Told(list):
    """Keeps events; says what it was given to say when one of a kind comes."""

    def __init__(self, *answers):
        super().__init__()
        self._answers = answers

    def __call__(self, event):
        self.append(event)
        for kind, step, action in self._answers:
            if isinstance(event, kind) and event.step == step:
                action()

    def of(self, kind):
        return [event for event in self if isinstance(event, kind)]


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def run(folder, told=None, control=None):
    return train(folder, control or Control(None), told if told is not None else Told())


def adapter_bytes(folder):
    return (folder / "adapter" / WEIGHTS).read_bytes()


@pytest.fixture
def prepared(tmp_path, plan, rows, held_out):
    def prepare(name="run", **changes):
        folder = tmp_path / name
        prepare_run(folder, dataclasses.replace(plan, **changes), rows, held_out)
        return folder

    return prepare


def test_a_run_learns_and_says_so(prepared):
    folder, told = prepared(), Told()
    result = run(folder, told)
    assert isinstance(result, TrainingResult)
    assert result.best_loss < result.base_loss - 0.1
    assert (result.rows, result.held_out, result.too_long) == (20, 6, 0)
    steps = told.of(TrainingStep)
    assert [event.step for event in steps] == list(range(1, 11))
    assert all(event.peak_bytes > 0 and event.tokens_per_s > 0 for event in steps)
    assert steps[-1].left_s == 0
    assert steps[-1].loss < steps[0].loss
    assert told.of(TrainingStarted)[0].steps == 10
    looks = told.of(TrainingValidated)
    assert [(e.step, e.name) for e in looks] == [
        (0, "base"),
        (3, None),
        (6, None),
        (9, None),
        (10, None),
    ]
    assert [event.step for event in told.of(TrainingSaved)] == [0, 2, 4, 6, 8, 10]
    kept = json.loads((folder / "result.json").read_text())
    assert kept["best_loss"] == result.best_loss


@pytest.mark.parametrize("method", ["lora", "dora"])
@pytest.mark.parametrize("activation", ["reply", "always"])
def test_a_run_taken_up_again_is_the_run_that_never_stopped(
    prepared, pipe, method, activation
):
    options = {"method": method, "activation": activation}
    whole, halves = prepared("whole", **options), prepared("halves", **options)
    expected = run(whole)
    reader, writer = pipe
    for at in (1, 3, 7):  # 3 is a step after which it looks
        told = Told((TrainingStep, at, lambda: os.write(writer, b"stop\n")))
        stopped = run(halves, told, Control(reader))
        assert stopped == TrainingStopped(step=at)
        assert not (halves / "adapter").exists()
    told = Told()
    result = run(halves, told)
    assert told.of(TrainingStarted)[0].step == 7
    assert adapter_bytes(halves) == adapter_bytes(whole)
    same = dataclasses.replace(result, seconds=expected.seconds)
    assert same == expected


@pytest.mark.parametrize("stops", [(1, 3, 7), (10, 11)])
def test_what_is_not_known_is_gone_over(tmp_path, plan, rows, held_out, pipe, stops):
    """After the ten steps of all rows; held-out ones are looked at once, at the end."""
    lessons = [dataclasses.replace(row, lesson=n % 4) for n, row in enumerate(rows)]
    again = dataclasses.replace(
        plan, revisit=0.5, revisit_above=0.0, evaluate_every=100, save_every=100
    )
    whole, halves, plain = (tmp_path / name for name in ("whole", "halves", "plain"))
    prepare_run(whole, again, lessons, held_out)
    prepare_run(halves, again, lessons, held_out)
    prepare_run(plain, dataclasses.replace(again, revisit=0.0), lessons, held_out)
    told = Told()
    expected = run(whole, told)
    steps = told.of(TrainingStep)
    assert {event.steps for event in steps[:10]} == {15}
    assert (expected.early, steps[-1].left_s) == (False, 0)
    assert [e.step for e in told.of(TrainingValidated)] == [0, expected.step]
    assert steps[10].learning_rate == pytest.approx(0.3 * plan.learning_rate)
    reader, writer = pipe
    for at in stops:
        stop = Told((TrainingStep, at, lambda: os.write(writer, b"stop\n")))
        assert run(halves, stop, Control(reader)) == TrainingStopped(step=at)
    run(halves)
    assert adapter_bytes(halves) == adapter_bytes(whole)
    assert run(plain).step == 10
    assert adapter_bytes(plain) != adapter_bytes(whole)


def test_where_all_is_known_nothing_is_gone_over(tmp_path, plan, rows):
    lessons = [dataclasses.replace(row, lesson=0) for row in rows]
    folders = [tmp_path / name for name in ("once", "again")]
    for folder, share in zip(folders, (0.0, 0.5), strict=True):
        changed = dataclasses.replace(plan, revisit=share, revisit_above=100.0)
        prepare_run(folder, changed, lessons, [])
        result = run(folder)
        assert (result.step, result.early) == (10, False)
    assert adapter_bytes(folders[0]) == adapter_bytes(folders[1])


def test_the_seed_decides_and_zero_is_one(prepared):
    first, again, other = (
        prepared("a", seed=0),
        prepared("b", seed=0),
        prepared("c", seed=1),
    )
    for folder in (first, again, other):
        run(folder)
    assert adapter_bytes(first) == adapter_bytes(again)
    assert adapter_bytes(first) != adapter_bytes(other)


def test_a_pause_waits_and_changes_nothing(prepared, pipe):
    reader, writer = pipe
    plain, paused = prepared("plain"), prepared("paused")
    run(plain)
    told = Told(
        (TrainingStep, 2, lambda: os.write(writer, b"pause\n")),
        (TrainingPaused, 2, lambda: os.write(writer, b"resume\n")),
    )
    run(paused, told, Control(reader))
    kinds = [type(event) for event in told]
    at = kinds.index(TrainingPaused)
    assert told[at].step == 2
    assert isinstance(told[at + 1], TrainingResumed)
    assert adapter_bytes(paused) == adapter_bytes(plain)


def test_the_best_look_is_kept_and_patience_ends_the_run(prepared):
    folder, told = prepared(learning_rate=0.5, epochs=20, patience=2), Told()
    result = run(folder, told)
    looks = [e.loss for e in told.of(TrainingValidated) if e.name is None]
    assert result.early
    assert result.step < 100
    assert len(looks) == looks.index(min(looks)) + 3
    assert result.best_loss == min(looks) < looks[-1]
    compare = Adapter("it", folder / "adapter", "reply")
    again = prepared("again", steps=1, compare=(compare,))
    compared = run(again).compared["it"]
    assert math.isclose(compared, result.best_loss, rel_tol=1e-4)


def test_numbers_that_stay_unfinite_end_the_run_and_are_not_kept(prepared, rows):
    folder, told = prepared("nan", skips_in_a_row=3, evaluate_every=100), Told()
    broken = [dataclasses.replace(row, weight=3e38) for row in rows]
    plan = read_plan(folder)
    prepare_run(folder, plan, broken)
    with pytest.raises(TrainingDiverged) as error:
        run(folder, told)
    assert error.value.values["skipped"] == 3
    assert [event.loss for event in told.of(TrainingStep)] == [None] * 3
    assert told.of(TrainingStep)[-1].skipped == 3
    assert not (folder / "adapter").exists()


@pytest.mark.parametrize("method", ["lora", "dora"])
@pytest.mark.parametrize("keys", [None, ("self_attn.q_proj", "mlp.down_proj")])
def test_mlx_lm_loads_the_adapter_and_gives_our_logits(prepared, loaded, method, keys):
    folder = prepared(method=method, keys=keys, activation="always", steps=4)
    run(folder)
    config = json.loads((folder / "adapter" / "adapter_config.json").read_text())
    assert config["activation"] == "always"
    assert config["fine_tune_type"] == method
    model, _ = load_with_mlx_lm(
        str(read_plan(folder).base), adapter_path=str(folder / "adapter")
    )
    compare = Adapter("it", folder / "adapter", "always")
    ours = run(prepared("again", steps=1, compare=(compare,))).compared["it"]
    assert math.isclose(ours, _loss(model, loaded, folder), rel_tol=1e-5)


def _loss(model, loaded, folder):
    """Per learned token on the held-out rows, by a plain forward of mlx-lm."""
    total, count = 0.0, 0
    for row in read_rows(folder / VALID_ROWS):
        example = Examples(loaded).render(row)
        logits = model(mx.array([example.ids[:-1]]))[0].astype(mx.float32)
        for at in range(example.answer, len(example.ids)):
            scores = logits[at - 1]
            total += (mx.logsumexp(scores) - scores[example.ids[at]]).item()
            count += 1
    return total / count


@pytest.mark.parametrize("method", ["lora", "dora"])
def test_a_quantized_base_is_trained(prepared, quantized_base, method):
    folder, told = prepared(base=quantized_base, method=method), Told()
    result = run(folder, told)
    assert result.best_loss < result.base_loss - 0.1


def test_fewer_rows_than_a_batch_and_none_held_out(tmp_path, plan):
    folder = tmp_path / "run"
    prepare_run(folder, dataclasses.replace(plan, batch_rows=64), make_rows(3))
    result = run(folder)
    assert result.step == 2
    assert result.best_step == 2
    assert result.best_loss is result.base_loss is None
    assert adapter_bytes(folder)


def test_with_nothing_held_out_nothing_is_compared(tmp_path, plan):
    folder = tmp_path / "run"
    served = Adapter("served", tmp_path / "served", "reply")
    compared = dataclasses.replace(plan, steps=1, compare=(served,))
    prepare_run(folder, compared, make_rows(3))
    assert run(folder).compared == {}


def test_what_serves_without_finite_numbers_is_told_and_no_rival(prepared, tmp_path):
    run(prepared("first", steps=1))
    broken = tmp_path / "broken"
    shutil.copytree(tmp_path / "first" / "adapter", broken)
    tensors = mx.load(str(broken / WEIGHTS))
    spoilt = {name: mx.full(array.shape, mx.nan) for name, array in tensors.items()}
    mx.save_safetensors(str(broken / WEIGHTS), spoilt)
    told = Told()
    served = Adapter("served", broken, "reply")
    result = run(prepared("second", steps=1, compare=(served,)), told)
    assert result.compared == {}
    (look,) = (e for e in told.of(TrainingValidated) if e.name == "served")
    assert look.loss is None


def test_nobody_looks_at_held_out_rows_where_that_is_the_plan(prepared):
    folder, told = prepared(evaluate_every=0), Told()
    result = run(folder, told)
    assert not told.of(TrainingValidated)
    assert (result.best_loss, result.base_loss, result.held_out) == (None, None, 0)
    looked = prepared("looked", evaluate_every=100)
    run(looked)
    assert adapter_bytes(folder) == adapter_bytes(looked)


@pytest.mark.parametrize("activation", ["reply", "always"])
def test_what_each_row_loses_is_told(prepared, activation):
    first = prepared("first", activation=activation)
    result = run(first)
    held = read_rows(first / VALID_ROWS)
    long = [Message("user", "word " * 200), held[0].messages[-1]]
    write_rows(first / VALID_ROWS, [Row(tuple(long)), *held])
    compare = Adapter("it", first / "adapter", activation)
    plan = dataclasses.replace(read_plan(first), compare=(compare,), by_row=True)
    write_plan(first, dataclasses.replace(plan, max_tokens=200))
    before = (first / "result.json").read_bytes()
    told = event_of_line(line_of_event(run(first)))
    assert isinstance(told, TrainingMeasured)
    assert (first / "result.json").read_bytes() == before  # nothing is trained
    assert told.by_row.keys() == {BASE, "it"}
    for key, loss in ((BASE, result.base_loss), ("it", result.best_loss)):
        (lost, weight), *rows = told.by_row[key]
        assert (lost, weight, len(rows)) == (0.0, 0.0, len(held))
        total = sum(lost for lost, _ in rows) / sum(weight for _, weight in rows)
        assert math.isclose(total, loss, rel_tol=1e-4)
        assert len({lost for lost, _ in rows}) > 1


def test_rows_that_are_all_too_long_are_named(prepared):
    with pytest.raises(RowsTooLong) as error:
        run(prepared(max_tokens=8))
    assert type(error.value) is RowsTooLong
    assert error.value.values["rows"] == 20
    assert error.value.values["limit"] == 8


def test_rows_that_no_option_makes_fit_are_told_by_the_users_name(tmp_path, plan):
    word = make_rows(1)[0].messages[-1]
    long = [Row((Message("user", "güzel " * 600), word))]
    named = dataclasses.replace(plan, notes={"data": "mine.jsonl"})
    prepare_run(tmp_path / "run", named, long)
    with pytest.raises(RowsBeyondContext) as error:
        run(tmp_path / "run")
    assert error.value.values == {"file": "mine.jsonl", "rows": 1, "limit": 512}


@pytest.mark.parametrize("cut", [0, 5, 300])
def test_a_damaged_checkpoint_is_named_and_nothing_overwritten(prepared, pipe, cut):
    folder = prepared()
    reader, writer = pipe
    told = Told((TrainingStep, 2, lambda: os.write(writer, b"stop\n")))
    run(folder, told, Control(reader))
    whole = (folder / CHECKPOINT).read_bytes()
    (folder / CHECKPOINT).write_bytes(whole[:cut])
    with pytest.raises(RunDamaged):
        run(folder)
    assert (folder / CHECKPOINT).read_bytes() == whole[:cut]


def test_a_key_that_names_no_linear_is_refused(prepared):
    with pytest.raises(ValueRefused) as error:
        run(prepared(keys=("self_attn.nothing",)))
    assert "self_attn.q_proj" in error.value.values["expected"]


def test_an_adapter_to_compare_that_is_damaged_is_named(prepared, tmp_path):
    missing = Adapter("served", tmp_path / "missing", "reply")
    with pytest.raises(AdapterDamaged):
        run(prepared(steps=1, compare=(missing,)))


def test_limits_are_put_back(prepared):
    before = mx.set_cache_limit(12_345_678)
    try:
        run(prepared(steps=1, cache_bytes=1_000_000))
        assert mx.set_cache_limit(before) == 12_345_678
    finally:
        mx.set_cache_limit(before)


def test_checkpointed_blocks_learn_the_same(prepared):
    plain, twice = prepared("plain"), prepared("twice", checkpoint_blocks=True)
    assert math.isclose(run(plain).best_loss, run(twice).best_loss, rel_tol=1e-4)
