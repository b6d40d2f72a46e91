import numpy as np
import pytest
from safetensors.numpy import save_file

from evotr.embedding.tensors import Tensors
from evotr.weights import HeaderBroken


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "model.safetensors"
    numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
    save_file({"a": numbers, "b": numbers.astype(np.float16), "c": -numbers}, file)
    return file


def test_a_tensor_is_what_was_saved(file):
    tensors = Tensors(file)
    assert tensors.get("a", 2, 3).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert tensors.get("c", 2, 3).tolist() == [[0, -1, -2], [-3, -4, -5]]


def test_nobody_writes_into_the_file(file):
    with pytest.raises(ValueError, match="read-only"):
        Tensors(file).get("a", 2, 3)[0] = 1


@pytest.mark.parametrize(("name", "shape"), [("a", (3, 2)), ("b", (2, 3)), ("x", ())])
def test_another_shape_or_type_is_refused(file, name, shape):
    with pytest.raises(ValueError, match=name):
        Tensors(file).get(name, *shape)


def test_a_cut_file_is_refused(file):
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(HeaderBroken):
        Tensors(file)
