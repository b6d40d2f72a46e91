import json

import pytest

from evotr.errors import (
    ModelDamaged,
    ModelNotFound,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.weights.folder import check_folder, examine_folder
from tests.fakes.model_files import QUANTIZED, safetensors

INDEX = "model.safetensors.index.json"
WHOLE = safetensors({"w": ("F32", (5,))})


def damage(folder) -> str:
    with pytest.raises(ModelDamaged) as caught:
        check_folder(folder)
    assert caught.value.values["path"] == folder
    assert str(examine_folder(folder).problem) == str(caught.value)
    return caught.value.values["reason"]


def shard(folder, index, *names):
    (folder / "model.safetensors").unlink()
    for number, name in enumerate(names):
        content = safetensors({f"w{number}": ("F32", (number + 1,))})
        (folder / name).write_bytes(content)
    if index is not None:
        (folder / INDEX).write_text(json.dumps({"weight_map": index}))


def test_a_whole_folder_gives_what_it_holds(folder):
    found = check_folder(folder)
    assert found.config["model_type"] == "qwen2"
    assert found.generation["top_k"] == 20
    assert set(found.tensors) == set(QUANTIZED)
    assert found.problem is None


def test_a_folder_may_have_no_generation_config(folder):
    (folder / "generation_config.json").unlink()
    assert check_folder(folder).generation == {}


def test_a_missing_folder_is_not_found(tmp_path):
    with pytest.raises(ModelNotFound) as caught:
        check_folder(tmp_path / "nothing")
    assert caught.value.values["model"] == str(tmp_path / "nothing")


def test_examining_raises_nothing(tmp_path):
    found = examine_folder(tmp_path / "nothing")
    assert isinstance(found.problem, ModelDamaged)
    assert (found.config, found.tensors) == ({}, {})


@pytest.mark.parametrize(
    "name",
    ["config.json", "generation_config.json", "tokenizer_config.json"],
)
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_file_without_an_object_is_named(folder, name, content):
    (folder / name).write_bytes(content)
    assert damage(folder) == name


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_what_must_be_there_is_named(folder, name):
    (folder / name).unlink()
    assert damage(folder) == name


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_a_truncated_weight_file_is_named(folder, keep):
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:keep])
    assert damage(folder).startswith("model.safetensors: ")


def test_a_broken_tensor_is_named_with_its_file(folder):
    header = b'{"w": {"dtype": "F32", "shape": [5], "data_offsets": [1]}}'
    size = len(header).to_bytes(8, "little")
    (folder / "model.safetensors").write_bytes(size + header)
    assert damage(folder) == "model.safetensors: w: data_offsets"


def test_a_folder_or_a_dangling_link_is_no_weight_file(folder):
    file = folder / "model.safetensors"
    file.unlink()
    file.mkdir()
    assert damage(folder) == "model.safetensors: header"
    file.rmdir()
    file.symlink_to(folder / "gone")
    assert damage(folder) == "model.safetensors: FileNotFoundError"


def test_shards_are_one_model(folder):
    names = [f"model-0000{i}-of-00002.safetensors" for i in (1, 2)]
    shard(folder, {"w0": names[0], "w1": names[1]}, *names)
    assert set(check_folder(folder).tensors) == {"w0", "w1"}


def test_an_absent_shard_is_named_with_and_without_an_index(folder):
    shard(folder, None, "model-00001-of-00002.safetensors")
    assert damage(folder) == "model-00002-of-00002.safetensors"
    (folder / INDEX).write_text('{"weight_map": {}}')
    assert damage(folder) == "model-00002-of-00002.safetensors"


def test_of_many_absent_shards_the_first_are_named(folder):
    shard(folder, None, "model-00001-of-90000.safetensors")
    reason = damage(folder)
    assert reason.startswith("model-00002-of-90000.safetensors, model-00003")
    assert reason.endswith(", …")
    assert len(reason) < 120


def test_a_file_that_only_the_index_knows_is_named(folder):
    shard(folder, {"w": "model-a.safetensors", "v": "model-b.safetensors"})
    (folder / "model-a.safetensors").write_bytes(WHOLE)
    assert damage(folder) == "model-b.safetensors"


def test_an_index_left_beside_a_single_file_does_no_harm(folder):
    index = {"weight_map": {"w": "model-00001-of-00009.safetensors"}}
    (folder / INDEX).write_text(json.dumps(index))
    assert check_folder(folder).problem is None


def test_an_index_that_counts_the_single_file_among_others_is_believed(folder):
    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (folder / INDEX).write_text(json.dumps(index))
    assert damage(folder) == "model-2.safetensors"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"weight_map": 3}', "{}", '{"weight_map": {"w": 3}}', "\ud800"]
)
def test_a_broken_index_is_named(folder, text):
    shard(folder, None, "model-a.safetensors")
    (folder / INDEX).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert damage(folder).startswith(INDEX)


def test_a_file_without_a_tensor_is_no_model(folder):
    (folder / "model.safetensors").write_bytes(safetensors({}))
    assert damage(folder) == "model.safetensors"


@pytest.mark.parametrize("prefix", ["", "text_config"])
def test_more_layers_than_tensors_are_not_believed(folder, prefix):
    layers = {"num_hidden_layers": 10**9}
    config = {prefix: layers} if prefix else layers
    text = json.dumps({"model_type": "qwen2", **config})
    (folder / "config.json").write_text(text)
    key = f"{prefix}.num_hidden_layers" if prefix else "num_hidden_layers"
    assert damage(folder) == f"config.json: {key}"


def test_layers_that_are_not_counted_are_no_fault(folder):
    text = '{"model_type": "nemotron_h", "num_hidden_layers": null}'
    (folder / "config.json").write_text(text)
    assert check_folder(folder).problem is None


def test_a_broken_config_comes_before_its_architecture(folder):
    config = {"model_type": "bert", "vocab_size": -1}
    (folder / "config.json").write_text(json.dumps(config))
    assert damage(folder) == "config.json: vocab_size"


def test_another_architecture_is_named(folder):
    (folder / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelUnsupported) as caught:
        check_folder(folder)
    assert caught.value.values == {"path": folder, "architecture": "bert"}


@pytest.mark.parametrize("content", [None, b'{"model"', b"{}", b"[]"])
def test_without_a_tokenizer_it_cannot_serve(folder, content):
    tokenizer = folder / "tokenizer.json"
    tokenizer.unlink()
    if content is not None:
        tokenizer.write_bytes(content)
    with pytest.raises(TokenizerMissing):
        check_folder(folder)


@pytest.mark.parametrize(
    "names",
    [
        ("vocab.json", "merges.txt"),
        ("tokenizer.model",),
        ("tiktoken.model",),
        ("q.tiktoken",),
    ],
)
def test_older_tokenizers_count(folder, names):
    (folder / "tokenizer.json").unlink()
    for name in names:
        (folder / name).write_text("{}")
    assert check_folder(folder).problem is None


def test_half_a_tokenizer_does_not_count(folder):
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.json").write_text("{}")
    with pytest.raises(TokenizerMissing):
        check_folder(folder)
