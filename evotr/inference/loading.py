"""Reading a model folder into memory, on the thread that will use it."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from jinja2 import TemplateError
from mlx.utils import tree_flatten
from mlx_lm.models.cache import ArraysCache, CacheList, make_prompt_cache
from mlx_lm.utils import (
    _get_classes,
    load_model,
    load_tokenizer,
    maybe_set_recommended_wired_limit,
)
from transformers import AutoConfig, PreTrainedTokenizerFast

from evotr.errors import (
    DeviceMissing,
    ModelDamaged,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.inference.config import DeviceChoice, EngineConfig
from evotr.inference.device import limit_blas
from evotr.weights import CONFIG, check_folder, context_tokens

__all__ = ["Loaded", "load", "reply_header"]

# What a tokenizer is called that is nothing but its file, before and since version 5.
_NO_CLASS = ("PreTrainedTokenizerFast", "TokenizersBackend")
# Freed buffers that MLX may keep for reuse; unlimited, they only grow.
_BUFFER_BYTES = 64 * 2**20
_DEFAULT_CONTEXT = 4096
_LEAST_CONTEXT = 512  # even where the cap on keys and values is smaller
_CACHE_STEP = 256  # tokens by which mlx-lm's caches grow
# Up to so wide a product is over before a second thread has begun: with two, 40 % of
# the processor's time went into their waiting for each other.
_NARROW = 512
# Otherwise a folder with Python code of its own makes transformers ask on a terminal.
_NO_CODE = {"trust_remote_code": False}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory with what the engine must know about it.

    ``context`` and ``vocabulary`` in tokens; ``kv_bytes`` per token of one row;
    ``batchable`` when its caches can be merged into a batch. ``attention`` when they
    are keys and values only: what is carried from token to token takes padding up with
    the text (in mlx-lm's mamba and others), and cannot be cut off again.
    """

    path: Path
    model: Any
    tokenizer: Any
    context: int
    vocabulary: int
    weights_bytes: int
    kv_bytes: int
    batchable: bool
    attention: bool


def _use_device(choice: DeviceChoice) -> None:
    if choice == "gpu" and not mx.is_available(mx.gpu):
        raise DeviceMissing(key="device", source="DEVICE")
    if choice != "auto":
        mx.set_default_device(mx.gpu if choice == "gpu" else mx.cpu)


def _classes(path: Path, config: dict[str, Any]) -> tuple[type[Any], type[Any]]:
    try:
        classes: tuple[type[Any], type[Any]] = _get_classes(config)
    except (ValueError, AttributeError, SystemExit):
        # One of mlx-lm's architectures exits where a package of its own is absent.
        raise ModelUnsupported(path=path, architecture=config["model_type"]) from None
    return classes


def _overrides(config: dict[str, Any]) -> dict[str, Any]:
    """What mlx-lm overlooks in a configuration saved by transformers ≥ 5."""
    parameters = config.get("rope_parameters")
    if isinstance(parameters, dict) and "rope_theta" not in config:
        theta = parameters.get("rope_theta")
        return {} if theta is None else {"rope_theta": theta}
    return {}


