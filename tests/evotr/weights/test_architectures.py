import pytest

from evotr.weights.architectures import is_supported


@pytest.mark.parametrize("name", ["qwen2", "llama", "mistral", "gemma3_text"])
def test_what_mlx_lm_runs_is_supported_also_under_another_name(name):
    assert is_supported(name)


@pytest.mark.parametrize(
    "name", ["bert", "base", "cache", "../utils", "", "qwen2/", "x\0y", "a" * 5000]
)
def test_the_rest_is_not(name):
    assert not is_supported(name)
