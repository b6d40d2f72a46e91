"""What is computed once from a model's files, kept in a folder of the home.

Nothing here is needed: a file that is gone, torn or not to be written costs time.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Store"]

_DIGEST_BYTES: Final = 32
# Smaller files are read as fast as their hash would be.
_LARGE: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Store:
    """The folder; it is made when something is kept.

    Attributes:
        folder: Where the files lie.
        keeps: Whether anything may be written.
    """

    folder: Path
    keeps: bool = True

    def sha256(self, file: Path) -> str:
        """The hash of ``file``; a large one's, for as long as its size and time stay.

        Raises:
            OSError: It cannot be read.
        """
        status = file.stat()
        if status.st_size < _LARGE:
            return hashlib.sha256(file.read_bytes()).hexdigest()
        seen = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
        place = hashlib.sha256(os.fsencode(file.absolute())).hexdigest()[:16]
        memory = self.folder / f"sha256-{place}.json"
        known = _read_object(memory)
        digest = known.pop("sha256", None)
        if isinstance(digest, str) and known == seen:
            return digest
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        self._write(memory, json.dumps({**seen, "sha256": digest}).encode())
        return digest

    def graph(self, kind: str, key: str, build: Callable[[], bytes]) -> bytes:
        """The bytes kept under ``key``, or built now; older ones of ``kind`` go.

        A file begins with the hash of the rest, so that a torn one is built again.
        """
        file = self.folder / f"{kind}-{key}.graph"
        with suppress(OSError):
            data = file.read_bytes()
            if hashlib.sha256(data[_DIGEST_BYTES:]).digest() == data[:_DIGEST_BYTES]:
                return data[_DIGEST_BYTES:]
        data = build()
        if self._write(file, hashlib.sha256(data).digest() + data):
            for other in self.folder.glob(f"{kind}-*.graph"):
                if other != file:
                    other.unlink(missing_ok=True)
        return data

    def _write(self, file: Path, data: bytes) -> bool:
        """Put ``data`` in its place by one rename; whether that was possible."""
        if not self.keeps:
            return False
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(".new", dir=self.folder)
        except OSError:
            return False
        try:
            with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor
                stream.write(data)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            return False
        return True


def _read_object(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
