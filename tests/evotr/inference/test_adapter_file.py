"""What is wrong with an adapter's files is found on the reading thread, by name."""

import hashlib
import json
import shutil

import mlx.core as mx
import pytest

from evotr.errors import AdapterDamaged, AdapterMismatch
from evotr.inference.adapter_file import read_adapter
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS
from tests.fakes.adapters import build_adapter

Q = "model.layers.0.self_attn.q_proj"


@pytest.fixture(scope="module")
def sound(tiny, tmp_path_factory):
    return build_adapter(tmp_path_factory.mktemp("adapters") / "sound", tiny, "dora")


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "adapter")


def change(folder, **tensors):
    """Save the tensors anew with ``tensors`` replaced (None drops one)."""
    file = folder / "adapters.safetensors"
    weights = mx.load(str(file))
    for name, array in tensors.items():
        weights.pop(name)
        if array is not None:
            weights[name] = array
    mx.save_safetensors(str(file), weights)


def reconfigure(folder, **values):
    file = folder / "adapter_config.json"
    config = json.loads(file.read_text("utf-8")) | values
    file.write_text(json.dumps(config), "utf-8")


def test_a_sound_adapter_is_read(folder):
    raw = read_adapter(folder)
    assert (raw.method, raw.scale) == ("dora", 2.0)
    assert raw.linears[Q].lora_a.shape == (64, 4)
    assert raw.nbytes == (folder / "adapters.safetensors").stat().st_size


@pytest.mark.parametrize("dtype", [mx.float16, mx.bfloat16], ids=str)
def test_half_precision_is_read(folder, dtype):
    file = folder / "adapters.safetensors"
    weights = {name: a.astype(dtype) for name, a in mx.load(str(file)).items()}
    mx.save_safetensors(str(file), weights)
    read = mx.array(read_adapter(folder).linears[Q].lora_a)
    if dtype == mx.bfloat16:
        read = read.view(mx.bfloat16)
    assert mx.array_equal(read, weights[f"{Q}.lora_a"])


def test_a_missing_tensor_is_named(folder):
    change(folder, **{f"{Q}.lora_b": None})
    with pytest.raises(AdapterMismatch, match=r"q_proj\.lora_b"):
        read_adapter(folder)


def test_an_extra_tensor_is_named(folder):
    reconfigure(folder, fine_tune_type="lora")
    with pytest.raises(AdapterMismatch, match=r"\.m'"):
        read_adapter(folder)


@pytest.mark.parametrize("shape", [(4, 63), (5, 64), (64,), (0, 64)])
def test_shapes_that_do_not_fit_together_are_named(folder, shape):
    wrong = {f"{Q}.lora_b": mx.zeros(shape)}
    if shape[0] == 0:
        wrong[f"{Q}.lora_a"] = mx.zeros((64, 0))  # rank 0
    change(folder, **wrong)
    with pytest.raises(AdapterMismatch, match="q_proj: shape"):
        read_adapter(folder)


def test_integers_are_no_weights(folder):
    change(folder, **{f"{Q}.lora_b": mx.zeros((4, 64), mx.int32)})
    with pytest.raises(AdapterMismatch, match="I32"):
        read_adapter(folder)


def test_a_truncated_file_is_named(folder):
    file = folder / "adapters.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(AdapterDamaged, match=r"adapters\.safetensors"):
        read_adapter(folder)


@pytest.mark.parametrize("name", ["adapters.safetensors", "adapter_config.json"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(AdapterDamaged, match=name):
        read_adapter(folder)


@pytest.mark.parametrize(
    "parameters", [{}, {"scale": "2"}, {"scale": True}, {"scale": float("inf")}, []]
)
def test_a_scale_that_is_none_is_named(folder, parameters):
    reconfigure(folder, lora_parameters=parameters)
    with pytest.raises(AdapterDamaged, match=r"adapter_config\.json"):
        read_adapter(folder)


def test_a_kind_that_is_not_served_is_named(folder):
    reconfigure(folder, fine_tune_type="full")
    with pytest.raises(AdapterMismatch, match="fine_tune_type"):
        read_adapter(folder)


def test_weights_that_changed_since_they_were_verified_are_named(folder):
    data = (folder / WEIGHTS).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    assert read_adapter(folder, sha256).linears
    (folder / WEIGHTS).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(AdapterDamaged) as caught:
        read_adapter(folder, sha256)
    assert caught.value.values["reason"] == f"{WEIGHTS}: sha256"
