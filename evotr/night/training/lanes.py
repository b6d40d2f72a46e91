"""The cores of a CPU side by side: each process computes a part of a step's rows.

Most of what MLX computes there keeps one core busy: only BLAS has threads, and it is
the smaller part of a small model's step. Threads of one process wait for each other
in MLX's scheduler (measured: 10 % won with two, where processes win half). A GPU needs
no second one.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from pathlib import Path

import mlx.core as mx
import numpy as np

from evotr.inference.device import limit_blas
from evotr.inference.loading import Loaded
from evotr.machine import cores, memory_bytes
from evotr.night.training.examples import Example
from evotr.night.training.lane import Begin, Lane, Numbers, Part
from evotr.paths import python_path

__all__ = ["Lanes", "usual"]

_LOG = logging.getLogger(__name__)
_MODULE = "evotr.night.training"
_MOST = 4
_STEPS = 50  # of a run that is worth the seconds until others have begun
_LOOK_S = 1
_END_S = 10
_PATIENCE_S = 300  # with a lane that lives and says nothing
_SHARE = 32  # of the memory, for another copy of the weights


def usual(loaded: Loaded, steps: int) -> int:
    """Processes for a run of so many steps.

    One on a GPU, for a short run and for a model whose copies would fill the memory;
    otherwise the machine's cores, at most four.
    """
    gpu = mx.default_device() != mx.Device(mx.cpu)
    large = loaded.weights_bytes > memory_bytes() // _SHARE
    return 1 if gpu or large or steps < _STEPS else min(cores(), _MOST)


class Lanes:
    """This process's lane and others, which end with it.

    Rows are dealt out in turns and the sums added in one order, so that the same rows
    give the same bits, also when another process is gone and its part is done here.

    Args:
        folder: The run's; the others read its plan.
        own: This process's lane.
        begin: What the others are told first.
        others: How many there are.
    """

    def __init__(self, folder: Path, own: Lane, begin: Begin, others: int) -> None:
        self._own = own
        # Products on all cores at once would wait for each other by spinning.
        limit_blas(1)
        self._others = [_Other(folder, begin) for _ in range(others)]

    def close(self) -> None:
        """End the others, and wait until their memory is free."""
        for other in self._others:
            other.close()

    def sums(
        self,
        parameters: mx.array,
        examples: Sequence[Example],
        wants_stop: Callable[[], bool],
    ) -> mx.array:
        """As `Lane.sums`."""
        count = 1 + len(self._others)
        parts = [examples[at::count] for at in range(count)]
        numbers = np.array(parameters)
        for other, part in zip(self._others, parts[1:], strict=True):
            other.ask(Part(numbers, tuple(part)))
        sums = self._own.sums(parameters, parts[0], wants_stop)
        for other, part in zip(self._others, parts[1:], strict=True):
            said = other.sums(wants_stop)
            if said is None:
                sums = sums + self._own.sums(parameters, part, wants_stop)
            else:
                sums = sums + mx.array(said)
        return sums


class _Other:
    """Another process and the line to it; one that is gone is not begun again."""

    def __init__(self, folder: Path, begin: Begin) -> None:
        self._line, theirs = Pipe()
        self._process: subprocess.Popen[bytes] | None = None
        with theirs:
            end = theirs.fileno()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-P", "-m", _MODULE, str(folder), str(end)],
                    stdin=subprocess.DEVNULL,
                    stdout=sys.stderr,
                    env={**os.environ, "PYTHONPATH": python_path()},
                    pass_fds=[end],
                )
            except OSError as error:
                _LOG.warning("no other lane can be begun: %s", error)
        self.ask(begin)

    def ask(self, what: Begin | Part) -> None:
        """Send it what it has to do."""
        if self._process is not None:
            try:
                self._line.send(what)
            except OSError:
                self._lost()

    def sums(self, wants_stop: Callable[[], bool]) -> Numbers | None:
        """What came of it; None where it is gone, or somebody wants to stop."""
        waited = 0
        while self._process is not None:
            try:
                if self._line.poll(_LOOK_S):
                    said: Numbers = self._line.recv()
                    return said
            except (EOFError, OSError):
                self._lost()
                return None
            if wants_stop():
                return None
            waited += _LOOK_S
            if waited >= _PATIENCE_S:
                self._lost()
        return None

    def close(self) -> None:
        """End it."""
        self._line.close()
        if self._process is not None:
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _lost(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._line.close()
        code = self._process.wait()
        self._process = None
        _LOG.warning("a lane ended (%s); its rows are computed here", code)
