"""The files of an adapter folder, as mlx-lm names them (mlx_lm/tuner/utils.py)."""

__all__ = ["ADAPTER_CONFIG", "ADAPTER_SCOPE", "ADAPTER_WEIGHTS"]

ADAPTER_CONFIG = "adapter_config.json"
ADAPTER_WEIGHTS = "adapters.safetensors"
ADAPTER_SCOPE = "scope.npz"
"""Which questions it acts on (``evotr/router/scope.py``); not always there."""
