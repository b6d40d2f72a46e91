"""The parts of recall put together; importing it imports numpy."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from evotr.domain import RecallQuery, Recollection
from evotr.embedding import Embedder
from evotr.errors import IndexBusy, InstanceRunning
from evotr.instance import hold_instance
from evotr.journal import Journal
from evotr.memory.candidates import COMPARED
from evotr.memory.encoder import for_memory
from evotr.memory.index import IndexState, MemoryIndex
from evotr.memory.recall import Recall, Reranker, Tuning
from evotr.memory.relevance import read_relevance
from evotr.memory.vectors import lock_of
from evotr.paths import BUNDLED_RELEVANCE

__all__ = ["Opened"]

_SETTLE_S: Final = 1.0


class _NoEmbedder(Embedder):
    """All texts are at right angles to each other: words alone decide."""

    fingerprint = "none"
    dimensions = 1

    @override
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 1), np.float32)


class Opened:
    """Recall, and the index beside it, for as long as the memory is open.

    Attributes:
        has_vectors: Whether there is an index; words alone decide otherwise.
        fault: Why there is none, where another process has it.

    Args:
        journal: The truth.
        embedder: The encoder, if there is one.
        folder: Where the index lies. One process at a time has it open; no other
            touches its files.
        reranker: Who has the last word, if anybody.
    """

    def __init__(
        self,
        journal: Journal,
        embedder: Embedder | None,
        folder: Path,
        reranker: Reranker | None = None,
    ) -> None:
        self.fault: IndexBusy | None = None
        with ExitStack() as stack:
            if embedder is not None:
                self.fault = _hold(folder, stack)
            self.has_vectors = embedder is not None and self.fault is None
            if embedder is None or self.fault is not None:
                embedder = _NoEmbedder()
                folder = Path(stack.enter_context(TemporaryDirectory()))
            embedder = for_memory(embedder)
            self._index = MemoryIndex(journal.memories, embedder, folder, graph=False)
            stack.callback(self._index.close)
            relevance = read_relevance(BUNDLED_RELEVANCE, embedder.fingerprint)
            tuning = Tuning(relevance=relevance)
            self._recall = Recall(
                journal.memories, self._index, embedder, tuning, reranker
            )
            self._stack = stack.pop_all()
        self.refresh()

    def recall(self, query: RecallQuery) -> list[Recollection]:
        """See `Recall`; at first it waits a moment for what the index has read."""
        if self.has_vectors:
            self._index.settle(_SETTLE_S)
        return self._recall.recall(query)

    def refresh(self) -> Future[None]:
        """Bring the vectors up to the journal."""
        return self._index.refresh() if self.has_vectors else _done()

    def open_graph(self) -> None:
        """Open Chroma where it is of use, behind; nobody waits for it.

        What was kept of it when there was more is kept up, so that it forgets, too.
        """
        if self.has_vectors and (self._asks_graph() or self._index.graph_is_kept):
            self._index.open_graph()

    def with_graph(self) -> Future[None]:
        """As `refresh`, with Chroma open where a search of everything would ask it."""
        if self.has_vectors and self._asks_graph():
            return self._index.open_graph()
        return self.refresh()

    def rebuild(self) -> Future[None]:
        """Make the vectors anew."""
        return self._index.rebuild() if self.has_vectors else _done()

    def state(self) -> IndexState:
        """How far the vectors are."""
        return self._index.state()

    def _asks_graph(self) -> bool:
        """Whether there is so much that a search of everything asks Chroma."""
        return self._index.state().known > COMPARED

    def close(self) -> None:
        """Stop after what is being written."""
        self._stack.close()


def _hold(folder: Path, stack: ExitStack) -> IndexBusy | None:
    """Keep other processes out, or say who keeps this one out."""
    try:
        stack.enter_context(hold_instance(lock_of(folder)))
    except InstanceRunning as error:
        return IndexBusy(pid=error.values["pid"])
    return None


def _done() -> Future[None]:
    done: Future[None] = Future()
    done.set_result(None)
    return done
