import io
import json
import shutil

import mlx.core as mx
import pytest
from mlx_lm.models.cache import make_prompt_cache
from transformers import PreTrainedTokenizerFast

from evotr.errors import (
    DeviceMissing,
    ModelDamaged,
    ModelNotFound,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.inference.config import EngineConfig
from evotr.inference.loading import _load_tokenizer, load
from evotr.paths import BUNDLED_MODEL
from evotr.text import Catalog
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


@pytest.mark.parametrize(
    "wrong", [{"hidden_size": 128}, {"rms_norm_eps": None}, {"head_dim": [16, 16]}]
)
def test_a_configuration_that_does_not_fit_the_weights_is_damage(folder, wrong):
    with pytest.raises(ModelDamaged):
        load(change(folder, **wrong))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("max_position_embeddings", "abc"),
        ("hidden_size", None),
        ("num_hidden_layers", "4"),
        ("num_attention_heads", 0),
        ("vocab_size", -5),
        ("rope_theta", "abc"),
        ("quantization", 3),
        ("model_type", None),
        # These only transformers looks at, when it loads the tokenizer.
        ("attention_dropout", "abc"),
        ("use_cache", "x"),
    ],
)
def test_a_value_of_a_wrong_type_is_named_with_its_file(folder, key, value):
    with pytest.raises(ModelDamaged) as caught:
        load(change(folder, **{key: value}))
    reason = caught.value.values["reason"]
    assert reason.startswith("config.json: ")
    assert key in reason
    assert "\n" not in reason


def test_a_model_that_fails_at_its_first_token_is_damage(folder):
    scaling = {"type": "linear", "factor": {}}  # mlx-lm believes it until it computes
    with pytest.raises(ModelDamaged):
        load(change(folder, rope_scaling=scaling))


def test_an_architecture_that_ends_the_process_is_unsupported(folder):
    # mlx_lm/models/olmo.py calls exit() where the package ai2-olmo is not installed.
    with pytest.raises(ModelUnsupported):
        load(change(folder, model_type="olmo"))


def test_the_context_is_found_under_older_names(folder):
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["n_positions"] = config.pop("max_position_embeddings") // 2
    path.write_text(json.dumps(config))
    assert load(EngineConfig(folder)).context == 256


def test_a_tokenizer_with_code_of_its_own_is_not_run(folder, monkeypatch, capsys):
    # transformers would ask on the terminal whether to run it.
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
    (folder / "evil.py").write_text("print('evil ran')")
    change(folder, model_type="unheard-of", auto_map={"AutoConfig": "evil.Config"})
    code = {"AutoTokenizer": ["evil.Tokenizer", None]}
    settings = {"tokenizer_class": "Evil", "auto_map": code}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    with pytest.raises(TokenizerMissing):
        _load_tokenizer(folder, 7)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", ["", "{", "{}"])
def test_a_broken_tokenizer_is_named(folder, content):
    (folder / "tokenizer.json").write_text(content)
    with pytest.raises(TokenizerMissing):
        load(EngineConfig(folder))


@pytest.mark.skipif(mx.is_available(mx.gpu), reason="needs a machine without GPU")
def test_a_device_that_is_not_there_is_refused(tiny):
    with pytest.raises(DeviceMissing) as caught:
        load(EngineConfig(tiny, device="gpu"))
    assert "DEVICE" in Catalog.load("en").error(caught.value)[0]


def test_a_full_context_fits_into_the_cache_with_its_last_step(folder):
    kv_bytes = load(change(folder, max_position_embeddings=4096)).kv_bytes
    loaded = load(EngineConfig(folder, cache_bytes=1100 * kv_bytes))
    caches = make_prompt_cache(loaded.model)
    for start in range(0, loaded.context, 100):
        size = min(100, loaded.context - start)
        mx.eval(loaded.model(mx.array([[7] * size]), cache=caches))
    assert loaded.context > 600
    assert sum(cache.nbytes for cache in caches) <= 1100 * kv_bytes


@pytest.mark.parametrize(
    "text",
    ["def f(n):\n    return n\n", "    if x:\n        y  z\n", "  Kapı\tkodu 12"],
)
def test_texts_are_cut_as_the_models_own_file_says(text):
    tokenizer = load(EngineConfig(BUNDLED_MODEL, device="cpu")).tokenizer
    file = PreTrainedTokenizerFast(tokenizer_file=str(BUNDLED_MODEL / "tokenizer.json"))
    assert tokenizer.encode(text) == file.encode(text)
    assert tokenizer.decode(tokenizer.encode(text)) == text
