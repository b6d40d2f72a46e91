"""The router's files in a home, and which of them hold what its user taught it.

None holds a text: those of the exemplars stand in the cards and the journal. But heads
and vectors are made of them, so that a guess could be tested.
"""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock

__all__ = [
    "BASE",
    "GROUND",
    "HEADS",
    "VECTORS",
    "forget_taught",
    "forgotten_at",
    "unless_forgotten",
]

_log = logging.getLogger(__name__)

BASE: Final = "base.npz"
"""The heads of the cards."""

GROUND: Final = "ground.npz"
"""What a refit starts from; of the cards as well."""

HEADS: Final = "heads.npz"
"""The heads with what the user taught."""

VECTORS: Final = "vectors.npz"
"""Embeddings of what is learned from: in the program's data, and in the home."""

_FORGOTTEN: Final = "forgotten"
"""Empty; its time tells one forgetting from the next."""

_LOCK: Final = "taught.lock"
_PATIENCE_S: Final = 60.0  # a file is written within a second
_SECOND_NS: Final = 1_000_000_000
_STAY = {BASE, GROUND, _FORGOTTEN, _LOCK}


def forget_taught(state: Path) -> None:
    """Delete what was made of the user's exemplars, also what a kill left unfinished.

    The cards' heads stay: the next router has nothing to fit but what is left. Who is
    at a fit, in whichever process, keeps nothing of it; call it before the exemplars
    are destroyed, and once more behind that: a fit may have read them in between.

    Raises:
        OSError: Something cannot be deleted.
    """
    with _held(state):
        for file in state.glob("*"):
            if file.name not in _STAY:
                file.unlink(missing_ok=True)
        mark, last = state / _FORGOTTEN, forgotten_at(state)
        mark.touch(mode=0o600)
        # The clock may have been set back, or be coarse.
        now = max(time.time_ns(), last + _SECOND_NS)
        os.utime(mark, ns=(now, now))


def forgotten_at(state: Path) -> int:
    """Which forgetting was the last one: to be asked before exemplars are read."""
    try:
        return (state / _FORGOTTEN).stat().st_mtime_ns
    except OSError:
        return 0


@contextmanager
def unless_forgotten(state: Path, last: int | None) -> Iterator[bool]:
    """Whether what was made of exemplars may still be kept; so as long as it lasts.

    Not where something was forgotten since ``last``, as `forgotten_at` had it (None:
    nothing can have been), nor where the folder cannot be written to.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(_held(state))
            kept = last is None or forgotten_at(state) == last
        except OSError as error:
            _log.warning("the router's files cannot be kept: %s", error.strerror)
            kept = False
        yield kept


@contextmanager
def _held(state: Path) -> Iterator[None]:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(state / _LOCK, timeout=_PATIENCE_S):
        yield
