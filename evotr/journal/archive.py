"""One file of parts that are named by what they hold, and the list of them.

It is a SQLite Archive (``sqlite3 -A`` lists and unpacks it): ``manifest.json``, its
checksum ``manifest.sha256``, and ``parts/<SHA-256>``. SQLite writes the pages that
change and no others, all or none of them, and what is dropped is zeroed; a zip would
have to be copied whole, or keep what was dropped.
"""

import hashlib
import os
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from evotr.errors import (
    DiskFull,
    EvotrError,
    FolderNotWritable,
    SnapshotBusy,
    SnapshotDamaged,
    SnapshotForeign,
    SnapshotMissing,
    SnapshotTooNew,
    named_os_error,
)
from evotr.journal.database import connect

__all__ = ["LARGEST_PART", "Archive", "change_archive", "open_archive"]

LARGEST_PART: Final = 256_000_000
"""Bytes of a part, unpacked; no sound archive has a larger one."""

_FORMAT: Final = 1
_MARK: Final = 0x45564F54  # "EVOT", where SQLite keeps whose file it is
_HEADER: Final = 72
_TABLE: Final = (
    "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)"
)
_NEW: Final = (
    f"PRAGMA application_id = {_MARK}",
    f"PRAGMA user_version = {_FORMAT}",
    _TABLE,
)
_SAFELY: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)
_MANIFEST: Final = "manifest.json"
_CHECKSUM: Final = "manifest.sha256"
_PARTS: Final = "parts/"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MODE: Final = 0o100600
_TIMEOUT_S: Final = 5.0


class Archive:
    """An open archive; inside `open_archive` and `change_archive` alone."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path, self._database = path, database
        self.stored = self.written = 0
        """How many parts were stored, and their bytes as they lie in the file."""

    def manifest(self) -> bytes:
        """The list of parts, as it was written.

        Raises:
            SnapshotDamaged: It is not what was written.
        """
        listed = self._member(_MANIFEST)
        if self._member(_CHECKSUM) != _checksum(listed):
            raise self._damaged(_MANIFEST)
        return listed

    def digests(self) -> frozenset[str]:
        """The names of all parts.

        Raises:
            SnapshotDamaged: There is something else beside them.
        """
        rows = self._database.execute("SELECT name FROM sqlar")
        names = {str(name) for (name,) in rows} - {_MANIFEST, _CHECKSUM}
        digests = frozenset(name.removeprefix(_PARTS) for name in names)
        for name in names:
            if not name.startswith(_PARTS) or not _DIGEST.fullmatch(name[6:]):
                raise self._damaged(name)
        return digests

    def part(self, digest: str) -> bytes:
        """What a part holds.

        Raises:
            SnapshotDamaged: It is missing, or holds something else.
        """
        data = self._member(_PARTS + digest)
        if hashlib.sha256(data).hexdigest() != digest:
            raise self._damaged(_PARTS + digest)
        return data

    def put(self, data: bytes) -> str:
        """Store a part, unless it is there and sound; its digest."""
        digest = hashlib.sha256(data).hexdigest()
        with suppress(SnapshotDamaged):
            self.part(digest)
            return digest
        self._store(_PARTS + digest, data)
        self.stored += 1
        return digest

    def finish(self, manifest: bytes, kept: frozenset[str]) -> None:
        """Store the list of parts, and drop all parts but those ``kept``."""
        for digest in self.digests() - kept:
            self._database.execute(
                "DELETE FROM sqlar WHERE name = ?", (_PARTS + digest,)
            )
        self._store(_MANIFEST, manifest)
        self._store(_CHECKSUM, _checksum(manifest))

    def _store(self, name: str, data: bytes) -> None:
        packed = zlib.compress(data, 6)
        # As the format has it: what does not shrink lies as it is.
        kept = packed if len(packed) < len(data) else data
        self._database.execute(
            "REPLACE INTO sqlar VALUES (?, ?, 0, ?, ?)", (name, _MODE, len(data), kept)
        )
        self.written += len(kept)

    def _member(self, name: str) -> bytes:
        row = self._database.execute(
            "SELECT sz, data FROM sqlar WHERE name = ? AND sz BETWEEN 0 AND ?"
            " AND typeof(sz) = 'integer' AND typeof(data) = 'blob'"
            " AND length(data) <= sz",
            (name, LARGEST_PART),
        ).fetchone()
        if row is None:
            raise self._damaged(name)
        size, data = row
        if len(data) == size:
            return bytes(data)
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(data, size + 1)
        except zlib.error as error:
            raise self._damaged(name) from error
        if len(unpacked) != size or not unpacking.eof:
            raise self._damaged(name)
        return unpacked

    def _damaged(self, name: str) -> SnapshotDamaged:
        return SnapshotDamaged(path=self._path, part=name)

    def check(self, *, new: bool = False) -> Self:
        """Itself, if it has the one table and nothing that would run.

        Raises:
            SnapshotDamaged: There is more, or less.
        """
        if not new and self._is_cut():
            raise self._damaged(_MANIFEST)
        tables = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        if self._database.execute(tables).fetchall() != [(_TABLE,)]:
            raise self._damaged(_MANIFEST)
        return self

    def _is_cut(self) -> bool:
        """SQLite takes a last page that is cut off for a whole one."""
        (size,) = self._database.execute("PRAGMA page_size").fetchone()
        (count,) = self._database.execute("PRAGMA page_count").fetchone()
        return self._path.stat().st_size < int(size) * int(count)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Read an archive; nobody changes it meanwhile.

    Raises:
        SnapshotMissing: Nothing is at ``path``.
        SnapshotForeign: Something else is.
        SnapshotTooNew: A newer version wrote it.
        SnapshotDamaged: It is not whole (also from inside).
        SnapshotBusy: Another program is writing it.
    """
    _examine(path)
    with _named(path):
        _take_back(path)
        database = connect(path, "ro", _TIMEOUT_S)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("BEGIN")
            yield Archive(path, database).check()
        finally:
            database.close()


