"""Which model a machine is offered."""

import pytest

from evotr.models.offers import offers
from evotr.settings import DEFAULT_MODEL

GB = 1 << 30


def best(memory):
    (one,) = [offer for offer in offers(memory) if offer.best]
    return one


@pytest.mark.parametrize(
    ("memory", "name"),
    [
        (8 * GB, "Qwen2.5-1.5B"),
        (16 * GB, "Qwen2.5-3B"),
        (24 * GB, "Qwen2.5-3B"),
        (32 * GB, "Qwen2.5-7B"),
        (64 * GB, "Qwen2.5-14B"),
    ],
)
def test_the_best_one_leaves_room_for_a_night(memory, name):
    one = best(memory)
    assert one.name == name
    assert one.fit != "never"


def test_where_none_fits_none_is_the_best():
    assert [(one.best, one.fit) for one in offers(GB)] == [(False, "never")] * 5


def test_the_default_is_the_best_one_of_the_machine_it_was_chosen_for():
    assert best(16 * GB).id == DEFAULT_MODEL


def test_what_does_not_fit_is_offered_as_such():
    fits = [offer.fit for offer in offers(8 * GB)]
    assert fits == ["fits", "fits", "fits", "tight", "never"]


def test_sizes_are_those_of_the_files():
    # 1.736 GB of weights are read for each token of the 3B model in 4 bits.
    (three,) = [offer for offer in offers(16 * GB) if offer.id == DEFAULT_MODEL]
    assert three.size == pytest.approx(1.75e9, rel=0.01)
    assert not three.free


def test_what_is_here_is_marked():
    marked = [offer.id for offer in offers(16 * GB, {DEFAULT_MODEL}) if offer.here]
    assert marked == [DEFAULT_MODEL]
