"""PyTorch kept out of a process that runs nothing on it; in order in others."""

import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Final

from typing_extensions import override

__all__ = ["TRANSFORMERS", "hide_torch"]

TRANSFORMERS: Final = threading.Lock()
"""Held by who imports transformers, or loads what imports more of it.

Two threads that do so at once find each other's half of it, and neither loads: the
model that answers and an embedding model on PyTorch begin together.
"""

_TORCH = "torch"


class _Torchless(PathFinder):
    """Finds what Python finds, but not PyTorch."""

    @classmethod
    @override
    def find_spec(
        cls,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """None for PyTorch: it is not installed."""
        if fullname == _TORCH:
            return None
        return super().find_spec(fullname, path, target)


def hide_torch() -> None:
    """Let this process be one where PyTorch is not installed, to its end.

    mlx-lm reads tokenizers by transformers, and that imports PyTorch wherever it finds
    it, though a tokenizer has no use for it: more than half of what a start costs.
    Both know how to live without. Where transformers or PyTorch is imported already
    it is too late, and nothing happens.
    """
    if _TORCH in sys.modules or "transformers" in sys.modules:
        return
    # Not as `sys.modules["torch"] = None`: scipy looks there for its tensors.
    sys.meta_path[:] = [
        _Torchless if finder is PathFinder else finder for finder in sys.meta_path
    ]
