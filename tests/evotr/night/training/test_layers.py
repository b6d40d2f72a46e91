import mlx.core as mx
import pytest
from mlx import nn
from mlx.utils import tree_flatten
from mlx_lm.tuner.dora import DoRALinear
from mlx_lm.tuner.lora import LoRALinear

from evotr.night.training.layers import (
    Focus,
    TrainedDora,
    TrainedLora,
    frozen_product,
)

RANK, SCALE = 4, 3.0
PEERS = {TrainedLora: LoRALinear, TrainedDora: DoRALinear}
CLOSE = 1e-5


def base(*, bits=None, bias=True):
    mx.random.seed(3)
    linear = nn.Linear(128, 96, bias=bias)
    made = linear if bits is None else nn.QuantizedLinear.from_linear(linear, 64, bits)
    made.freeze()
    return made


def trained(kind, linear, focus=None, unpack="anew"):
    made = kind(
        linear,
        rank=RANK,
        scale=SCALE,
        focus=focus or Focus(),
        key=mx.random.key(5),
        unpack=unpack,
    )
    made.lora_b = mx.random.normal(made.lora_b.shape, key=mx.random.key(6)) * 0.1
    return made


def gradients(layer, x):
    def loss(parameters, x):
        layer.update(parameters)
        return mx.sin(layer(x)).sum()

    parameters = {k: layer[k] for k in ("lora_a", "lora_b", "m") if k in layer}
    value, grads = mx.value_and_grad(loss, argnums=(0, 1))(parameters, x)
    return value, dict(tree_flatten(grads))


def relative(ours, theirs):
    return (mx.abs(ours - theirs).max() / mx.abs(theirs).max()).item()


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("bits", [None, 4, 8])
@pytest.mark.parametrize("kind", [TrainedLora, TrainedDora])
def test_output_and_gradients_are_those_of_mlx_lm(kind, bits, bias):
    ours = trained(kind, base(bits=bits, bias=bias))
    theirs = PEERS[kind].from_base(ours.linear, RANK, 0.0, SCALE)
    theirs.lora_a, theirs.lora_b = ours.lora_a, ours.lora_b
    if kind is TrainedDora:
        assert relative(ours.m, theirs.m) < CLOSE
        theirs.m = ours.m = ours.m * 1.1
    x = mx.random.normal((2, 7, 128), key=mx.random.key(7))
    value, grads = gradients(ours, x)
    expected, peers = gradients(theirs, x)
    assert relative(ours(x), theirs(x)) < CLOSE
    assert relative(value, expected) < CLOSE
    assert grads.keys() == peers.keys()
    for name, gradient in grads.items():
        assert relative(gradient, peers[name]) < 5 * CLOSE, name


@pytest.mark.parametrize("kind", [TrainedLora, TrainedDora])
def test_where_it_does_not_act_it_is_the_base_bit_for_bit(kind):
    focus = Focus(mx.array([[0, 0, 0, 1, 1]])[..., None] == 1)
    layer = trained(kind, base(), focus)
    if kind is TrainedDora:
        layer.m = layer.m * 1.5
    x = mx.random.normal((1, 5, 128))
    plain, adapted = layer.product(x) + layer.linear.bias, layer(x)
    assert mx.array_equal(adapted[:, :3], plain[:, :3])
    assert not mx.allclose(adapted[:, 3:], plain[:, 3:])
    focus.mask = None
    assert mx.allclose(layer(x)[:, 3:], adapted[:, 3:], atol=1e-5)


@pytest.mark.parametrize("unpack", ["once", "anew"])
def test_a_dense_product_agrees_with_the_packed_one_in_value_and_gradient(unpack):
    linear = base(bits=4, bias=False)
    x = mx.random.normal((3, 128))
    outcomes = []
    for way in ("never", unpack):
        product = frozen_product(linear, way)
        outcomes.append(
            mx.value_and_grad(lambda x, product=product: mx.sin(product(x)).sum())(x)
        )
    (value, gradient), (other, others) = outcomes
    assert relative(value, other) < CLOSE
    assert relative(gradient, others) < 5 * CLOSE


def test_the_norm_takes_no_product_of_its_own():
    """Unpacking a quantized weight is what a step of few tokens costs."""
    layer = trained(TrainedDora, base(bits=4))
    rows, product = [], layer.product
    layer.product = lambda x: rows.append(len(x)) or product(x)
    layer(mx.random.normal((2, 3, 128)))
    assert rows == [2 * 3 + RANK]


def test_only_the_adapter_is_trained():
    for kind in PEERS:
        names = dict(tree_flatten(trained(kind, base(bits=4)).trainable_parameters()))
        assert set(names) == {"lora_a", "lora_b"} | (
            {"m"} if kind is TrainedDora else set()
        )
