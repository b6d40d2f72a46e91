"""The judgement on a model folder: what it is, and whether it can serve."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evotr.errors import (
    ModelDamaged,
    ModelError,
    ModelNotFound,
    TokenizerMissing,
)
from evotr.weights.config import (
    CONFIG,
    GENERATION,
    check_architecture,
    check_config,
    check_generation,
    read_object,
)
from evotr.weights.header import HeaderBroken, Tensor, read_header

__all__ = ["ModelFolder", "check_folder", "examine_folder"]

_SHARD = re.compile(r"model-(\d{5})-of-(\d{5})\.safetensors")
_INDEX = "model.safetensors.index.json"
_SINGLE = "model.safetensors"
_SINGLE_TOKENIZERS = ("tokenizer.model", "tiktoken.model")
_SHOWN = 3


@dataclass(slots=True)
class ModelFolder:
    """What could be read of a model folder.

    Attributes:
        path: The folder.
        config: Its ``config.json``; empty when it cannot be read.
        generation: Its ``generation_config.json``; empty when there is none.
        tensors: The tensors of all weight files; empty when one is broken.
        problem: Why it cannot serve (the first reason found), or None.
    """

    path: Path
    config: dict[str, Any] = field(default_factory=dict)
    generation: dict[str, Any] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    problem: ModelError | None = None


def examine_folder(path: Path) -> ModelFolder:
    """Read a model folder's JSON files and weight headers; nothing is raised.

    The ``problem`` of the answer is ModelDamaged (``reason`` names the file, and the
    key or tensor in it), ModelUnsupported or TokenizerMissing.
    """
    folder = ModelFolder(path)
    try:
        _judge(folder)
    except ModelError as error:
        folder.problem = error
    return folder


def check_folder(path: Path) -> ModelFolder:
    """Like `examine_folder`, for a model that is about to serve.

    Raises:
        ModelNotFound: There is no such folder.
        ModelDamaged, ModelUnsupported, TokenizerMissing: It cannot serve.
    """
    if not path.is_dir():
        raise ModelNotFound(model=str(path))
    folder = examine_folder(path)
    if folder.problem is not None:
        raise folder.problem
    return folder


def _judge(folder: ModelFolder) -> None:
    path = folder.path
    folder.config = read_object(path, CONFIG)
    check_config(path, folder.config)
    folder.tensors = _read_tensors(path)
    _check_layers(folder)
    if (path / GENERATION).exists():
        folder.generation = read_object(path, GENERATION)
        check_generation(path, folder.generation)
    check_architecture(path, folder.config)
    _check_tokenizer(path)


def _read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of ``model*.safetensors``, which is what mlx-lm loads."""
    tensors: dict[str, Tensor] = {}
    for name in _weight_files(path):
        try:
            tensors |= read_header(path / name)
        except HeaderBroken as error:
            reason = f"{name}: {error}"
            raise ModelDamaged(path=path, reason=reason) from error
    if not tensors:
        raise ModelDamaged(path=path, reason=_SINGLE)
    return tensors


def _weight_files(path: Path) -> list[str]:
    """The weight files that are here, after checking that none of a set is absent."""
    here = {file.name for file in path.glob("model*.safetensors")}
    wanted = _indexed_files(path, here)
    for name in here:
        if shard := _SHARD.fullmatch(name):
            count = int(shard[2])
            numbers = range(1, count + 1)
            wanted |= {f"model-{i:05d}-of-{count:05d}.safetensors" for i in numbers}
    if missing := sorted(wanted - here):
        more = ["…"] if len(missing) > _SHOWN else []
        reason = ", ".join(missing[:_SHOWN] + more)
        raise ModelDamaged(path=path, reason=reason)
    return sorted(here)


def _indexed_files(path: Path, here: set[str]) -> set[str]:
    """The files that the index names, unless it was left beside a single file."""
    if not (path / _INDEX).exists():
        return set()
    weight_map = read_object(path, _INDEX).get("weight_map")
    if not isinstance(weight_map, dict) or not all(
        isinstance(name, str) for name in weight_map.values()
    ):
        raise ModelDamaged(path=path, reason=f"{_INDEX}: weight_map")
    named = set(weight_map.values())
    return set() if here == {_SINGLE} and _SINGLE not in named else named


def _check_layers(folder: ModelFolder) -> None:
    """Each layer has a tensor at least; mlx-lm would build them all to find out."""
    for prefix in ("", "text_config"):
        config = folder.config.get(prefix) if prefix else folder.config
        layers = config.get("num_hidden_layers") if config else None
        if (layers or 0) > len(folder.tensors):
            key = ".".join(filter(None, (prefix, "num_hidden_layers")))
            raise ModelDamaged(path=folder.path, reason=f"{CONFIG}: {key}")


def _check_tokenizer(path: Path) -> None:
    """A tokenizer is one of the layouts that transformers reads; JSON must parse."""
    if (path / "tokenizer_config.json").exists():
        read_object(path, "tokenizer_config.json")
    if (path / "tokenizer.json").is_file():
        try:
            tokenizer = read_object(path, "tokenizer.json")
        except ModelDamaged as error:
            raise TokenizerMissing(path=path) from error
        if "model" in tokenizer:
            return
    pairs = (path / "vocab.json").is_file() and (path / "merges.txt").is_file()
    single = any((path / name).is_file() for name in _SINGLE_TOKENIZERS)
    if not pairs and not single and not any(path.glob("*.tiktoken")):
        raise TokenizerMissing(path=path)
