"""Embeddings of the texts that are learned from, kept so that a refit is quick."""

import contextlib
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from evotr.embedding import Embedder
from evotr.router.features import Floats
from evotr.router.levels import rounded

__all__ = ["VectorCache", "write_arrays"]

_log = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile)


class VectorCache:
    """Vectors by text, of one embedder; eight bits a number (they are unit vectors).

    Args:
        embedder: Embeds what is not known yet.
        files: Read in turn if they are there and of this embedder; a broken or a
            foreign one is passed over.
    """

    def __init__(self, embedder: Embedder, files: Sequence[Path]) -> None:
        self._embedder = embedder
        self._known: dict[int, NDArray[np.int8]] = {}
        self.grown = False
        for file in files:
            self._read(file)

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of ``texts``, shape (n, dimensions), unit rows."""
        if not texts:
            return np.zeros((0, self._embedder.dimensions), np.float32)
        keys = [_key(text) for text in texts]
        missing = {
            key: text
            for key, text in zip(keys, texts, strict=True)
            if key not in self._known
        }
        if missing:
            self._learn(missing)
        found = np.stack([self._known[key] for key in keys]).astype(np.float32)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return found

    def lacks(self, texts: Sequence[str]) -> list[str]:
        """Those of ``texts`` that would have to be embedded."""
        return [text for text in texts if _key(text) not in self._known]

    def write(self, file: Path, texts: Sequence[str] | None = None) -> None:
        """Keep the vectors of ``texts`` in ``file`` (None: all that are known)."""
        kept = self._known if texts is None else {_key(text) for text in texts}
        keys = np.array(sorted(kept), np.uint64)
        vectors = np.stack([self._known[int(key)] for key in keys])
        fingerprint = np.array(self._embedder.fingerprint)
        arrays: dict[str, NDArray[np.generic]]
        arrays = {"keys": keys, "vectors": vectors, "fingerprint": fingerprint}
        write_arrays(file, arrays, write=np.savez_compressed)

    def _learn(self, missing: dict[int, str]) -> None:
        vectors = self._embedder.encode(list(missing.values()))
        self._known.update(zip(missing, rounded(vectors), strict=True))
        self.grown = True

    def _read(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
                if str(kept["fingerprint"]) != self._embedder.fingerprint:
                    return
                keys, vectors = kept["keys"], kept["vectors"]
        except _UNREADABLE as error:
            _log.warning("kept embeddings cannot be read: %s", type(error).__name__)
            return
        if vectors.dtype != np.int8 or vectors.shape != (
            len(keys),
            self._embedder.dimensions,
        ):
            return
        self._known.update(zip(keys.tolist(), vectors, strict=True))


def _key(text: str) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big")


def write_arrays(
    file: Path,
    arrays: dict[str, NDArray[np.generic]],
    *,
    write: Callable[..., None] = np.savez,
) -> None:
    """Write ``arrays`` to ``file`` whole or not at all; a full disk only costs time."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            staged = stack.enter_context(
                tempfile.NamedTemporaryFile(
                    dir=file.parent, suffix=".new", delete=False
                )
            )
            path = Path(staged.name)
            stack.callback(path.unlink, missing_ok=True)
            write(staged, allow_pickle=False, **arrays)
            staged.flush()
            os.fsync(staged.fileno())
            path.replace(file)
    except OSError as error:
        _log.warning("the router's files cannot be kept: %s", error.strerror)
