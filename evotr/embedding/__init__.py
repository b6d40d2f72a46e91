"""Embedding models: texts in, unit vectors out.

Importing this loads no model, no numpy and no runtime; `open_embedder` does. Nothing
here ever opens a connection.
"""

from evotr.embedding.base import Embedder
from evotr.embedding.opening import ChosenEmbedder, choose_embedder, open_embedder

__all__ = ["ChosenEmbedder", "Embedder", "choose_embedder", "open_embedder"]
