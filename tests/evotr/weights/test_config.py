from pathlib import Path

import pytest

from evotr.errors import ModelDamaged, ModelUnsupported
from evotr.weights.config import (
    check_architecture,
    check_config,
    check_generation,
    context_tokens,
)

HERE = Path("model")


def damage(check, content) -> str:
    with pytest.raises(ModelDamaged) as caught:
        check(HERE, content)
    assert caught.value.values["path"] == HERE
    return caught.value.values["reason"]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("hidden_size", [None, "64", 0, -1, 6.4, True, [64]]),
        ("num_hidden_layers", ["4", 0, -1, [4]]),
        ("vocab_size", [None, "x", -5, {}]),
        ("max_position_embeddings", ["abc", 0, -3, True, 1.5, [4096]]),
        ("n_ctx", ["abc"]),
        ("num_attention_heads", ["4", 0]),
        ("num_key_value_heads", ["4", 0, ["4"], [-1]]),
        ("intermediate_size", ["4", [None]]),
        ("head_dim", ["x", 0, [1.5]]),
        ("rms_norm_eps", ["x", True, []]),
        ("rope_theta", ["abc", []]),
        ("rope_scaling", ["x", []]),
        ("rope_parameters", [3, "x"]),
        ("text_config", [3, []]),
        ("quantization", [3, [], "4 bit"]),
        ("quantization_config", [3, []]),
        ("tie_word_embeddings", ["yes", 1]),
        ("eos_token_id", ["abc", [None], [True], {}]),
        ("architectures", [3, [3], {}]),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(key, values):
    for value in values:
        config = {"model_type": "qwen2", key: value}
        assert damage(check_config, config) == f"config.json: {key}"


@pytest.mark.parametrize("config", [{}, {"model_type": 7}, {"model_type": None}])
def test_without_a_model_type_it_is_no_model(config):
    assert damage(check_config, config) == "config.json: model_type"


@pytest.mark.parametrize(
    ("quantization", "key"),
    [
        ({}, "bits"),
        ({"bits": "4", "group_size": 64}, "bits"),
        ({"bits": 0, "group_size": 64}, "bits"),
        ({"bits": 4}, "group_size"),
        ({"bits": 4, "group_size": None}, "group_size"),
        ({"bits": 4, "group_size": 64, "lm_head": {"bits": "8"}}, "lm_head.bits"),
        (
            {"bits": 4, "group_size": 64, "lm_head": {"group_size": -1}},
            "lm_head.group_size",
        ),
    ],
)
def test_a_quantization_without_sense_is_named(quantization, key):
    config = {"model_type": "qwen2", "quantization": quantization}
    assert damage(check_config, config) == f"config.json: quantization.{key}"


def test_the_text_part_is_checked_too():
    config = {"model_type": "gemma3", "text_config": {"hidden_size": "x"}}
    assert damage(check_config, config) == "config.json: text_config.hidden_size"


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"max_position_embeddings": None, "num_hidden_layers": None},
        {"head_dim": None, "rope_scaling": None},
        {"intermediate_size": [8, 0, 16], "num_key_value_heads": [2, 4]},
        {"rope_scaling": 1.0, "rope_theta": {"__float__": "Infinity"}},
        {"eos_token_id": [7, 8], "architectures": "Qwen2ForCausalLM"},
        {"quantization": None, "quantization_config": {"quant_method": "awq"}},
        {"quantization": {"bits": 4, "group_size": 64, "mode": "affine", "a": False}},
        {"text_config": {"model_type": 3, "vocab_size": 8}, "unknown": object()},
    ],
)
def test_what_models_really_say_is_accepted(config):
    check_config(HERE, {"model_type": "qwen2", **config})


def test_the_end_in_the_generation_config_is_checked():
    wrong = {"eos_token_id": "<|im_end|>"}
    assert damage(check_generation, wrong) == "generation_config.json: eos_token_id"
    for right in ({}, {"eos_token_id": None}, {"eos_token_id": [1, 2]}):
        check_generation(HERE, right)


@pytest.mark.parametrize(
    "config",
    [{"model_type": "bert"}, {"model_type": "qwen2", "model_file": "evil.py"}],
)
def test_what_mlx_lm_cannot_run_is_refused(config):
    with pytest.raises(ModelUnsupported) as caught:
        check_architecture(HERE, config)
    assert caught.value.values["architecture"] == config["model_type"]


@pytest.mark.parametrize(
    ("config", "tokens"),
    [
        ({}, 0),
        ({"max_position_embeddings": 99}, 99),
        ({"n_positions": 1024}, 1024),
        ({"max_position_embeddings": None, "n_ctx": 7}, 7),
        ({"text_config": {"max_position_embeddings": 99}}, 99),
        ({"text_config": None}, 0),
    ],
)
def test_the_context_is_found_under_its_names(config, tokens):
    assert context_tokens(config) == tokens
