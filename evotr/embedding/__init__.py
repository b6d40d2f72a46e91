"""Embedding models: texts in, unit vectors out.

Importing this loads no model, no numpy and no runtime; `open_embedder` does. Nothing
here ever opens a connection.
"""

from evotr.embedding.base import Embedder

__all__ = ["Embedder"]
