"""Embedding models: texts in, unit vectors out.

Importing this loads no model, no numpy and no runtime; `open_embedder` does. Nothing
here ever opens a connection.
"""

from evotr.embedding.base import Embedder
from evotr.embedding.opening import (
    BGE_M3,
    ChosenEmbedder,
    choose_embedder,
    installed_folder,
    missing_models,
    needs_torch,
    open_embedder,
    open_reranker,
)

__all__ = [
    "BGE_M3",
    "ChosenEmbedder",
    "Embedder",
    "choose_embedder",
    "installed_folder",
    "missing_models",
    "needs_torch",
    "open_embedder",
    "open_reranker",
]
