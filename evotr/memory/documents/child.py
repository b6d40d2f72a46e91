"""The process that reads files: ``python -m evotr.memory.documents.child LIMITS``.

A line of JSON on its input asks for a file, lines of JSON on its output answer. It
ends with its input, writes no file, opens no connection and starts no program.
"""

import hashlib
import json
import os
import resource
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from evotr.errors import (
    DocumentChanging,
    DocumentHungry,
    DocumentMissing,
    DocumentNotFile,
    DocumentRefused,
    DocumentTooLarge,
    DocumentUnreadable,
)
from evotr.memory.documents.chunks import chunks
from evotr.memory.documents.convert import convert
from evotr.memory.documents.values import Limits

__all__ = ["answer", "main"]

_REFUSED_EVENTS: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.rmdir",
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ATTEMPTS: Final = 2
_MB: Final = 1_000_000


def main(limits: Limits) -> None:
    """Answer every line of the input."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is not ours to say
    _lock_up(limits)
    for line in sys.stdin:
        asked = json.loads(line)
        signal.alarm(int(limits.seconds) + 5)  # should nobody be there to end us
        for said in answer(Path(asked["path"]), asked["known"], limits):
            output.write(json.dumps(said) + "\n")
        output.flush()
        signal.alarm(0)


def answer(path: Path, known: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """What is said about a file: its chunks and an end, or why it is refused."""
    try:
        for attempt in range(_ATTEMPTS):
            data, modified = _content(path, limits, last=attempt == _ATTEMPTS - 1)
            if data is not None:
                break
        else:
            raise DocumentChanging(path=path)
        digest = hashlib.sha256(data).hexdigest()
        end = {"end": digest, "modified": modified, "kind": None}
        if digest != known:
            end["kind"], blocks = convert(data, path, limits)
            for chunk in chunks(blocks, limits):
                yield {"chunk": [chunk.quote, chunk.page, chunk.headings]}
        yield end
    except MemoryError:
        yield _refusal(DocumentHungry(path=path, limit=limits.memory_mb))
    except DocumentRefused as error:
        yield _refusal(error)


def _refusal(error: DocumentRefused) -> dict[str, Any]:
    values = {
        key: value if isinstance(value, int | float) else str(value)
        for key, value in error.values.items()
        if key != "path"
    }
    return {"refused": type(error).__name__, "values": values}


def _content(path: Path, limits: Limits, *, last: bool) -> tuple[bytes | None, float]:
    """The content and when it was written; None where it changed meanwhile."""
    try:
        # A pipe would wait for its other end.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:  # noqa: PTH123 - it is open already
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise DocumentNotFile(path=path)
            if before.st_size > limits.file_bytes:
                raise _too_large(path, before.st_size, limits)
            data = file.read(limits.file_bytes + 1)
            after = os.fstat(handle)
    except FileNotFoundError as error:
        raise DocumentMissing(path=path) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentUnreadable(path=path, reason=reason) from error
    if len(data) > limits.file_bytes:
        raise _too_large(path, after.st_size, limits)
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(data))
    if not same and last:
        raise DocumentChanging(path=path)
    return (data if same else None), after.st_mtime


def _too_large(path: Path, size: int, limits: Limits) -> DocumentTooLarge:
    return DocumentTooLarge(path=path, size=size // _MB, limit=limits.file_mb)


def _lock_up(limits: Limits) -> None:
    """Take from this process what reading does not need."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        # Address space that is not used counts here: twice the memory. macOS does
        # not hold to it; there the parent's look at the memory is the limit.
        (resource.RLIMIT_AS, 2 * limits.memory_bytes),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and bool((arguments[2] or 0) & _WRITING)
    if writes or event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)


if __name__ == "__main__":
    main(Limits(**json.loads(sys.argv[1])))
