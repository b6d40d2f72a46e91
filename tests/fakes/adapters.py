"""Random adapters in mlx-lm's own format, made by mlx-lm's own layers."""

import json
from pathlib import Path

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.tuner.utils import linear_to_lora_layers
from mlx_lm.utils import load_model

KEYS = (
    *(f"self_attn.{name}_proj" for name in "qkvo"),
    *(f"mlp.{name}_proj" for name in ("gate", "up", "down")),
)


def build_adapter(
    folder: Path,
    model: Path,
    method: str = "lora",
    rank: int = 4,
    seed: int = 1,
    keys: tuple[str, ...] = KEYS,
) -> Path:
    """Write an adapter for ``model`` that changes its answers visibly."""
    base, _ = load_model(model)
    parameters = {"rank": rank, "scale": 2.0, "dropout": 0.0, "keys": list(keys)}
    base.freeze()
    linear_to_lora_layers(base, len(base.layers), parameters, use_dora=method == "dora")
    mx.random.seed(seed)
    weights = {}
    for name, array in tree_flatten(base.trainable_parameters()):
        if name.endswith(".m"):
            weights[name] = array * mx.random.uniform(0.7, 1.3, array.shape)
        else:
            weights[name] = 0.2 * mx.random.normal(array.shape)
    folder.mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(str(folder / "adapters.safetensors"), weights)
    config = {
        "fine_tune_type": method,
        "num_layers": len(base.layers),
        "lora_parameters": parameters,
    }
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
