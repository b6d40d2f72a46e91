import json
import shutil
import struct

import numpy as np
import pytest

from evotr.errors import ModelDamaged, ModelNotFound
from evotr.experts import Linear, read_base
from tests.fakes.tensors import change_tensors, read_tensors, write_tensors
from tests.fakes.tiny_model import build_model

Q0 = "model.layers.0.self_attn.q_proj"


@pytest.fixture
def own(model, tmp_path):
    return shutil.copytree(model, tmp_path / "another-name")


def edit(folder, **changes):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | changes))


def test_the_linears_of_the_blocks_are_found(base):
    assert base.layers == 2
    assert len(base.linears) == 14
    assert base.linears[Q0] == Linear(64, 64, 0, "self_attn.q_proj")
    down = base.linears["model.layers.1.mlp.down_proj"]
    assert down == Linear(128, 64, 1, "mlp.down_proj")


def test_a_name_and_what_does_not_change_the_function_do_not_matter(base, own):
    edit(own, transformers_version="9", torch_dtype="x", rope_scaling=None)
    assert read_base(own).fingerprint == base.fingerprint


def test_how_it_is_cut_into_files_does_not_matter(base, own):
    tensors = read_tensors(own / "model.safetensors")
    (own / "model.safetensors").unlink()
    names = sorted(tensors, reverse=True)
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file = own / f"model-{number:05d}-of-00002.safetensors"
        write_tensors(file, {name: tensors[name] for name in part})
    assert read_base(own) == base


def test_other_weights_are_another_base(base, own, tmp_path):
    change_tensors(
        own / "model.safetensors",
        lambda tensors: tensors[f"{Q0}.weight"].__setitem__((0, 0), 7.0),
    )
    assert read_base(own).fingerprint != base.fingerprint
    seen = {base.fingerprint}
    for bits in (4, 8):
        model = build_model(tmp_path / str(bits), bits=bits)
        seen.add(read_base(model).fingerprint)
    seen.add(read_base(build_model(tmp_path / "s", seed=1)).fingerprint)
    assert len(seen) == 4


def test_names_types_and_shapes_count(base, own):
    file = own / "model.safetensors"
    tensors = read_tensors(file)
    norm = tensors["model.norm.weight"]
    for change in (
        {"model.norm.weights": norm},
        {"model.norm.weight": norm.reshape(8, 8)},
        {"model.norm.weight": norm.view(np.int32)},
    ):
        rest = {name: tensors[name] for name in tensors if "model.norm" not in name}
        write_tensors(file, rest | change)
        assert read_base(own).fingerprint != base.fingerprint


@pytest.mark.parametrize("change", [{"rope_theta": 5e5}, {"rms_norm_eps": 1e-5}])
def test_another_function_of_the_same_weights_is_another_base(base, own, change):
    edit(own, **change)
    assert read_base(own).fingerprint != base.fingerprint


def test_layers_may_have_bits_of_their_own(tmp_path):
    folder = build_model(tmp_path / "q", bits=4)
    config = json.loads((folder / "config.json").read_text())
    config["quantization"][Q0] = {"bits": 8, "group_size": 64}
    (folder / "config.json").write_text(json.dumps(config))
    base = read_base(folder)
    # The tensor is packed 4 bits a number; read as 8, it has half as many.
    assert base.linears[Q0].inputs == 32
    assert base.linears[Q0.replace("0", "1")].inputs == 64


def test_a_model_that_is_none_is_told(tmp_path, own):
    with pytest.raises(ModelNotFound):
        read_base(tmp_path / "none")
    data = (own / "model.safetensors").read_bytes()
    (own / "model.safetensors").write_bytes(data[:-1])
    with pytest.raises(ModelDamaged):
        read_base(own)
    (own / "model.safetensors").write_bytes(struct.pack("<Q", 2) + b"{}")
    with pytest.raises(ModelDamaged):
        read_base(own)
