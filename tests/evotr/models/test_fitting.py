"""Which models go into which Mac."""

import pytest

from evotr.models.fitting import fit_of

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("size", "memory", "fit"),
    [
        (13_000_000, 8 * GB, "fits"),  # the bundled model
        (1_740_000_000, 8 * GB, "fits"),  # Qwen2.5 3B in 4 bits
        (4_300_000_000, 8 * GB, "never"),  # 7B
        (4_300_000_000, 16 * GB, "fits"),
        (8_300_000_000, 16 * GB, "tight"),  # 14B
        (18_400_000_000, 16 * GB, "never"),  # 32B
        (18_400_000_000, 64 * GB, "fits"),
    ],
)
def test_what_a_mac_can_hold(size, memory, fit):
    assert fit_of(size, memory) == fit


def test_the_more_memory_the_better():
    grades = ["never", "tight", "fits"]
    order = [grades.index(fit_of(8 * GB, n * GB)) for n in range(4, 65)]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}
