"""One model folder at a glance: what it is, and whether it can serve."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from evotr.domain import MemoryPlace, SamplingParams
from evotr.errors import ModelDamaged, ModelError, ModelNotFound, TokenizerMissing
from evotr.models.staging import folder_bytes
from evotr.models.weights import Weights, count_weights
from evotr.weights import context_tokens, examine_folder, read_object

__all__ = ["CARD", "ModelInfo", "examine_model"]

CARD = ".evotr.json"
"""What is known of the model beside its files: by a pull (commit, license, base), or
by whoever made it for this program (``memories``: a `MemoryPlace`; ``able``: true or
false)."""

_ABLE_FROM = 1_500_000_000
"""Parameters from which a model that says nothing of it is taken to follow orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """A model folder.

    Attributes:
        id: The hub id, the bundled model's name, or the folder's path.
        path: The folder; where it would lie, for one that is missing.
        architecture: The ``model_type``; "" when the config cannot be read.
        parameters: Count of weights as the model has them unpacked; 0 when unknown.
        bits: Bits per weight; 0 when unknown.
        context_tokens: The longest context; 0 when the config does not say.
        size_bytes: What the folder takes on disk.
        bundled: Whether it came with the program.
        license: Its license, where a pull recorded one.
        base: The model it was made from, where a pull recorded one.
        sampling: What its authors recommend.
        memories: Where it is told what was recalled.
        able: Whether it can be asked to read texts and to sum them up: its card says,
            or else its size.
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
    memories: MemoryPlace = "answer"
    able: bool = False
    eos_token_ids: tuple[int, ...] = ()
    problem: ModelError | ModelNotFound | None = None

    @property
    def complete(self) -> bool:
        """Whether every file is there and sound (another fault may remain)."""
        lacking = ModelDamaged | TokenizerMissing | ModelNotFound
        return not isinstance(self.problem, lacking)

    @property
    def missing(self) -> bool:
        """Whether the settings name it and it is not on this machine."""
        return isinstance(self.problem, ModelNotFound)


def examine_model(path: Path, model_id: str, *, bundled: bool = False) -> ModelInfo:
    """Read a model folder's JSON files and weight headers.

    Whatever is wrong with the folder is the ``problem`` of the answer: ModelDamaged,
    ModelUnsupported or TokenizerMissing. Nothing is raised.
    """
    card = _card(path)
    folder = examine_folder(path)
    weights = (
        count_weights(folder.tensors, folder.config)
        if folder.tensors
        else Weights(parameters=0, bits=0)
    )
    return ModelInfo(
        id=model_id,
        path=path,
        architecture=_text(folder.config.get("model_type")) or "",
        parameters=weights.parameters,
        bits=weights.bits,
        context_tokens=context_tokens(folder.config),
        size_bytes=folder_bytes(path),
        bundled=bundled,
        license=_text(card.get("license")),
        base=_text(card.get("base")),
        sampling=_recommended(folder.generation),
        memories=_place(card.get("memories")),
        able=card.get("able", weights.parameters >= _ABLE_FROM) is True,
        eos_token_ids=_ends(folder.generation),
        problem=folder.problem,
    )


def _place(value: object) -> MemoryPlace:
    places: tuple[MemoryPlace, ...] = get_args(MemoryPlace)
    return next((place for place in places if place == value), "answer")


def _ends(generation: Mapping[str, Any]) -> tuple[int, ...]:
    ends = generation.get("eos_token_id")
    tokens = ends if isinstance(ends, list) else [ends]
    return tuple(token for token in tokens if isinstance(token, int))


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


def _card(path: Path) -> dict[str, Any]:
    try:
        return read_object(path, CARD)
    except ModelDamaged:
        return {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
