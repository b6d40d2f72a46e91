"""The engine: one thread that owns MLX, and the queue into it."""

import atexit
import contextlib
import logging
import os
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from typing_extensions import override

from evotr.domain import (
    Adapter,
    EngineState,
    EngineStatus,
    GenerationRequest,
    Priority,
    TokenCount,
)
from evotr.errors import EngineClosed, EvotrError
from evotr.inference.api import TextEngine
from evotr.inference.bank_metrics import BankMetrics
from evotr.inference.config import EngineConfig
from evotr.inference.device import load_blas
from evotr.inference.requests import check_request
from evotr.inference.stream import Job
from evotr.torchless import TRANSFORMERS

if TYPE_CHECKING:
    from evotr.inference.session import Session

__all__ = ["Engine", "EngineMetrics"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineMetrics:
    """Sizes in bytes as of the last load or answer's end.

    ``peak_bytes`` is MLX's peak since the load began, ``buffer_bytes`` what MLX keeps
    for reuse, ``loads`` counts successful loads; ``bank`` is about the experts.
    """

    active_bytes: int = 0
    peak_bytes: int = 0
    buffer_bytes: int = 0
    cache_bytes: int = 0
    loads: int = 0
    bank: BankMetrics = field(default_factory=BankMetrics)


class Engine(TextEngine):
    """Answers requests with one model on the thread ``evotr-inference``.

    Neither importing nor constructing it imports MLX: its thread does so when the
    first request or ``preload`` comes. Only plain Python values leave that thread. A
    load that fails ends its request with the error; the next request tries again.

    Args:
        config: What to load, and how much of the machine to use.
        on_state: Called on the engine's thread after every change of state; what it
            raises is logged.
    """

    def __init__(
        self,
        config: EngineConfig,
        on_state: Callable[[EngineState], None] | None = None,
    ) -> None:
        self._config = config
        self._on_state = on_state
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._jobs: set[Job] = set()
        self._closing = False
        self._session: Session | None = None
        self._state: EngineState = "unloaded"
        self._limits = (0, 0)  # context tokens, weight bytes
        self._metrics = EngineMetrics()
        self._loads = 0
        self._imported = False  # whether MLX is
        # A daemon that close() joins: an executor's thread would hold up the exit of
        # a program that forgot to close, and its loop could not be told to end.
        self._thread = threading.Thread(  # noqa: TID251
            target=self._run, name="evotr-inference", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)

    @override
    def submit(self, request: GenerationRequest) -> Job:
        check_request(request)
        job = Job(request)
        with self._lock:
            if self._closing:
                raise EngineClosed
            self._jobs = {old for old in self._jobs if not old.ended} | {job}
            self._inbox.put(partial(self._accept, job))
        return job

    @override
    def count(self, texts: Sequence[str]) -> Future[TokenCount]:
        counted: Future[TokenCount] = Future()
        with self._lock:
            if self._closing:
                raise EngineClosed
            self._inbox.put(partial(self._count, tuple(texts), counted))
        return counted

    @override
    def preload(self) -> None:
        self._inbox.put(self._preload)

    @override
    def prefetch(self, adapters: tuple[Adapter, ...]) -> None:
        self._inbox.put(partial(self._prefetch, adapters))

    @override
    def forget(self, conversation: str) -> None:
        self._inbox.put(partial(self._forget, conversation))

    @override
    def status(self) -> EngineStatus:
        with self._lock:
            jobs = [job for job in self._jobs if not job.ended]
        # What the night asks is nobody's business that looks at this.
        jobs = [j for j in jobs if j.request.priority is not Priority.BACKGROUND]
        running = sum(job.begun for job in jobs)
        context, weights = self._limits
        return EngineStatus(
            state=self._state,
            model=self._config.name or self._config.model_path.name,
            context_tokens=context,
            weights_bytes=weights,
            cache_bytes=self._metrics.cache_bytes,
            active_bytes=self._metrics.active_bytes,
            running=running,
            waiting=len(jobs) - running,
        )

    def metrics(self) -> EngineMetrics:
        """Memory as last measured, without waiting for the engine."""
        return self._metrics

    @override
    def close(self) -> None:
        with self._lock:
            self._closing = True
        self._wake()
        self._thread.join()
        atexit.unregister(self.close)

    def _wake(self) -> None:
        self._inbox.put(lambda: None)

    # Everything below runs on the engine's thread.

    def _run(self) -> None:
        while not self._closing:
            fault = self._round()
            if fault is not None:
                self._fail_all(EvotrError(reason=fault))
                self._unload("failed")
        self._fail_all(EngineClosed())
        self._unload("closed")
        while not self._inbox.empty():  # who waits for a count is told too
            self._inbox.get()()
        if self._imported:
            _leave()

    def _round(self) -> str | None:
        """Do what was asked and one turn of the session; any fault is returned.

        Neither the session nor an exception that holds its frames outlives the call,
        so that unloading gives the memory back.
        """
        try:
            self._take_inbox()
            if self._busy and self._session is not None:
                self._session.turn()
        except Exception as error:  # noqa: BLE001 - the thread outlives any fault
            _log_fault("the engine gives up what it was doing")
            return f"{type(error).__name__}: {error}"
        return None

    def _fail_all(self, error: EvotrError) -> None:
        with self._lock:
            jobs, self._jobs = self._jobs, set()
        for job in jobs:
            job.fail(error)

    @property
    def _busy(self) -> bool:
        return self._session is not None and self._session.busy

    def _take_inbox(self) -> None:
        """Do what was asked; wait for it only when there is nothing else to do."""
        if not self._busy:
            held = self._session is None or self._session.waiting
            timeout = None if held else self._config.idle_unload_s
            try:
                self._inbox.get(timeout=timeout)()
            except Empty:
                self._unload("unloaded")
        while not self._inbox.empty():
            self._inbox.get()()

    def _accept(self, job: Job) -> None:
        if self._closing:
            job.fail(EngineClosed())
            return
        try:
            session = self._load()
        except EvotrError as error:
            job.fail(error)
        else:
            session.add(job)

    def _count(self, texts: tuple[str, ...], counted: Future[TokenCount]) -> None:
        fault: EvotrError = EngineClosed()
        count = None
        try:
            if not self._closing:
                count = self._load().count(texts)
        except EvotrError as error:
            fault = error
        except Exception as error:  # noqa: BLE001 - the thread outlives any fault
            _log_fault("texts cannot be counted")
            fault = EvotrError(reason=f"{type(error).__name__}: {error}")
        # Until here it may be cancelled: nobody has to wait for a load.
        if not counted.set_running_or_notify_cancel():
            return
        if count is None:
            counted.set_exception(fault)
        else:
            counted.set_result(count)

    def _preload(self) -> None:
        if not self._closing:
            with contextlib.suppress(EvotrError):  # the first request tells it
                self._load()

    def _prefetch(self, adapters: tuple[Adapter, ...]) -> None:
        if self._session is not None:  # a load has better things to do
            self._session.prefetch(adapters)

    def _forget(self, conversation: str) -> None:
        if self._session is not None:
            self._session.forget(conversation)
            self._measure()

    def _load(self) -> "Session":
        """The loaded model.

        Raises:
            EvotrError: It cannot be loaded.
        """
        if self._session is not None:
            return self._session
        self._change("loading")
        try:
            with TRANSFORMERS:
                build = _import_session()
                self._imported = True
                session = build(self._config, self._measure, self._wake)
        except EvotrError:
            self._unload("failed")
            raise
        except Exception as error:  # noqa: BLE001 - the thread outlives any fault
            _log_fault("the model cannot be loaded")
            reason = f"{type(error).__name__}: {error}"
        else:
            self._session = session
            self._loads += 1
            self._limits = session.loaded.context, session.loaded.weights_bytes
            self._measure()
            self._change("ready")
            return session
        self._unload("failed")
        raise EvotrError(reason=reason)

    def _unload(self, state: EngineState) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None
        self._limits = (0, 0)
        if self._imported:
            _give_back()
            self._measure()
        self._change(state)

    def _measure(self) -> None:
        import mlx.core as mx  # noqa: PLC0415 - only this thread imports MLX

        self._metrics = EngineMetrics(
            active_bytes=mx.get_active_memory(),
            peak_bytes=mx.get_peak_memory(),
            buffer_bytes=mx.get_cache_memory(),
            cache_bytes=self._session.cache_bytes if self._session else 0,
            loads=self._loads,
            bank=self._session.bank_metrics if self._session else BankMetrics(),
        )

    def _change(self, state: EngineState) -> None:
        self._state = state
        if self._on_state is None:
            return
        try:
            self._on_state(state)
        except Exception:  # noqa: BLE001 - the thread outlives its listener
            _LOG.exception("on_state(%s)", state)


def _log_fault(what: str) -> None:
    # As text: a record that holds the exception would hold the frames' arrays.
    _LOG.error("%s\n%s", what, traceback.format_exc())


def _import_session() -> "type[Session]":
    """The first call in a process imports MLX, on this thread."""
    load_blas()
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # it advises on stderr
    from evotr.inference.session import Session  # noqa: PLC0415 - it imports MLX

    return Session


def _give_back() -> None:
    import mlx.core as mx  # noqa: PLC0415 - only this thread imports MLX

    mx.clear_cache()


def _leave() -> None:
    import mlx.core as mx  # noqa: PLC0415 - only this thread imports MLX

    # A stream that outlives its thread can abort the process at its exit.
    mx.clear_streams()