def _load_model(path: Path, config: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    classes = _classes(path, config)
    try:
        model, full = load_model(
            path,
            lazy=True,
            model_config=_overrides(config),
            get_model_classes=lambda config: classes,  # noqa: ARG005 - mlx-lm's name
        )
        if mx.default_device() == mx.Device(mx.cpu):
            # On the CPU half precision is slow and quantized_matmul inexact in it.
            model.set_dtype(mx.float32)
        mx.eval(model.parameters())
    except Exception as error:  # noqa: BLE001 - an architecture raises what it likes
        reason = _reason(error)
    else:
        return model, full  # with generation_config.json merged in
    # Raised out here, so that the error does not keep the half-loaded weights alive.
    raise ModelDamaged(path=path, reason=reason)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".split("\n", 1)[0][:200]


def _first_step(path: Path, model: Any) -> tuple[list[Any], int]:  # noqa: ANN401
    """Read one token: the caches it fills, and the size of the vocabulary."""
    try:
        caches = make_prompt_cache(model)
        logits = model(mx.array([[0]]), cache=caches)
        mx.eval(logits)
    except Exception as error:  # noqa: BLE001 - an architecture raises what it likes
        reason = _reason(error)
    else:
        return caches, logits.shape[-1]
    raise ModelDamaged(path=path, reason=reason)


def _load_tokenizer(path: Path, eos: object) -> Any:  # noqa: ANN401 - mlx-lm is untyped
    try:
        tokenizer = load_tokenizer(path, _NO_CODE, eos_token_ids=eos)
        _cut_as_the_file_says(path, tokenizer)
        tokenizer.model_max_length = int(1e30)  # the window is ours, no warning needed
    except Exception:  # noqa: BLE001 - transformers raises whatever a parser raises
        tokenizer = None
    if tokenizer is None or not tokenizer.encode("a", add_special_tokens=False):
        _blame_config(path)
        raise TokenizerMissing(path=path)
    return tokenizer


def _cut_as_the_file_says(path: Path, tokenizer: Any) -> None:  # noqa: ANN401 - mlx-lm is untyped
    """Let the folder's own rule cut texts into words where it names no other class.

    transformers ≥ 5 goes by the architecture instead: evotr-mini's four blanks before
    a line of code became three pieces that the model had never seen together.
    """
    file = path / "tokenizer_config.json"
    config = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if config.get("tokenizer_class") in _NO_CLASS:
        own = PreTrainedTokenizerFast.from_pretrained(path).backend_tokenizer
        tokenizer.backend_tokenizer.pre_tokenizer = own.pre_tokenizer


def reply_header(path: Path) -> tuple[int, ...]:
    """Token ids that the chat template puts before an answer; no weights are read.

    Raises:
        TokenizerMissing: The folder has no tokenizer that can be read.
        ModelDamaged: Its chat template cannot render a conversation.
    """
    tokenizer = _load_tokenizer(path, None)
    chat = [{"role": "user", "content": "a"}]
    try:
        without, text = (
            tokenizer.apply_chat_template(
                chat, tokenize=False, add_generation_prompt=reply
            )
            for reply in (False, True)
        )
    except (TemplateError, TypeError, ValueError) as error:
        raise ModelDamaged(path=path, reason="chat_template") from error
    header = text.removeprefix(without)
    return tuple(tokenizer.encode(header, add_special_tokens=False))


def _blame_config(path: Path) -> None:
    """Raise ModelDamaged where it is ``config.json`` that transformers cannot read.

    It reads that file first to choose the tokenizer's class, and checks more of it
    than a model needs.
    """
    try:
        AutoConfig.from_pretrained(path, **_NO_CODE)
    except (ValueError, OSError):  # an architecture that it does not know: no fault
        return
    except Exception as error:  # noqa: BLE001 - whatever a value leads to
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        reason = f"{CONFIG}: {detail}"  # the text names the key
    else:
        return
    raise ModelDamaged(path=path, reason=reason)


def _carries(cache: Any) -> bool:  # noqa: ANN401 - mlx-lm is untyped
    if isinstance(cache, CacheList):
        return any(map(_carries, cache.caches))
    return isinstance(cache, ArraysCache)


def load(settings: EngineConfig) -> Loaded:
    """Load a folder's model and tokenizer; call it on the engine's thread.

    Raises:
        ModelNotFound, ModelDamaged, ModelUnsupported, TokenizerMissing: By name what
            is wrong with the folder.
        DeviceMissing: The wanted device is not there.
    """
    path = settings.model_path
    config = check_folder(path).config
    _use_device(settings.device)
    mx.set_cache_limit(_BUFFER_BYTES)
    mx.reset_peak_memory()
    maybe_set_recommended_wired_limit()  # Metal keeps the weights resident
    limit_blas(1 if config.get("hidden_size", math.inf) <= _NARROW else None)
    model, full = _load_model(path, config)
    tokenizer = _load_tokenizer(path, full.get("eos_token_id"))
    caches, vocabulary = _first_step(path, model)
    kv_bytes = sum(c.nbytes for c in caches) // _CACHE_STEP
    known = context_tokens(config) or _DEFAULT_CONTEXT
    limits = [n for n in (known, settings.context_tokens) if n]
    if kv_bytes:
        # A full context is kept for the next turn, its last step not quite used.
        room = settings.cache_bytes // kv_bytes - _CACHE_STEP
        limits.append(max(room, _LEAST_CONTEXT))
    return Loaded(
        path=path,
        model=model,
        tokenizer=tokenizer,
        context=min(limits),
        vocabulary=vocabulary,
        weights_bytes=sum(a.nbytes for _, a in tree_flatten(model.parameters())),
        kv_bytes=kv_bytes,
        batchable=all(hasattr(type(c), "merge") for c in caches),
        attention=not any(_carries(c) for c in caches),
    )
