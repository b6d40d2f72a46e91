"""The router on a thread of its own: opened late, asked from anywhere, fitted anew."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from evotr.domain import Route, RouteQuery, Router
from evotr.errors import EvotrError, RouterFailed

__all__ = ["Switchboard"]

_log = logging.getLogger(__name__)

T = TypeVar("T")

_PATIENCE_S = 60.0  # a first fit takes seconds; then nobody is picked


class Switchboard:
    """Holds the router in force; any thread may call.

    Opening imports and reads a lot, so it is done once, on the thread
    ``evotr-router``, when it is first needed or `preload` says so. A question waits
    for it, and is then answered on the thread that asks. Where it broke (libraries that
    two threads import at once can), the next question has it tried again. Fitting anew
    makes another router there, which takes the old one's place at once.

    Args:
        build: Makes a router of everything that is known now; raises any error.
        patience_s: How long a question waits for the opening.
    """

    def __init__(
        self, build: Callable[[], Router], patience_s: float = _PATIENCE_S
    ) -> None:
        self._build = build
        self._patience_s = patience_s
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="evotr-router")
        self._lock = threading.Lock()
        self._router: Future[Router] | None = None

    def preload(self) -> None:
        """Begin to open the router; does not wait and does not raise."""
        with suppress(EvotrError):
            self._opened()

    def route(self, query: RouteQuery) -> Route:
        """Ask the router, once it is open.

        Raises:
            RouterFailed: It cannot be opened, takes too long to, or broke.
        """
        try:
            return self._opened().result(self._patience_s).route(query)
        except EvotrError:
            raise
        except Exception as error:  # whatever it is, the user gets an answer
            _log.warning("the router broke", exc_info=True)
            raise RouterFailed(reason=type(error).__name__) from error

    def refit(self, after: Future[T]) -> Future[T]:
        """Fit anew once ``after`` is done; the future holds its value.

        It is done when the new router is in force.

        Raises:
            RouterFailed: In the future: the old router stays. What ``after`` raises
                is raised there too, and nothing is fitted.
        """

        def work() -> T:
            value = after.result()
            self._fit()
            return value

        return self._submit(work)

    def unteach(self, destroy: Callable[[], Future[T]]) -> Future[T]:
        """Run ``destroy`` on the router's thread and fit anew, whatever came of it.

        Something may be destroyed where that raises, too.

        Raises:
            RouterFailed: In the future, as for `refit`; what ``destroy`` and its future
                raise comes before that.
        """

        def work() -> T:
            try:
                value = destroy().result()
            except BaseException:
                with suppress(EvotrError):
                    self._fit()
                raise
            self._fit()
            return value

        return self._submit(work)

    def unlearn(self) -> None:
        """Fit anew, without what was destroyed; does not wait."""
        destroyed: Future[None] = Future()
        destroyed.set_result(None)
        self.refit(destroyed)

    def later(self, work: Callable[[], None]) -> None:
        """Do ``work`` on the router's thread, some time; its errors are logged."""

        def quietly() -> None:
            try:
                work()
            except EvotrError as error:
                _log.info("left undone: %s: %s", type(error).__name__, error)

        with suppress(EvotrError):
            self._submit(quietly)

    def close(self) -> None:
        """Drop what is queued, end the thread."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> Future[Router]:
        with self._lock:
            if self._router is None or _broke(self._router):
                self._router = self._submit(self._built)
            return self._router

    def _built(self) -> Router:
        try:
            return self._build()
        except EvotrError:
            raise
        except Exception as error:  # libraries of others are opened in there
            _log.warning("the router cannot be opened", exc_info=True)
            raise RouterFailed(reason=type(error).__name__) from error

    def _fit(self) -> None:
        fresh: Future[Router] = Future()
        fresh.set_result(self._built())
        with self._lock:
            self._router = fresh

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._executor.submit(work)
        except RuntimeError as error:
            raise RouterFailed(reason="closed") from error


def _broke(opening: Future[Router]) -> bool:
    """Whether an opening ended in what nobody foresaw."""
    ended = opening.done() and not opening.cancelled()
    return ended and isinstance(opening.exception(), RouterFailed)
