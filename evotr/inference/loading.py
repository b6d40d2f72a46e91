"""Reading a model folder into memory, on the thread that will use it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.utils import (
    _get_classes,
    load_model,
    load_tokenizer,
    maybe_set_recommended_wired_limit,
)

from evotr.errors import (
    InvalidSetting,
    ModelDamaged,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.inference.config import DeviceChoice, EngineConfig
from evotr.inference.folder import check_folder

__all__ = ["Loaded", "load"]

# Freed buffers that MLX may keep for reuse; unlimited, they only grow.
_BUFFER_BYTES = 64 * 2**20
_DEFAULT_CONTEXT = 4096
_LEAST_CONTEXT = 512  # even where the cap on keys and values is smaller
_CACHE_STEP = 256  # tokens by which mlx-lm's caches grow


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory with what the engine must know about it.

    ``context`` and ``vocabulary`` in tokens; ``kv_bytes`` per token of one row;
    ``batchable`` when its caches can be merged into a batch.
    """

    path: Path
    model: Any
    tokenizer: Any
    context: int
    vocabulary: int
    weights_bytes: int
    kv_bytes: int
    batchable: bool


def _use_device(choice: DeviceChoice) -> None:
    if choice == "gpu" and not mx.is_available(mx.gpu):
        raise InvalidSetting(key="device", source="engine", reason="gpu")
    if choice != "auto":
        mx.set_default_device(mx.gpu if choice == "gpu" else mx.cpu)


def _class_finder(
    path: Path,
) -> Callable[[dict[str, Any]], tuple[type[Any], type[Any]]]:
    def find(config: dict[str, Any]) -> tuple[type[Any], type[Any]]:
        try:
            classes: tuple[type[Any], type[Any]] = _get_classes(config)
        except (ValueError, AttributeError):
            classes = (object, object)
        if classes[0] is object:
            architecture = config.get("model_type")
            raise ModelUnsupported(path=path, architecture=architecture)
        return classes

    return find


def _overrides(config: dict[str, Any]) -> dict[str, Any]:
    """What mlx-lm overlooks in a configuration saved by transformers ≥ 5."""
    parameters = config.get("rope_parameters")
    if isinstance(parameters, dict) and "rope_theta" not in config:
        theta = parameters.get("rope_theta")
        return {} if theta is None else {"rope_theta": theta}
    return {}


def _load_model(path: Path, config: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    if config.get("model_file") is not None:  # it would run code from the folder
        raise ModelUnsupported(path=path, architecture=config["model_type"])
    try:
        model, full = load_model(
            path,
            lazy=True,
            model_config=_overrides(config),
            get_model_classes=_class_finder(path),
        )
        if mx.default_device() == mx.Device(mx.cpu):
            # On the CPU half precision is slow and quantized_matmul inexact in it.
            model.set_dtype(mx.float32)
        mx.eval(model.parameters())
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        reason = f"{type(error).__name__}: {error}".split("\n", 1)[0][:200]
    else:
        return model, full  # with generation_config.json merged in
    # Raised out here, so that the error does not keep the half-loaded weights alive.
    raise ModelDamaged(path=path, reason=reason)


def _load_tokenizer(path: Path, eos: object) -> Any:  # noqa: ANN401 - mlx-lm is untyped
    try:
        tokenizer = load_tokenizer(path, eos_token_ids=eos)
        tokenizer.model_max_length = int(1e30)  # the window is ours, no warning needed
    except Exception:  # noqa: BLE001 - transformers raises whatever a parser raises
        tokenizer = None
    if tokenizer is None or not tokenizer.encode("a", add_special_tokens=False):
        raise TokenizerMissing(path=path)
    return tokenizer


def load(settings: EngineConfig) -> Loaded:
    """Load a folder's model and tokenizer; call it on the engine's thread.

    Raises:
        ModelNotFound, ModelDamaged, ModelUnsupported, TokenizerMissing: By name what
            is wrong with the folder.
        InvalidSetting: The wanted device is not there.
    """
    path = settings.model_path
    config = check_folder(path)
    _use_device(settings.device)
    mx.set_cache_limit(_BUFFER_BYTES)
    mx.reset_peak_memory()
    maybe_set_recommended_wired_limit()  # Metal keeps the weights resident
    model, full = _load_model(path, config)
    tokenizer = _load_tokenizer(path, full.get("eos_token_id"))
    caches = make_prompt_cache(model)
    logits = model(mx.array([[0]]), cache=caches)
    mx.eval(logits)
    text_config = config.get("text_config") or {}
    known = config.get("max_position_embeddings") or text_config.get(
        "max_position_embeddings"
    )
    kv_bytes = sum(c.nbytes for c in caches) // _CACHE_STEP
    limits = [n for n in (known or _DEFAULT_CONTEXT, settings.context_tokens) if n]
    if kv_bytes:
        limits.append(max(settings.cache_bytes // kv_bytes, _LEAST_CONTEXT))
    return Loaded(
        path=path,
        model=model,
        tokenizer=tokenizer,
        context=min(limits),
        vocabulary=logits.shape[-1],
        weights_bytes=sum(a.nbytes for _, a in tree_flatten(model.parameters())),
        kv_bytes=kv_bytes,
        batchable=all(hasattr(type(c), "merge") for c in caches),
    )
