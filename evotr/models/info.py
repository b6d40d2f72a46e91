"""One model folder at a glance: what it is, and whether it can serve."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evotr.domain import SamplingParams
from evotr.errors import (
    ModelDamaged,
    ModelError,
    ModelUnsupported,
    TokenizerMissing,
)
from evotr.models.architectures import is_supported
from evotr.models.staging import folder_bytes
from evotr.models.weights import Weights, read_weights

__all__ = ["CARD", "ModelInfo", "check_config", "examine_folder", "read_json"]

CARD = ".evotr.json"
"""What a pull knew of the model (commit, license, base), beside its files."""

_CONTEXT_KEYS = (
    "max_position_embeddings",
    "n_positions",
    "max_sequence_length",
    "max_seq_len",
    "seq_length",
    "n_ctx",
)
_JSON_LIMIT = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """A model folder.

    Attributes:
        id: The hub id, the bundled model's name, or the folder's path.
        path: The folder.
        architecture: The ``model_type``; "" when the config cannot be read.
        parameters: Count of weights as the model has them unpacked; 0 when unknown.
        bits: Bits per weight; 0 when unknown.
        context_tokens: The longest context; 0 when the config does not say.
        size_bytes: What the folder takes on disk.
        bundled: Whether it came with the program.
        license: Its license, where a pull recorded one.
        base: The model it was made from, where a pull recorded one.
        sampling: What its authors recommend.
        eos_token_ids: The tokens that end an answer, by its generation config.
        problem: Why it cannot serve, or None.
    """

    id: str
    path: Path
    architecture: str = ""
    parameters: int = 0
    bits: int = 0
    context_tokens: int = 0
    size_bytes: int = 0
    bundled: bool = False
    license: str | None = None
    base: str | None = None
    sampling: SamplingParams = field(default_factory=SamplingParams)
    eos_token_ids: tuple[int, ...] = ()
    problem: ModelError | None = None

    @property
    def complete(self) -> bool:
        """Whether every file is there and sound (another fault may remain)."""
        return not isinstance(self.problem, ModelDamaged | TokenizerMissing)


def examine_folder(path: Path, model_id: str, *, bundled: bool = False) -> ModelInfo:
    """Read a model folder's JSON files and weight headers.

    Whatever is wrong with the folder is the ``problem`` of the answer: ModelDamaged,
    ModelUnsupported or TokenizerMissing. Nothing is raised.
    """
    card = _card(path)
    info = ModelInfo(
        id=model_id,
        path=path,
        bundled=bundled,
        size_bytes=folder_bytes(path),
        license=_text(card.get("license")),
        base=_text(card.get("base")),
    )
    try:
        config = read_json(path, "config.json")
        info = replace(
            info,
            architecture=_text(config.get("model_type")) or "",
            context_tokens=_context(config),
        )
        weights = read_weights(path, config)
        info = _with_generation(_with_weights(info, weights), path)
        check_config(path, config)
        _check_tokenizer(path)
    except ModelError as error:
        info = replace(info, problem=error)
    return info


def check_config(path: Path, config: Mapping[str, Any]) -> None:
    """Raise ModelUnsupported for a ``config.json`` that mlx-lm cannot run.

    A ``model_file`` names Python code that comes with the model; it is never run.
    """
    architecture = config.get("model_type")
    if (
        not isinstance(architecture, str)
        or config.get("model_file") is not None
        or not is_supported(architecture)
    ):
        raise ModelUnsupported(path=path, architecture=architecture)


def _with_weights(info: ModelInfo, weights: Weights) -> ModelInfo:
    return replace(info, parameters=weights.parameters, bits=weights.bits)


def _with_generation(info: ModelInfo, path: Path) -> ModelInfo:
    if not (path / "generation_config.json").is_file():
        return info
    config = read_json(path, "generation_config.json")
    eos = config.get("eos_token_id")
    ids = eos if isinstance(eos, list) else [eos]
    return replace(
        info,
        sampling=_recommended(config),
        eos_token_ids=tuple(token for token in ids if isinstance(token, int)),
    )


def _recommended(config: Mapping[str, Any]) -> SamplingParams:
    """The generation config in our words; a value out of range is left out."""
    sampling = SamplingParams()
    temperature = _number(config, "temperature", low=0.0, high=2.0)
    if config.get("do_sample") is False:
        temperature = 0.0
    top_p = _number(config, "top_p", low=0.0, high=1.0)
    top_k = _number(config, "top_k", low=0.0, high=math.inf)
    min_p = _number(config, "min_p", low=0.0, high=1.0)
    penalty = _number(config, "repetition_penalty", low=0.0, high=math.inf)
    return replace(
        sampling,
        temperature=sampling.temperature if temperature is None else temperature,
        top_p=top_p or sampling.top_p,
        top_k=int(top_k or sampling.top_k),
        min_p=min_p or sampling.min_p,
        repetition_penalty=penalty or sampling.repetition_penalty,
    )


def _number(
    config: Mapping[str, Any], key: str, *, low: float, high: float
) -> float | None:
    value = config.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and low <= value <= high else None


def _context(config: Mapping[str, Any]) -> int:
    text = config.get("text_config")
    for part in (config, text if isinstance(text, Mapping) else {}):
        for key in _CONTEXT_KEYS:
            value = part.get(key)
            if isinstance(value, int) and value > 0:
                return value
    return 0


def _check_tokenizer(path: Path) -> None:
    """A tokenizer is one of the layouts that transformers reads; JSON must parse."""
    if (path / "tokenizer.json").is_file():
        try:
            tokenizer = read_json(path, "tokenizer.json")
        except ModelDamaged as error:
            raise TokenizerMissing(path=path) from error
        if "model" in tokenizer:
            return
    pairs = (path / "vocab.json").is_file() and (path / "merges.txt").is_file()
    single = (path / "tokenizer.model").is_file() or any(path.glob("*.tiktoken"))
    if not pairs and not single:
        raise TokenizerMissing(path=path)


def read_json(path: Path, name: str) -> dict[str, Any]:
    """The JSON object in the file ``name`` of a model; ModelDamaged when it is none."""
    file = path / name
    try:
        if file.stat().st_size > _JSON_LIMIT:
            raise ModelDamaged(path=path, reason=name)
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(path=path, reason=name) from error
    if not isinstance(content, dict):
        raise ModelDamaged(path=path, reason=name)
    return content


def _card(path: Path) -> dict[str, Any]:
    try:
        return read_json(path, CARD)
    except ModelDamaged:
        return {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
