"""Embedding models in folders of sentence-transformers: BGE-M3, Turkish BERTs.

Importing this imports PyTorch, which takes seconds.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as progress

from evotr.embedding.folder import folder_digest
from evotr.embedding.readable import first_line, readable
from evotr.embedding.store import Store
from evotr.errors import EmbedderUnavailable

__all__ = ["SentenceModel"]

# BGE-M3 reads 8,192; what is routed and remembered is shorter, and so is the wait.
_MOST_PIECES: Final = 512
_BATCH: Final = 16
_SHOWN: Final = 12
_RECIPE: Final = 1
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class SentenceModel:
    """The dense vectors of a sentence-transformers model, on the CPU.

    The GPU and its memory belong to the language model. One thread computes at a time,
    a few texts each, so that a short question does not wait for a long list. Beside
    others a text's vector is the same but for the rounding of float32.

    Args:
        folder: The model's files; code in them is not run.
        store: Where hashes are remembered.
        name: What the model is called.

    Raises:
        EmbedderUnavailable: It cannot be loaded, or its numbers are not finite.
    """

    def __init__(self, folder: Path, store: Store, name: str) -> None:
        progress.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._lock = Lock()
        try:
            digest = folder_digest(folder, store)
            self._model = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True
            )
            limit = min(self._model.max_seq_length or _MOST_PIECES, _MOST_PIECES)
            self._model.max_seq_length = limit
            probe = self.encode([name])
        except Exception as error:  # three libraries' errors, without a common root
            raise EmbedderUnavailable(model=name, reason=first_line(error)) from error
        if not np.isfinite(probe).all():
            raise EmbedderUnavailable(model=name, reason="NaN")
        self._dimensions = len(probe[0])
        called = _UNSAFE.sub("-", folder.name).strip("-").lower()
        self._fingerprint = f"{called}-{digest[:_SHOWN]}-{_RECIPE}"

    @property
    def fingerprint(self) -> str:
        """The folder's name, the hash of its files, and the recipe."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of the model's dense vectors: 1,024 for BGE-M3."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.encode`; a text of more than 512 pieces is cut there."""
        whole = [readable(text, _MOST_PIECES) for text in texts]
        rows = [
            self._batch(whole[start : start + _BATCH])
            for start in range(0, len(whole), _BATCH)
        ]
        if not rows:
            return np.empty((0, self._dimensions), np.float32)
        return np.concatenate(rows)

    def _batch(self, texts: list[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = self._model.encode(
                texts,
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)
