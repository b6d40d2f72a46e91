import pytest

from evotr.models import readable


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1_740_000_000, "1.7 GB"),
        (5e15, "5000.0 TB"),
    ],
)
def test_bytes_are_told_in_the_units_of_disks(size, text):
    assert readable(size) == text
