"""Everything MLX by day: one thread loads, generates and caches.

``api`` is what the other rooms see. Nothing here imports MLX until the engine's own
thread does.
"""

from evotr.inference.api import GenerationStream, TextEngine
from evotr.inference.config import DeviceChoice, EngineConfig
from evotr.inference.engine import Engine, EngineMetrics

__all__ = [
    "DeviceChoice",
    "Engine",
    "EngineConfig",
    "EngineMetrics",
    "GenerationStream",
    "TextEngine",
]
