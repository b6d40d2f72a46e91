import mlx.core as mx
import pytest

from evotr.night.training.attached import Shape, attach, block_linears
from evotr.night.training.updates import Updates


def moved(plan, rates, gradient):
    updates = Updates(plan, mx.zeros(4), rates)
    updates.apply(mx.array(gradient), 1.0, 0.01)
    return updates


def test_a_parameter_learns_at_its_share_of_the_rate(plan):
    rates = mx.array([1.0, 1.0, 2.0, 0.5])
    updates = moved(plan, rates, [0.1, -0.2, 0.1, 0.1])
    # The first step of Adam is as long as the rate, whatever the gradient's size.
    assert updates.parameters.tolist() == pytest.approx(
        [-0.01, 0.01, -0.02, -0.005], rel=1e-4
    )


def test_what_was_kept_goes_on_as_if_nothing_had_happened(plan):
    rates = mx.array([1.0, 2.0, 1.0, 2.0])
    first = moved(plan, rates, [0.1, 0.2, -0.1, 0.3])
    again = Updates(plan, mx.zeros(4), rates)
    again.restore({name: mx.array(a) for name, a in first.state().items()})
    for updates in (first, again):
        updates.apply(mx.array([0.3, -0.1, 0.1, 0.0]), 0.5, 0.02)
    assert first.parameters.tolist() == again.parameters.tolist()


def test_only_lora_b_has_another_rate(loaded):
    shape = Shape("dora", rank=2, scale=2.0, seed=0)
    with attach(loaded, block_linears(loaded), shape) as attached:
        assert attached.rates(1.0).shape == ()
        rates = attached.named(attached.rates(4.0))
        for name, own in rates.items():
            wanted = 4.0 if name.endswith("lora_b") else 1.0
            assert mx.all(own == wanted).item()
        assert {name.rpartition(".")[2] for name in rates} == {"lora_a", "lora_b", "m"}
