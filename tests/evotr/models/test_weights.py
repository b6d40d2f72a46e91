import json
import struct

import pytest

from evotr.errors import ModelDamaged
from evotr.models.weights import Weights, read_weights
from tests.fakes.model_files import QUANTIZED, safetensors

FOUR_BITS = {"quantization": {"group_size": 64, "bits": 4}}


def write(folder, **files):
    for name, content in files.items():
        (folder / f"{name.replace('_of_', '-of-')}.safetensors").write_bytes(content)


def test_packed_weights_are_counted_unpacked_and_their_scales_not_at_all(tmp_path):
    write(tmp_path, model=safetensors(QUANTIZED))
    assert read_weights(tmp_path, FOUR_BITS) == Weights(128 * 512 + 512, 4)


def test_a_layer_may_have_bits_of_its_own(tmp_path):
    write(tmp_path, model=safetensors(QUANTIZED))
    own = {"model.embed_tokens": {"group_size": 64, "bits": 8}}
    config = {"quantization": {"group_size": 64, "bits": 4} | own}
    assert read_weights(tmp_path, config).parameters == 128 * 256 + 512


def test_plain_weights_have_the_bits_of_their_type(tmp_path):
    write(tmp_path, model=safetensors({"a": ("BF16", (10, 10)), "b": ("F32", (3,))}))
    assert read_weights(tmp_path, {}) == Weights(103, 16)


def test_shards_are_summed(tmp_path):
    for i in (1, 2):
        name = f"model-0000{i}-of-00002.safetensors"
        (tmp_path / name).write_bytes(safetensors({f"w{i}": ("F32", (i, 5))}))
    assert read_weights(tmp_path, {}) == Weights(15, 32)


def test_an_absent_shard_is_named(tmp_path):
    name = "model-00001-of-00002.safetensors"
    (tmp_path / name).write_bytes(safetensors({"w": ("F32", (5,))}))
    with pytest.raises(ModelDamaged) as caught:
        read_weights(tmp_path, {})
    assert caught.value.values["reason"] == "model-00002-of-00002.safetensors"


def test_a_file_that_only_the_index_knows_is_named(tmp_path):
    (tmp_path / "model-a.safetensors").write_bytes(safetensors({"w": ("F32", (5,))}))
    index = {"weight_map": {"w": "model-a.safetensors", "v": "model-b.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelDamaged) as caught:
        read_weights(tmp_path, {})
    assert caught.value.values["reason"] == "model-b.safetensors"


def test_an_index_left_beside_a_single_file_does_no_harm(tmp_path):
    write(tmp_path, model=safetensors({"w": ("F32", (5,))}))
    index = {"weight_map": {"w": "model-00001-of-00009.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    assert read_weights(tmp_path, {}).parameters == 5


def header(entry):
    text = json.dumps(entry).encode()
    return struct.pack("<Q", len(text)) + text


WHOLE = safetensors({"w": ("F32", (5,))})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        b"\0" * 8,
        WHOLE[:20],
        WHOLE[:-1],
        WHOLE + b"x",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 4) + b"{}{}",
        struct.pack("<Q", 2) + b"[]",
        header({"w": 3}),
        header({"w": {"dtype": "F32", "shape": [5], "data_offsets": [0]}}),
        header({"w": {"dtype": "F32", "shape": ["x"], "data_offsets": [0, 0]}}),
        header({"w": {"dtype": "F32", "shape": [5], "data_offsets": [0, "x"]}}),
        struct.pack("<Q", 200_000) + b"[" * 200_000,
    ],
)
def test_a_broken_file_is_named(tmp_path, content):
    write(tmp_path, model=content)
    with pytest.raises(ModelDamaged) as caught:
        read_weights(tmp_path, {})
    assert str(caught.value.values["reason"]).startswith("model.safetensors")


@pytest.mark.parametrize("text", ["", "[]", '{"weight_map": 3}', "{}", "\ud800"])
def test_a_broken_index_is_named(tmp_path, text):
    (tmp_path / "model-a.safetensors").write_bytes(WHOLE)
    index = tmp_path / "model.safetensors.index.json"
    index.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ModelDamaged) as caught:
        read_weights(tmp_path, {})
    assert caught.value.values["reason"] == index.name


def test_a_folder_without_weights_is_damaged(tmp_path):
    with pytest.raises(ModelDamaged):
        read_weights(tmp_path, {})
