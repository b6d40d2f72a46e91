"""Reading files in a child process, which a hostile file may hang or kill."""

import dataclasses
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Final, Self

import psutil

from evotr import errors
from evotr.errors import (
    DocumentCrashed,
    DocumentHungry,
    DocumentRefused,
    DocumentSlow,
)
from evotr.memory.documents.values import Chunk, Limits, Reading
from evotr.paths import python_path

__all__ = ["Reader"]

_MODULE: Final = "evotr.memory.documents.child"
_LOOK: Final = 0.1  # seconds between two looks at the child's memory
_PIECE: Final = 1 << 20
# What is said about a text is longer than it is: escapes, overlaps, headings.
_SWELL: Final = 12


class Reader:
    """One child process that reads file after file; a context that ends it.

    It is started when it is needed and again after it was ended for taking too long
    or too much. One thread at a time.

    Args:
        limits: What reading one file may take.
        stop: Set it from any thread: what is being read then is refused at once.
    """

    def __init__(self, limits: Limits | None = None, stop: Event | None = None) -> None:
        self.limits = limits or Limits()
        self._stop = stop or Event()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()

    def read(self, path: Path, known: str = "") -> Reading:
        """The chunks of a file; none where its content's SHA-256 is ``known``.

        Raises:
            DocumentRefused: As one of its kinds: the file cannot be read.
        """
        process = self._started()
        try:
            asked = json.dumps({"path": os.fspath(path), "known": known}) + "\n"
            assert process.stdin is not None
            process.stdin.write(asked.encode())
            process.stdin.flush()
            return self._reading(path, process)
        except BrokenPipeError as error:
            raise self._ended(path) from error
        except DocumentRefused:
            raise
        except BaseException:  # half an answer must not be taken for the next one's
            self.close()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            limits = json.dumps(dataclasses.asdict(self.limits))
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", _MODULE, limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": python_path()},
                start_new_session=True,  # Ctrl-C is ours to hear
            )
        return self._process

    def _reading(self, path: Path, process: subprocess.Popen[bytes]) -> Reading:
        chunks: list[Chunk] = []
        for line in self._lines(path, process):
            match json.loads(line):
                case {"chunk": [quote, page, headings]}:
                    chunks.append(Chunk(quote, page, tuple(headings)))
                case {"refused": name, "values": values}:
                    raise _named(name)(path=path, **values)
                case {"end": sha256, "modified": modified, "kind": kind}:
                    written = datetime.fromtimestamp(modified, UTC)
                    return Reading(sha256, written, kind, tuple(chunks))
        raise self._ended(path)

    def _lines(self, path: Path, process: subprocess.Popen[bytes]) -> Iterator[bytes]:
        """What the child says, while it keeps to its limits; it is ended if not."""
        look = time.monotonic() + _LOOK
        deadline = look - _LOOK + self.limits.seconds
        room = self.limits.file_bytes * _SWELL
        held = b""
        for piece in self._pieces(process):
            room -= len(piece)
            if self._stop.is_set():
                self.close()
                raise DocumentRefused(path=path)
            if room < 0:
                raise self._stopped(DocumentHungry, path, self.limits.memory_mb)
            if (now := time.monotonic()) > look:
                look = now + _LOOK
                if now > deadline:
                    raise self._stopped(DocumentSlow, path, self.limits.seconds)
                if _memory(process.pid) > self.limits.memory_bytes:
                    raise self._stopped(DocumentHungry, path, self.limits.memory_mb)
            *lines, held = (held + piece).split(b"\n")
            yield from lines

    def _pieces(self, process: subprocess.Popen[bytes]) -> Iterator[bytes]:
        """The output as it comes; empty where none came for a moment."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                if not selector.select(_LOOK):
                    yield b""
                elif piece := os.read(process.stdout.fileno(), _PIECE):
                    yield piece
                else:
                    return

    def _stopped(
        self, kind: type[DocumentRefused], path: Path, limit: float
    ) -> DocumentRefused:
        self.close()
        return kind(path=path, limit=limit)

    def _ended(self, path: Path) -> DocumentCrashed:
        """It ended on its own."""
        process = self._process
        code = 0 if process is None else process.wait()
        self.close()
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        return DocumentCrashed(path=path, reason=reason)


def _memory(pid: int) -> int:
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:  # it has just ended
        return 0


def _named(name: str) -> type[DocumentRefused]:
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, DocumentRefused):
        return kind
    return DocumentRefused
