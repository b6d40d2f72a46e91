"""The models and experts that are measured, and how much of everything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from evotr.domain import Activation, Adapter, AdapterMethod, WeightedAdapter
from scripts.bench.common import endless, mini_model, random_model
from tests.fakes.adapters import build_adapter

__all__ = ["FULL", "TINY", "Batches", "Scale", "World"]

Base = Literal["base", "mini"]

# Qwen2.5-0.5B's block, four times, and embeddings with the share of the parameters that
# they have in Qwen2.5-3B, the base that is served (10 %): 66 million parameters.
_QWEN = {
    "hidden_size": 896,
    "num_hidden_layers": 4,
    "intermediate_size": 4864,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 7424,
}


@dataclass(frozen=True, slots=True)
class Batches:
    """What is trained on: ``different`` batches of ``rows``, ``sentences`` each."""

    rows: int
    sentences: int
    different: int = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured; tokens are those of one answer.

    Attributes:
        shape: Of the 4-bit model.
        rank: Of every adapter.
        repeats: Rounds of each comparison.
        switches: Changes of expert that one figure is the median of.
        tokens: Decoded per rate.
        mixed_tokens: Of each of the four streams.
        history: Tokens of the conversation in which the expert changes.
        peer_changes: How often mlx-lm does, reading all of it again: two minutes
            each time on two cores, and a hundred times what is compared with it.
        batches: Trained on by the 4-bit model, where mlx-lm's trainer takes seconds
            for a few tokens on a CPU.
        mini_batches: By the bundled model.
    """

    shape: Mapping[str, int] = field(default_factory=lambda: _QWEN)
    rank: int = 16
    repeats: int = 5
    switches: int = 200
    tokens: int = 20
    mixed_tokens: int = 128
    history: int = 2000
    peer_changes: int = 1
    batches: Batches = Batches(rows=1, sentences=0)
    mini_batches: Batches = Batches(rows=8, sentences=4)


FULL = Scale()
TINY = Scale(
    shape={"hidden_size": 64, "num_hidden_layers": 2, "intermediate_size": 128},
    rank=2,
    repeats=2,
    switches=4,
    tokens=8,
    mixed_tokens=8,
    history=100,
    peer_changes=1,
    batches=Batches(rows=2, sentences=1),
    mini_batches=Batches(rows=2, sentences=1),
)


class World:
    """Lies in ``folder``, which is the caller's; everything is made when asked for.

    Args:
        folder: An empty folder.
        scale: How big things are.
        mini: In place of the bundled model.
    """

    def __init__(self, folder: Path, scale: Scale, mini: Path | None = None) -> None:
        self.scale = scale
        self._folder = folder
        self._given = mini
        self._adapters: dict[str, Path] = {}

    @cached_property
    def base(self) -> Path:
        """A random 4-bit model that answers up to ``max_tokens``."""
        shape = {**self.scale.shape, "max_position_embeddings": 4096}
        model = random_model(self._folder / "random-4bit", bits=4, **shape)
        return endless(model, self._folder)

    @cached_property
    def mini(self) -> Path:
        """The bundled model, made to answer up to ``max_tokens``."""
        return endless(mini_model(self._folder, self._given), self._folder)

    def adapter(self, method: AdapterMethod, seed: int, base: Base = "base") -> Path:
        """A random adapter on all linears, in mlx-lm's format."""
        key = f"{base}-{method}-{seed}"
        if key not in self._adapters:
            folder, model = self._folder / key, getattr(self, base)
            rank = self.scale.rank
            self._adapters[key] = build_adapter(folder, model, method, rank, seed)
        return self._adapters[key]

    def expert(
        self,
        method: AdapterMethod,
        seed: int,
        base: Base = "base",
        activation: Activation = "always",
    ) -> WeightedAdapter:
        """The same, as a request names it."""
        path = self.adapter(method, seed, base)
        return WeightedAdapter(Adapter(path.name, path, activation))
