import json
import shutil

import mlx.core as mx
import pytest

from evotr.errors import (
    InvalidSetting,
    ModelDamaged,
    ModelNotFound,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load
from tests.fakes.tiny_model import build_model


@pytest.fixture
def folder(tiny, tmp_path):
    return shutil.copytree(tiny, tmp_path / "copy")


def change(folder, **changes: object) -> EngineConfig:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return EngineConfig(folder)


def test_a_loaded_model_says_what_it_is(loaded):
    assert loaded.context == 512
    assert loaded.vocabulary == 512
    assert loaded.kv_bytes == 2 * 2 * 2 * 16 * 4  # layers, k+v, heads, size, float32
    assert loaded.batchable
    assert 0 < loaded.weights_bytes < 2**20


def test_the_context_is_the_smaller_of_both(tiny):
    assert load(EngineConfig(tiny, context_tokens=100)).context == 100
    assert load(EngineConfig(tiny, context_tokens=10**6)).context == 512


def test_a_quantized_model_loads(tmp_path):
    loaded = load(EngineConfig(build_model(tmp_path / "q", bits=4)))
    logits = loaded.model(mx.array([[1, 2, 3]]))
    assert mx.isfinite(logits).all().item()


def test_half_precision_is_widened_on_the_cpu(folder):
    weights = mx.load(str(folder / "model.safetensors"))
    half = {name: array.astype(mx.bfloat16) for name, array in weights.items()}
    mx.save_safetensors(str(folder / "model.safetensors"), half)
    loaded = load(EngineConfig(folder, device="cpu"))
    assert loaded.model.model.norm.weight.dtype == mx.float32


def test_rope_theta_is_found_where_transformers_puts_it(folder, tiny):
    config = json.loads((folder / "config.json").read_text())
    del config["rope_theta"]
    config["rope_parameters"] = {"rope_theta": 10000.0}
    (folder / "config.json").write_text(json.dumps(config))
    prompt = mx.array([[5, 6, 7, 8]])
    moved = load(EngineConfig(folder)).model(prompt)
    assert mx.array_equal(moved, load(EngineConfig(tiny)).model(prompt)).item()


def test_a_missing_folder_is_not_found(tmp_path):
    with pytest.raises(ModelNotFound):
        load(EngineConfig(tmp_path / "none"))


@pytest.mark.parametrize("kind", ["no_such_model", "cache", "../qwen2"])
def test_an_unknown_architecture_is_named(folder, kind):
    with pytest.raises(ModelUnsupported) as caught:
        load(change(folder, model_type=kind, architectures=None))
    assert caught.value.values["architecture"] == kind


def test_a_model_that_brings_its_own_code_is_not_run(folder):
    (folder / "evil.py").write_text("raise SystemExit")
    with pytest.raises(ModelUnsupported):
        load(change(folder, model_file="evil.py"))


def test_missing_tensors_are_named(folder):
    weights = mx.load(str(folder / "model.safetensors"))
    del weights["model.norm.weight"]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    with pytest.raises(ModelDamaged) as caught:
        load(EngineConfig(folder))
    assert "Missing" in caught.value.values["reason"]
    assert caught.value.__context__ is None  # keeps no half-loaded weights alive


@pytest.mark.parametrize("wrong", [{"hidden_size": 128}, {"num_hidden_layers": "x"}])
def test_a_configuration_that_does_not_fit_the_weights_is_damage(folder, wrong):
    with pytest.raises(ModelDamaged):
        load(change(folder, **wrong))


@pytest.mark.parametrize("content", ["", "{", "{}"])
def test_a_broken_tokenizer_is_named(folder, content):
    (folder / "tokenizer.json").write_text(content)
    with pytest.raises(TokenizerMissing):
        load(EngineConfig(folder))


@pytest.mark.skipif(mx.is_available(mx.gpu), reason="needs a machine without GPU")
def test_a_device_that_is_not_there_is_refused(tiny):
    with pytest.raises(InvalidSetting) as caught:
        load(EngineConfig(tiny, device="gpu"))
    assert caught.value.values["key"] == "device"