@contextmanager
def change_archive(path: Path, *, anew: bool) -> Iterator[Archive]:
    """Write to an archive: all that is done inside, or nothing.

    Args:
        path: Where it lies.
        anew: Write another file that takes its place in the end.

    Raises:
        SnapshotForeign, SnapshotTooNew, SnapshotDamaged, SnapshotBusy: As
            `open_archive`; it was not touched.
        DiskFull, FolderNotWritable: And their kin: it is as it was.
    """
    if anew:
        with _replacing(path) as partial, _named(path), _writing(partial, _NEW) as new:
            yield new
        return
    _examine(path)
    with _named(path), _writing(path) as archive:
        yield archive


@contextmanager
def _writing(path: Path, first: Sequence[str] = ()) -> Iterator[Archive]:
    database = connect(path, "rw", _TIMEOUT_S)
    try:
        for setting in _SAFELY:
            database.execute(setting)
        database.execute("BEGIN IMMEDIATE")
        for statement in first:
            database.execute(statement)
        yield Archive(path, database).check(new=bool(first))
        database.execute("COMMIT")
    finally:
        database.close()


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A new file beside ``path`` that takes its name when all went well."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.touch(mode=0o600)
        yield partial
        partial.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise named_os_error(error, path) from error
    finally:
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Have a renaming on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _examine(path: Path) -> None:
    """Refuse what is no archive of ours before SQLite opens it."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except FileNotFoundError as error:
        raise SnapshotMissing(path=path) from error
    except IsADirectoryError as error:
        raise SnapshotForeign(path=path) from error
    except OSError as error:
        raise named_os_error(error, path) from error
    marked = header[68:72] == _MARK.to_bytes(4, "big")
    if not header.startswith(b"SQLite format 3\0") or not marked:
        raise SnapshotForeign(path=path)
    if int.from_bytes(header[60:64], "big") > _FORMAT:
        raise SnapshotTooNew(path=path)


def _take_back(path: Path) -> None:
    """Undo what a killed process had begun to write."""
    if path.with_name(f"{path.name}-journal").exists():
        database = connect(path, "rw", _TIMEOUT_S)
        try:
            database.execute("SELECT 1 FROM sqlite_master").fetchone()
        finally:
            database.close()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind, the rest says more about it.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        kind = _BY_CODE.get(code, FolderNotWritable)
        raise kind(path=path, part=_MANIFEST, reason=str(error)) from error


def _checksum(manifest: bytes) -> bytes:
    """As ``sha256sum`` writes and checks it."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {_MANIFEST}\n".encode()


_BY_CODE: Final[dict[int, type[EvotrError]]] = {
    sqlite3.SQLITE_ERROR: SnapshotDamaged,
    sqlite3.SQLITE_CORRUPT: SnapshotDamaged,
    sqlite3.SQLITE_NOTADB: SnapshotDamaged,
    sqlite3.SQLITE_BUSY: SnapshotBusy,
    sqlite3.SQLITE_LOCKED: SnapshotBusy,
    sqlite3.SQLITE_FULL: DiskFull,
}
