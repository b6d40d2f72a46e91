import pytest

from evotr.text.sizes import counted, readable


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


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "?"), (640, "640"), (1_800_000, "1.8 M"), (3_090_000_000, "3.1 B")],
)
def test_weights_are_told_as_models_are_named(number, text):
    assert counted(number) == text
