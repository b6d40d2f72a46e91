"""What is looked at before anything is served, and each minute from then on."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from evotr.domain import Night
from evotr.errors import EvotrError
from evotr.experts import Registry
from evotr.inference.api import TextEngine
from evotr.journal import Journal
from evotr.night.canaries import Canaries
from evotr.night.leftovers import sweep_all
from evotr.night.takeback import TakenBack
from evotr.paths import Paths

__all__ = ["Lookout"]

_log = logging.getLogger(__name__)


def _nobody(night: Night) -> None:
    """Nobody is told; the night's report tells it all the same."""


class Lookout:
    """Deletes what must not be, and takes nights back that do harm.

    What it cannot do now is logged, and done at the next look.

    Args:
        journal: Of the home.
        registry: Has the versions.
        engine: Answers with the old and the new.
        paths: Where nights leave what they have made of lessons.
        tell: Gets the nights that were taken back.
    """

    def __init__(
        self,
        journal: Journal,
        registry: Registry,
        engine: TextEngine,
        paths: Paths,
        tell: Callable[[Night], object] = _nobody,
    ) -> None:
        self._journal = journal
        self._paths = paths
        self._registry = registry
        self._canaries = Canaries(journal, registry, engine)
        self._tell = tell

    def first(self) -> None:
        """Before anything is served: nobody waits, and no model answers."""
        self._quietly(self._canaries.crashed)

    def __call__(self) -> None:
        """Each minute, on a thread that may wait for answers."""
        self._quietly(self._canaries.look)

    def beside_night(self) -> None:
        """In place of that while a night is made: no night is taken back meanwhile.

        It is stopped where something was destroyed that it is built of.
        """
        with self._caught():
            sweep_all(self._journal, self._registry.roots, self._paths)

    def _quietly(self, look: Callable[[], Iterable[TakenBack]]) -> None:
        with self._caught():
            sweep_all(self._journal, self._registry.roots, self._paths)
            for taken in look():
                self._tell(taken.night)

    @contextmanager
    def _caught(self) -> Iterator[None]:
        try:
            yield
        except EvotrError as error:
            _log.warning("not looked at: %s: %s", type(error).__name__, error)
