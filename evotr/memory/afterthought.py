"""What is made of conversations once they are quiet: facts, and summaries."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final

from evotr.errors import EvotrError
from evotr.journal import Journal
from evotr.memory.facts import ModelReader
from evotr.memory.learning import Learner
from evotr.memory.service_values import Habits
from evotr.memory.summing import Summer

__all__ = ["Afterthought"]

_log = logging.getLogger(__name__)

_TAKEN: Final = 100  # messages at a time
_FACT_TOKENS: Final = 1_500


class Afterthought:
    """Thinks over what was said, with the model where it is able to.

    Args:
        journal: Where it was said.
        habits: When, and with which model.

    Attributes:
        learner: Who makes facts of what is said.
    """

    def __init__(self, journal: Journal, habits: Habits) -> None:
        self._journal, self._habits = journal, habits
        self._able = able = habits.able
        reader = (
            ModelReader(partial(able.reader.ask, most=_FACT_TOKENS)) if able else None
        )
        self._summer = Summer(journal, able) if able else None
        self.learner = Learner(journal.memories, habits.workspace, reader)
        self._lock = threading.Lock()
        self._heard: str | None = None

    def heard(self, message_id: str | None) -> None:
        """A turn has ended with this message."""
        with self._lock:
            self._heard = message_id or self._heard

    def think(self, is_over: Callable[[], bool]) -> None:
        """Learn, and sum up what the newest turn's next prompt will leave off.

        What is interrupted for a turn goes on after it.

        Raises:
            JournalError: And its kin: the journal cannot be read.
        """
        with suppress(CancelledError):
            self._learn(is_over)
            self._sum_up()

    def make_way(self, *, wholly: bool) -> None:
        """Have the model stop reading, for a turn; ``wholly``: and summing up."""
        if self._able is not None:
            self._able.reader.interrupt()
            if wholly:
                self._able.summer.interrupt()

    def close(self) -> None:
        """Ask the model nothing more."""
        if self._able is not None:
            self._able.reader.close()
            self._able.summer.close()

    def _learn(self, is_over: Callable[[], bool]) -> None:
        """Look for facts in conversations that are quiet."""
        while not is_over():
            quiet = datetime.now(UTC) - self._habits.quiet
            said = self._journal.memories.to_learn(quiet, _TAKEN).result()
            if not said:
                break
            self.learner.learn(said)

    def _sum_up(self) -> None:
        with self._lock:
            message_id, self._heard = self._heard, None
        if self._summer is None or message_id is None:
            return
        try:
            self._summer.sum_up(message_id)
        except EvotrError as error:  # the prompt goes without
            _log.warning("not summed up: %s: %s", type(error).__name__, error)
