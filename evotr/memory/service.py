"""The memory as the rest of the program has it: opened behind, asked from anywhere."""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from evotr.domain import RecallQuery, Recollection, StoredMessage
from evotr.embedding import Embedder
from evotr.errors import EvotrError, MemoryFailed, MemoryLate
from evotr.journal import Journal
from evotr.memory.afterthought import Afterthought
from evotr.memory.alarm import Alarm
from evotr.memory.documents.expiry import drop_expired
from evotr.memory.episodes import episodes
from evotr.memory.facts import Command
from evotr.memory.obeying import Obedience, Outcome
from evotr.memory.service_values import Habits, MemoryState, Stage

if TYPE_CHECKING:  # numpy, which a start must not wait for
    from evotr.memory.opening import Opened
    from evotr.memory.recall import Reranker

__all__ = ["Command", "Habits", "MemoryService", "MemoryState", "Outcome"]

_log = logging.getLogger(__name__)

T = TypeVar("T")

_TAKEN: Final = 100  # messages at a time
_ASKING: Final = 2  # questions at a time
_IDLE_S: Final = 5.0


class MemoryService:
    """Recalls, and takes up what was said; any thread may call.

    Opening imports numpy and reads the index, so it is done once, on the thread
    ``evotr-remember``, when it is first needed or `preload` says so. What is said is
    taken up there too. The vectors are made on the index's own thread.

    Args:
        journal: The truth.
        embedder: Opens the encoder, or gives None where it cannot serve; then words
            alone decide. Called on the service's thread.
        folder: Where the index lies; it may be deleted.
        habits: How it behaves.
        reranker: Opens the one who has the last word in recall, or gives None.
        unlearn: Deletes what else was made of the user's texts, before they go.
    """

    def __init__(
        self,
        journal: Journal,
        embedder: Callable[[], Embedder | None],
        folder: Path,
        habits: Habits | None = None,
        reranker: "Callable[[], Reranker | None]" = lambda: None,
        unlearn: Callable[[], None] = lambda: None,
    ) -> None:
        self.journal = journal
        self._embedder, self._folder = embedder, folder
        self._reranker = reranker
        self._habits = habits or Habits()
        self._after = Afterthought(journal, self._habits)
        self._obedience = Obedience(journal, self._after.learner, unlearn)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="evotr-remember")
        self._asking = ThreadPoolExecutor(_ASKING, thread_name_prefix="evotr-recall")
        self._lock = threading.Lock()
        self._opening: Future[Opened] | None = None
        self._taking: Future[None] | None = None
        self._closing = threading.Event()
        self._tended = False
        self._alarm = Alarm()
        self._turns = 0

    def preload(self) -> None:
        """Begin to open it, and to take up what is not yet; never waits nor raises."""
        self._begin_to_take_up()

    def recall(self, query: RecallQuery) -> list[Recollection]:
        """The memories that ``query`` needs, the best first; none if none fits.

        Before the vectors are there, words alone decide.

        Raises:
            MemoryLate: It is not open within the patience.
            MemoryFailed: It cannot be opened, or broke.
            JournalError: And its kin: the journal cannot be read.
        """
        patience = self._habits.patience_s
        try:
            return self._opened().result(patience).recall(query)
        except EvotrError:
            raise
        except FutureTimeout as error:
            raise MemoryLate(seconds=patience) from error
        except Exception as error:  # whatever it is, the user gets an answer
            _log.warning("recall broke", exc_info=True)
            raise MemoryFailed(reason=type(error).__name__) from error

    def ask(self, query: RecallQuery) -> Future[list[Recollection]]:
        """`recall` on a thread of its own; the future may be cancelled at any time.

        A turn begins with it, and ends with `heard`.
        """
        with self._lock:
            self._turns += 1
        self._after.make_way(wholly=False)
        asked: Future[list[Recollection]] = Future()

        def answer() -> None:
            found, fault = list[Recollection](), None
            try:
                found = self.recall(query)
            except EvotrError as error:
                fault = error
            if asked.set_running_or_notify_cancel():
                if fault is None:
                    asked.set_result(found)
                else:
                    asked.set_exception(fault)

        try:
            self._asking.submit(answer)
        except RuntimeError:
            asked.set_exception(MemoryFailed(reason="closed"))
        return asked

    def heard(self, message_id: str | None = None) -> None:
        """A turn is over, with this message: take up what was said, behind.

        It never raises.
        """
        with self._lock:
            self._turns = max(0, self._turns - 1)
        self._after.heard(message_id)
        self._begin_to_take_up()

    def _begin_to_take_up(self) -> None:
        with suppress(EvotrError):
            self._opened()
            with self._lock:
                waiting = self._taking
                if waiting is None or waiting.running() or waiting.done():
                    self._taking = self._submit(self._take_up)
                # Otherwise it will see this, too.

    def obey(self, command: Command, message: StoredMessage) -> Outcome:
        """Do what ``message`` asks for; forgetting takes seconds in a large home.

        Raises:
            MemoryFailed: Something else than the journal is broken.
            JournalError, DiskFull: And their kin, as `Memories.forget` says.
        """
        self._after.make_way(wholly=True)  # the user waits for this thread
        with suppress(FutureTimeout):
            # What was said a moment ago is to be found, too.
            self._submit(lambda: None).result(self._habits.patience_s)
        return self._named(lambda: self._obedience.obey(command, message))

    def forget(self, memory_ids: Iterable[str]) -> Future[Outcome]:
        """Destroy memories, what they come from, and answers that repeat them.

        Raises:
            MemoryFailed, JournalError, DiskFull: In the future, as for `obey`.
        """
        ids = tuple(memory_ids)
        self._after.make_way(wholly=True)  # the user waits for this thread

        def work() -> Outcome:
            items = self.journal.memories.get(ids).result()
            return self._named(lambda: self._obedience.forget(items))

        return self._submit(work)

    @staticmethod
    def _named(work: Callable[[], T]) -> T:
        try:
            return work()
        except OSError as error:
            raise MemoryFailed(reason=type(error).__name__) from error

    def refresh(self) -> Future[None]:
        """Bring the index up to the journal; done when it has every vector.

        Raises:
            EvotrError, OSError: In the future; the next call goes on from there.
        """
        return self._with_index(lambda opened: opened.refresh())

    def with_graph(self) -> Future[None]:
        """As `refresh`, with Chroma open where it is of use: for who can wait for it.

        Raises:
            EvotrError, OSError: In the future.
        """
        return self._with_index(lambda opened: opened.with_graph())

    def rebuild(self) -> Future[None]:
        """Make the vectors and the index of words anew; done when they are.

        Raises:
            EvotrError, OSError: In the future.
        """

        def work(opened: "Opened") -> Future[None]:
            self.journal.memories.begin_words().result()
            self._tend()
            return opened.rebuild()

        return self._with_index(work)

    def state(self) -> MemoryState:
        """How far it is; does not wait."""
        with self._lock:
            opening = self._opening
        if opening is None:
            return MemoryState("closed")
        if not opening.done():
            return MemoryState("opening")
        try:
            opened = opening.result()
        except EvotrError as error:
            return MemoryState("failed", fault=error)
        index = opened.state()
        whole = opened.has_vectors and index.complete and index.known == index.embedded
        stage: Stage = "ready" if whole else "words"
        return MemoryState(
            stage, index.known, index.embedded, index.graph, opened.fault
        )

    def close(self) -> None:
        """Stop after what is being written. A second call does nothing."""
        self._closing.set()
        self._after.close()
        self._alarm.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._asking.shutdown(wait=True)
        with self._lock:
            opening, self._opening = self._opening, None
        if opening is not None and not opening.cancelled():
            with suppress(EvotrError):
                opening.result().close()

    def _opened(self) -> "Future[Opened]":
        with self._lock:
            if self._opening is None:
                self._opening = self._submit(self._open)
            return self._opening

    def _open(self) -> "Opened":
        try:
            # numpy, which a start must not wait for.
            from evotr.memory.opening import Opened  # noqa: PLC0415

            return Opened(
                self.journal, self._embedder(), self._folder, self._reranker()
            )
        except EvotrError:
            raise
        except Exception as error:  # libraries of others are opened in there
            _log.warning("the memory cannot be opened", exc_info=True)
            raise MemoryFailed(reason=type(error).__name__) from error

    def _take_up(self) -> None:
        memories = self.journal.memories
        try:
            if not self._tended:
                self._tend()
            while not self._closing.is_set():
                said = memories.to_remember(_TAKEN).result()
                if not said:
                    break
                ids = [message.id for message in said]
                trusts = self.journal.recalls.trusts(ids).result()
                items = episodes(said, self._habits.workspace, trusts)
                memories.add(items, remembered=ids).result()
            self._after.think(self._closing.is_set)
            self._with_vectors().refresh().add_done_callback(_log_fault)
        except Exception as error:  # noqa: BLE001 - the thread outlives any fault
            # Nothing is lost: the next turn, or the next start, takes it up.
            _tell(error)
        with self._lock:
            idle = not self._turns
        if idle:
            self._alarm.set(_IDLE_S, self._when_idle)

    def _when_idle(self) -> None:
        """Do what a question must not wait for, and come back for what is not quiet."""

        def work() -> None:
            with suppress(EvotrError):
                drop_expired(self.journal.documents)
                self._opened().result().open_graph()
            quiet = self._habits.quiet.total_seconds() + _IDLE_S
            self._alarm.set(quiet, self._begin_to_take_up)

        with self._lock:
            idle = not self._turns
        if idle:
            with suppress(EvotrError):
                self._submit(work)

    def _with_vectors(self) -> "Opened":
        """What is open; where another process had the index, this one tries again."""
        opened = self._opened().result()
        if opened.fault is not None:
            fresh: Future[Opened] = Future()
            fresh.set_result(self._open())
            with self._lock:
                self._opening = fresh
            opened.close()
            return fresh.result()
        return opened

    def _tend(self) -> None:
        """Do what was due, or left undone, when the program was last closed."""
        while not self._closing.is_set():
            if not self.journal.memories.refresh_words().result():
                break
        drop_expired(self.journal.documents)
        self._tended = True

    def _with_index(self, begin: "Callable[[Opened], Future[None]]") -> Future[None]:
        """What ``begin`` begins on the service's thread, done when that is."""
        self._opened()
        done: Future[None] = Future()

        def finished(made: Future[None]) -> None:
            error = made.exception()
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def work() -> None:
            try:
                begin(self._opened().result()).add_done_callback(finished)
            except BaseException as error:  # noqa: BLE001 - it belongs to the future
                done.set_exception(error)

        self._submit(work)
        return done

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._executor.submit(work)
        except RuntimeError as error:
            raise MemoryFailed(reason="closed") from error


def _log_fault(done: Future[None]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None:
        _tell(error)


def _tell(error: BaseException) -> None:
    _log.warning("not taken up: %s: %s", type(error).__name__, error)
