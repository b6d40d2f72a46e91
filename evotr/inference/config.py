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
    the context; the background may have half as much on top. ``adapter_bytes``
    caps the experts in the bank (a quarter more is read ahead). ``max_batch`` answers
    are generated at once, and while nobody waits for one, ``background_rows`` of the
    background's.
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
    background_rows: int = 32
    device: DeviceChoice = "auto"
    prefill_chunk: int = 512

    def __post_init__(self) -> None:
        if min(self.max_batch, self.background_rows, self.prefill_chunk) < 1:
            raise ValueError(self)
