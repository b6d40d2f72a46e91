"""The graph over all vectors: Chroma, which holds ids and vectors and no text."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from evotr.errors import IndexBroken
from evotr.memory.fusion import Floats

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.api.shared_system_client import SharedSystemClient

__all__ = ["DenseIndex"]

_NAME: Final = "memories"
# Writes that a process killed now would have to take up again at its next start.
_SYNC: Final = 50
_BATCH: Final = 1_000


class DenseIndex:
    """The nearest of any number of unit vectors, by cosine.

    Opening imports Chroma, which takes seconds. One thread at a time, and one process.

    Args:
        folder: Where Chroma keeps its files; it is thrown away where it cannot be read,
            or is of another embedder.
        fingerprint: The embedder's.
        dimensions: The length of a vector.

    Raises:
        IndexBroken: From every method: Chroma fails, whatever its reason.
    """

    def __init__(self, folder: Path, fingerprint: str, dimensions: int) -> None:
        self._folder = folder
        self._belongs = {"fingerprint": fingerprint, "dimensions": dimensions}
        try:
            self._collection = self._open()
            if self._collection.metadata != self._belongs:
                self.begin_anew()
        except Exception:  # noqa: BLE001 - Chroma's, SQLite's and Rust's
            self.begin_anew()

    def ids(self) -> set[str]:
        """Whose vectors it has."""
        try:
            return set(self._collection.get(include=[])["ids"])
        except Exception as error:
            raise IndexBroken(path=self._folder, reason=str(error)) from error

    def begin_anew(self) -> None:
        """Throw everything away, and begin with an empty index."""
        self.close()
        try:
            # A start that failed stays in its cache, and fails again.
            _chroma_client().clear_system_cache()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._collection = self._open()
        except Exception as error:
            raise IndexBroken(path=self._folder, reason=str(error)) from error

    def put(self, memory_ids: Sequence[str], vectors: Floats) -> None:
        """Take up vectors, in the place of older ones of the same ids."""
        try:
            for start in range(0, len(memory_ids), _BATCH):
                part = slice(start, start + _BATCH)
                self._collection.upsert(
                    ids=list(memory_ids[part]), embeddings=vectors[part]
                )
        except Exception as error:
            raise IndexBroken(path=self._folder, reason=str(error)) from error

    def drop(self, memory_ids: Sequence[str]) -> None:
        """Forget vectors; ids that are not there are passed over."""
        try:
            for start in range(0, len(memory_ids), _BATCH):
                self._collection.delete(ids=list(memory_ids[start : start + _BATCH]))
        except Exception as error:
            raise IndexBroken(path=self._folder, reason=str(error)) from error

    def nearest(self, vector: Floats, number: int) -> list[str]:
        """The ids of about ``number`` vectors near ``vector``, nearest first."""
        try:
            found = self._collection.query(
                query_embeddings=np.asarray([vector], np.float32),
                n_results=number,
                include=[],
            )
        except Exception as error:
            raise IndexBroken(path=self._folder, reason=str(error)) from error
        return found["ids"][0]

    def close(self) -> None:
        """Let go of the files. A second call does nothing."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    _client: "Client | None" = None

    def _open(self) -> "Collection":
        # Seconds, which only a search among thousands is worth.
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings  # noqa: PLC0415

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        client = cast("Client", chromadb.PersistentClient(str(self._folder), settings))
        self._client = client
        return client.get_or_create_collection(
            _NAME,
            configuration={"hnsw": {"space": "cosine", "sync_threshold": _SYNC}},
            metadata=self._belongs,
            embedding_function=None,
        )


def _chroma_client() -> "type[SharedSystemClient]":
    from chromadb.api.shared_system_client import (  # noqa: PLC0415 - as above
        SharedSystemClient,
    )

    return SharedSystemClient
