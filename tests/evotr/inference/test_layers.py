"""Adapted linears against mlx-lm's own layers, alone, blended and side by side."""

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from mlx_lm.utils import load_model

from evotr.errors import AdapterMismatch
from evotr.inference.adapter_file import RawLinear, read_adapter
from evotr.inference.adapters import Preparation, factors
from evotr.inference.layers import (
    AdaptedLinear,
    Delta,
    Selection,
    adapt,
    blend,
    mix,
)
from evotr.night.training.layers import Focus, TrainedDora
from tests.fakes.adapters import build_adapter
from tests.fakes.tiny_model import build_model

TOKENS = mx.array([[5, 9, 70, 200, 31, 8]])


@pytest.fixture(scope="module", params=[None, 4], ids=["float32", "4-bit"])
def folder(request, tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("base") / "model", bits=request.param)


@pytest.fixture(scope="module")
def adapters(folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("adapters")
    return {
        "lora": build_adapter(root / "lora", folder, "lora", rank=4),
        "dora": build_adapter(root / "dora", folder, "dora", rank=6, seed=2),
        "part": build_adapter(
            root / "part", folder, "dora", rank=2, seed=3, keys=("self_attn.q_proj",)
        ),
    }


class Base:
    """A model with adapted linears."""

    def __init__(self, folder):
        self.model, _ = load_model(folder)
        self.selection = Selection()
        self.linears = adapt(self.model, self.selection)

    def prepare(self, path) -> Delta:
        preparation = Preparation(path.name, read_adapter(path), self.linears)
        made = None
        while made is None:
            made = preparation.advance(3)
        return made

    def logits(self, *rows: Delta | None) -> mx.array:
        self.selection.choose(rows)
        return self.model(mx.repeat(TOKENS, len(rows), axis=0))


@pytest.fixture
def base(folder):
    return Base(folder)


def untouched(folder):
    return load_model(folder)[0](TOKENS)


def of_mlx_lm(folder, adapter):
    from mlx_lm.tuner.utils import load_adapters  # noqa: PLC0415 - the peer

    return load_adapters(load_model(folder)[0], str(adapter))(TOKENS)


def error(ours, theirs) -> float:
    return (mx.linalg.norm(ours - theirs) / mx.linalg.norm(theirs)).item()


def test_every_linear_of_the_blocks_is_adapted(base):
    names = {name.split(".", 3)[-1] for name in base.linears}
    assert len(names) == 7
    assert len(base.linears) == 14


def test_the_empty_slot_is_the_base_bit_for_bit_before_and_after(
    base, folder, adapters
):
    plain = untouched(folder)
    assert mx.array_equal(base.logits(None), plain)
    base.logits(base.prepare(adapters["dora"]))
    base.logits(base.prepare(adapters["lora"]), None)
    assert mx.array_equal(base.logits(None), plain)


@pytest.mark.parametrize("name", ["lora", "dora", "part"])
def test_numbers_are_those_of_mlx_lm(base, folder, adapters, name):
    ours = base.logits(base.prepare(adapters[name]))
    assert error(ours, of_mlx_lm(folder, adapters[name])) < 1e-5
    assert error(ours, untouched(folder)) > 1e-2  # the adapter is felt


def test_rows_with_different_experts_get_what_they_get_alone(base, adapters):
    deltas = [base.prepare(path) for path in adapters.values()]
    rows = [deltas[0], None, deltas[1], deltas[2], deltas[0]]
    together = base.logits(*rows)
    for at, row in enumerate(rows):
        alone = base.logits(row)
        assert error(together[at : at + 1], alone) < 1e-5


def test_the_base_beside_experts_is_exactly_the_base_beside_itself(base, adapters):
    expert = base.prepare(adapters["dora"])
    beside = base.logits(None, expert)[:1]
    assert mx.array_equal(beside, base.logits(None, None)[:1])


def test_a_blend_is_the_weighted_sum(base, adapters):
    deltas = {name: base.prepare(path) for name, path in adapters.items()}
    parts = [(deltas["lora"], 0.6), (deltas["dora"], 0.4), (deltas["part"], 0.5)]
    mixed = blend("three", parts)
    linear = base.linears["model.layers.0.self_attn.q_proj"]
    x = mx.random.normal((1, 3, 64))

    def added(delta: Delta) -> mx.array:
        base.selection.choose([delta])
        y = linear(x)
        base.selection.choose([None])
        return y - linear(x)

    wanted = sum(weight * added(delta) for delta, weight in parts)
    assert error(added(mixed), wanted) < 1e-5


def test_a_blend_of_one_whole_adapter_is_itself(base, adapters):
    delta = base.prepare(adapters["lora"])
    assert blend("lora", [(delta, 1.0)]) is delta
    half = blend("half", [(delta, 0.5)])
    assert error(base.logits(half), base.logits(delta)) > 1e-3


def test_a_delta_has_the_base_dtype_and_the_adapters_bytes(folder, adapters):
    base = Base(folder)
    base.model.set_dtype(mx.bfloat16)
    delta = base.prepare(adapters["lora"])
    arrays = [array for table in delta.tables if table for array in table.arrays]
    assert {array.dtype for array in arrays} == {mx.bfloat16}
    stored = (adapters["lora"] / "adapters.safetensors").stat().st_size
    assert delta.nbytes <= stored / 2 * 1.02


def test_the_mixture_of_a_batch_is_kept_while_a_prompt_is_read(base, adapters):
    expert = base.prepare(adapters["lora"])
    base.selection.choose([expert, None])
    tables = base.selection.tables
    base.selection.choose([None])
    base.selection.choose([expert, None])
    assert base.selection.tables is tables
    base.selection.choose([None, expert])
    assert base.selection.tables is not tables


def test_mixing_takes_no_copy_of_what_is_not_there(base, adapters):
    part = base.prepare(adapters["part"])
    tables = mix([part, None]).tables
    assert sum(table is not None for table in tables) == 2  # q_proj of two layers


def test_a_linear_that_the_base_has_not_is_named(base, tmp_path):
    deep = build_model(tmp_path / "deep", num_hidden_layers=3)
    adapter = build_adapter(tmp_path / "adapter", deep, keys=("self_attn.q_proj",))
    with pytest.raises(AdapterMismatch) as caught:
        base.prepare(adapter)
    assert caught.value.values["reason"] == "model.layers.2.self_attn.q_proj"
    wide = build_model(tmp_path / "wide", hidden_size=128)
    adapter = build_adapter(tmp_path / "other", wide, keys=("mlp.up_proj",))
    with pytest.raises(AdapterMismatch, match="shape"):
        base.prepare(adapter)


def test_the_mixture_goes_when_the_rows_agree(base, adapters):
    lora, dora = base.prepare(adapters["lora"]), base.prepare(adapters["dora"])
    base.selection.choose([lora, dora, lora])
    base.selection.choose([lora, lora])
    assert base.selection._mixed is None


def test_a_row_of_zeros_in_the_base_is_served_as_it_was_trained():
    weight = mx.random.normal((16, 32), key=mx.random.key(0))
    linear = nn.Linear(32, 16, bias=False)
    linear.weight = mx.where(mx.arange(16)[:, None] == 3, 0.0, weight)
    trained = TrainedDora(
        linear, rank=4, scale=2.0, focus=Focus(), key=mx.random.key(1), unpack="anew"
    )
    raw = RawLinear(*(np.array(trained[leaf]) for leaf in ("lora_a", "lora_b", "m")))
    selection = Selection()
    served = AdaptedLinear(linear, 0, selection)
    selection.tables = (factors(raw, 2.0, served),)
    x = mx.random.normal((1, 5, 32), key=mx.random.key(2))
    assert mx.allclose(served(x), trained(x), atol=1e-5).item()
