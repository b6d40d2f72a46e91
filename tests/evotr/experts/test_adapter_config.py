import json

import pytest
from mlx.utils import tree_flatten
from mlx_lm.tuner.utils import linear_to_lora_layers
from mlx_lm.utils import load_model

from evotr.experts import AdapterConfig
from evotr.experts.adapter_config import read_config

Q, DOWN = "self_attn.q_proj", "mlp.down_proj"


@pytest.mark.parametrize("num_layers", [-1, 0, 1, 2, 9])
@pytest.mark.parametrize(
    "keys",
    [
        None,
        (Q,),
        (Q, DOWN),
        (f"model.layers.0.{Q}",),
        (f"model.layers.0.{Q}", DOWN),
        ("nothing",),
    ],
)
def test_it_means_the_linears_that_mlx_lm_adapts(model, base, num_layers, keys):
    config = AdapterConfig(
        method="lora", rank=2, scale=1.0, num_layers=num_layers, keys=keys
    )
    loaded, _ = load_model(model)
    loaded.freeze()
    parameters = json.loads(config.to_json())["lora_parameters"]
    linear_to_lora_layers(loaded, num_layers, parameters)
    names = {name for name, _ in tree_flatten(loaded.trainable_parameters())}
    adapted = {n.removesuffix(".lora_a") for n in names if n.endswith(".lora_a")}
    assert config.modules(base) == adapted


@pytest.mark.parametrize("keys", [None, (Q, DOWN)])
def test_what_is_written_is_read(tmp_path, keys):
    config = AdapterConfig(
        method="dora", rank=8, scale=0.75, num_layers=3, keys=keys, dropout=0.1
    )
    (tmp_path / "adapter_config.json").write_text(config.to_json())
    assert read_config(tmp_path) == config
