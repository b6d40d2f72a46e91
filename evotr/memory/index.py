"""Keeping the index of vectors the same as the journal, beside everything else."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event, Lock, RLock
from typing import Final

import numpy as np

from evotr.domain import MemoryChange
from evotr.embedding import Embedder
from evotr.errors import IndexBroken
from evotr.journal.memories import Memories
from evotr.memory.dense import DenseIndex
from evotr.memory.fusion import Floats
from evotr.memory.table import Table
from evotr.memory.vectors import Vectors

__all__ = ["IndexState", "MemoryIndex"]

_log = logging.getLogger(__name__)

_PAGE: Final = 500
# So few that a message just said waits for no long list.
_EMBEDDED: Final = 32
_WAIT_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is.

    Attributes:
        known: Memories that it knows of.
        embedded: Those of them whose vector is there.
        complete: Whether it has seen all that the journal holds.
        graph: Whether Chroma has all the vectors and answers.
    """

    known: int
    embedded: int
    complete: bool
    graph: bool


class MemoryIndex:
    """The vectors of all memories of a journal; what is missing is made behind.

    A thread named ``evotr-memory`` reads what changed, embeds, and writes the files
    under ``folder``; a process killed meanwhile goes on at its next start. Everything
    there can be deleted. Other threads read `table` and `vectors` under `lock`.

    Args:
        memories: The truth.
        embedder: Whose vectors these are; those of another are made anew.
        folder: Where the files lie.
        graph: Whether Chroma is opened with it; `open_graph` does that later. It takes
            a second that a first question should not wait for.
    """

    def __init__(
        self,
        memories: Memories,
        embedder: Embedder,
        folder: Path,
        *,
        graph: bool = True,
    ) -> None:
        self._memories, self._embedder = memories, embedder
        self._graph_folder = folder / "graph"
        self.lock = RLock()
        self.table = Table()
        self.vectors = Vectors(
            folder / "vectors", embedder.fingerprint, embedder.dimensions
        )
        self._graph: DenseIndex | None = None
        self._graph_lock = Lock()
        self._graph_serves = self._graph_failed = False
        self._graph_wanted = graph
        self._seen = 0
        self._complete = Event()
        self._waiting: dict[str, None] = {}
        self._closing = Event()
        self._queued: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evotr-memory")

    def refresh(self) -> Future[None]:
        """Take up what changed; done when the index is the same as the journal.

        The future can raise what the journal, the embedder and the disk do; the next
        call goes on where this one stopped.
        """
        with self.lock:
            if self._queued is None or self._queued.running() or self._queued.done():
                self._queued = self._thread.submit(self._refresh)
            return self._queued

    def open_graph(self) -> Future[None]:
        """Have Chroma beside the vectors from now on; as `refresh`."""
        self._graph_wanted = True
        return self.refresh()

    def rebuild(self) -> Future[None]:
        """Embed everything anew; until a memory's turn comes it is found by words."""

        def work() -> None:
            with self.lock:
                for memory_id in self.table.ids:
                    if memory_id:
                        self.vectors.drop(memory_id)
                        self.table.place([memory_id], np.array([-1]))
                        self._waiting[memory_id] = None
            with self._graph_lock:
                self._graph_serves = self._graph_failed = False
                if self._graph is not None:
                    self._graph.begin_anew()
            self._refresh()

        return self._thread.submit(work)

    def state(self) -> IndexState:
        """How far it is."""
        with self.lock:
            return IndexState(
                len(self.table),
                len(self.vectors),
                self._complete.is_set(),
                self._graph_serves,
            )

    @property
    def graph_is_kept(self) -> bool:
        """Whether Chroma has files here, open or not."""
        return self._graph_folder.exists()

    @property
    def complete(self) -> bool:
        """Whether `table` has all that the journal held when it was read."""
        return self._complete.is_set()

    def settle(self, seconds: float) -> None:
        """Wait for `complete`, so long at most."""
        self._complete.wait(seconds)

    def nearest(self, vector: Floats, number: int) -> list[str] | None:
        """Ids of about ``number`` memories near ``vector``; None: ask by words.

        It waits for nobody: while the graph is written or made anew, it has no answer.
        """
        if not self._graph_serves or not self._graph_lock.acquire(timeout=_WAIT_S):
            return None
        try:
            if self._graph is None:
                return None
            return self._graph.nearest(vector, number)
        except IndexBroken as error:
            _log.warning("%s: %s", type(error).__name__, error)
            self._graph_serves, self._graph_failed = False, True
        finally:
            self._graph_lock.release()
        self.refresh()
        return None

    def close(self) -> None:
        """Stop after what is being written. A second call does nothing."""
        self._closing.set()
        self._thread.shutdown(wait=True)
        with self._graph_lock:
            self._graph_serves = False
            if self._graph is not None:
                self._graph.close()
                self._graph = None
        with self.lock:
            self.vectors.close()

    def _refresh(self) -> None:
        while not self._closing.is_set():
            changes = self._memories.changes(self._seen, _PAGE).result()
            if changes:
                self._take_up(changes)
            elif not self._complete.is_set():
                with self.lock:
                    self.vectors.drop_others(filter(None, self.table.ids))
                    self.table.linked()
                self._complete.set()
            elif self._waiting:
                self._embed_some()
            elif self._graph_wanted and not self._graph_serves and self._mend_graph():
                continue
            else:
                with self.lock:
                    self.table.linked()
                self._memories.confirm(self._seen).result()
                return

    def _take_up(self, changes: Sequence[MemoryChange]) -> None:
        gone = [change.id for change in changes if change.gone]
        here = [change.id for change in changes if not change.gone]
        items = self._memories.get(here).result()
        # What went since the changes were read comes as a change of its own.
        if gone:
            # A closed graph would keep the vectors of what the user took back.
            self._graph_wanted |= self._complete.is_set() and self.graph_is_kept
            self._in_graph(lambda graph: graph.drop(gone))
        with self.lock:
            for memory_id in gone:
                self.table.drop(memory_id)
                self.vectors.drop(memory_id)
                self._waiting.pop(memory_id, None)
            for item in items:
                slot = self.vectors.slot(item.id, item.text)
                self.table.put(item, slot)
                if slot < 0:
                    self._waiting[item.id] = None
        self._seen = changes[-1].number

    def _embed_some(self) -> None:
        """The newest first: they are asked for soonest."""
        ids = list(islice(reversed(self._waiting), _EMBEDDED))
        items = self._memories.get(ids).result()
        texts = [item.text for item in items]
        found = [item.id for item in items]
        if items:
            vectors = self._embedder.encode(texts)
            # Chroma first: what is noted as embedded is in both.
            self._in_graph(lambda graph: graph.put(found, vectors))
            with self.lock:
                slots = self.vectors.put(found, texts, vectors)
                self.table.place(found, slots)
        for memory_id in ids:
            self._waiting.pop(memory_id, None)

    def _mend_graph(self) -> bool:
        """Open the graph, or make it what the vectors are; whether that was tried."""
        if self._graph_failed and self._graph is None:
            return False
        try:
            with self._graph_lock:
                graph = self._graph or DenseIndex(
                    self._graph_folder,
                    self._embedder.fingerprint,
                    self._embedder.dimensions,
                )
                self._graph = graph
                if self._graph_failed:
                    graph.begin_anew()
                    self._graph_failed = False
                held = graph.ids()
            self._fill(graph, held)
        except IndexBroken as error:
            _log.warning("%s: %s", type(error).__name__, error)
            with self._graph_lock:
                # The second failure in a row: this process does without.
                if self._graph_failed and self._graph is not None:
                    self._graph.close()
                    self._graph = None
                self._graph_failed = True
            return self._graph is not None
        return True

    def _fill(self, graph: DenseIndex, held: set[str]) -> None:
        with self.lock:
            rows = self.table.rows_of(filter(None, self.table.ids))
            rows = rows[self.table.slots(rows) >= 0]
            ids = [self.table.ids[row] for row in rows]
        missing = [memory_id for memory_id in ids if memory_id not in held]
        others = sorted(held.difference(ids))
        for start in range(0, len(missing), _PAGE):
            if self._closing.is_set():
                return
            part = missing[start : start + _PAGE]
            with self.lock:
                vectors = self.vectors.at(self.table.slots(self.table.rows_of(part)))
            with self._graph_lock:
                graph.put(part, vectors)
        with self._graph_lock:
            graph.drop(others)
            self._graph_serves = True

    def _in_graph(self, work: Callable[[DenseIndex], None]) -> None:
        """Write to the graph, if it is open; one that fails is made anew."""
        with self._graph_lock:
            if self._graph is None:
                return
            try:
                work(self._graph)
            except IndexBroken as error:
                _log.warning("%s: %s", type(error).__name__, error)
                self._graph_serves, self._graph_failed = False, True
