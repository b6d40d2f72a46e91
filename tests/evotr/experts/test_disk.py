import os

import pytest

from evotr.experts import read_cards
from evotr.experts.disk import read_file


def test_a_file_is_read_up_to_the_most(tmp_path):
    (tmp_path / "file").write_bytes(b"abcdef")
    assert read_file(tmp_path / "file", 4) == b"abcd"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", ".", "none"):
        with pytest.raises(OSError):  # noqa: PT011 - of whatever kind
            read_file(tmp_path / name, 1)


def test_a_card_that_is_a_pipe_is_told(tmp_path):
    os.mkfifo(tmp_path / "law.toml")
    (error,) = read_cards(tmp_path / "none", tmp_path).broken
    assert error.values["file"].name == "law.toml"
