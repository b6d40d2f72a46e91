import json
import shutil

import pytest

from evotr.errors import ModelDamaged, ModelNotFound, TokenizerMissing
from evotr.inference.folder import check_folder


@pytest.fixture
def folder(tiny, tmp_path):
    return shutil.copytree(tiny, tmp_path / "copy")


def damage(folder) -> str:
    with pytest.raises(ModelDamaged) as caught:
        check_folder(folder)
    assert caught.value.values["path"] == folder
    return caught.value.values["reason"]


def test_a_whole_folder_gives_its_configuration(folder):
    assert check_folder(folder)["model_type"] == "qwen2"


def test_a_missing_folder_is_not_found(tmp_path):
    with pytest.raises(ModelNotFound) as caught:
        check_folder(tmp_path / "nothing")
    assert caught.value.values["model"] == str(tmp_path / "nothing")


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"model_type": 3}'])
def test_a_configuration_that_says_nothing_is_damage(folder, content):
    (folder / "config.json").unlink()
    if content is not None:
        (folder / "config.json").write_text(content)
    assert "config.json" in damage(folder)


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_a_truncated_weight_file_is_named(folder, keep):
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:keep])
    assert damage(folder) == "model.safetensors"


@pytest.mark.parametrize("header", [b"[]", b'{"a": 3}', b"\xff\xff"])
def test_a_header_of_nonsense_is_damage(folder, header):
    size = len(header).to_bytes(8, "little")
    (folder / "model.safetensors").write_bytes(size + header)
    assert damage(folder) == "model.safetensors"


def test_missing_weights_are_damage(folder):
    (folder / "model.safetensors").unlink()
    assert damage(folder) == "model.safetensors"


def test_a_shard_that_the_index_names_must_be_there(folder):
    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert damage(folder) == "model-2.safetensors"


def test_a_folder_without_tokenizer_is_named(folder):
    (folder / "tokenizer.json").unlink()
    with pytest.raises(TokenizerMissing):
        check_folder(folder)
