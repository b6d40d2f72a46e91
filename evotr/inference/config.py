"""How an engine is set up."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["DeviceChoice", "EngineConfig"]

DeviceChoice = Literal["auto", "cpu", "gpu"]


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """An engine's settings.

    ``name`` is what the status calls the model (its folder's name by default).
    ``context_tokens`` narrows the model's own context. ``cache_bytes`` caps the keys
    and values of running answers and of what is kept for later turns, and with them
    the context; those of a paused background answer come on top. ``adapter_bytes``
    caps the experts in the bank (a quarter more is read ahead).
    ``idle_unload_s`` None never unloads. ``prefill_chunk`` tokens are read at once,
    a quarter of it while another answer streams.
    """

    model_path: Path
    name: str = ""
    context_tokens: int | None = None
    cache_bytes: int = 2 * 2**30
    adapter_bytes: int = 2**29
    idle_unload_s: float | None = None
    max_batch: int = 4
    device: DeviceChoice = "auto"
    prefill_chunk: int = 512

    def __post_init__(self) -> None:
        if self.max_batch < 1 or self.prefill_chunk < 1:
            raise ValueError(self)
