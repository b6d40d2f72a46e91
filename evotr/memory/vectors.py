"""The vectors of memories in memory, and in two plain files behind it.

``vectors.f16`` has a row for each, ``keys.bin`` says whose it is: 16 bytes of a hash of
the id, 16 of the text. Neither holds words, and both may be deleted: what they held is
embedded again. Numbers lie here, graphs in Chroma: tens of thousands of rows are
compared faster than a graph with a condition is walked.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import IO, Final

import numpy as np

from evotr.memory.fusion import Floats, Ints
from evotr.memory.sketch import Sketch

__all__ = ["Vectors", "belonging", "count_in", "digest", "lock_of"]

_KEY: Final = 16
_RECORD: Final = 2 * _KEY
_FREE: Final = bytes(_RECORD)
_VERSION: Final = 1
_BLOCK: Final = 1024
_COMPARED: Final = 1_000
"""So many are compared whole, of those whose short forms are near."""


def digest(text: str) -> bytes:
    """The 16 bytes that stand for ``text``."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=_KEY).digest()


class Vectors:
    """Unit vectors of one embedder, each in a slot that it keeps.

    Not for several threads at once. A process killed while it writes leaves slots that
    count as free.

    Args:
        folder: Where the files lie; those of another embedder are thrown away.
        fingerprint: The embedder's.
        dimensions: The length of a vector.

    Raises:
        OSError: From every method that writes.
    """

    def __init__(self, folder: Path, fingerprint: str, dimensions: int) -> None:
        names = [folder / name for name in ("vectors.f16", "keys.bin")]
        note = folder / "vectors.json"
        for place in (folder.parent, folder):
            _set_aside(place, is_right=place.is_dir())
        for place in (*names, note):
            _set_aside(place, is_right=place.is_file())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._dimensions = dimensions
        belongs = {
            "dimensions": dimensions,
            "fingerprint": fingerprint,
            "version": _VERSION,
        }
        if _noted(note) != belongs or not all(name.is_file() for name in names):
            note.unlink(missing_ok=True)
            for name in names:
                name.write_bytes(b"")
                name.chmod(0o600)
            note.write_text(json.dumps(belongs), encoding="utf-8")
        self._vectors_file, self._keys_file = (_open(name) for name in names)
        self._load()

    def _load(self) -> None:
        keys = self._keys_file.read()
        rows = np.frombuffer(self._vectors_file.read(), np.uint8)
        width = 2 * self._dimensions
        count = min(len(keys) // _RECORD, len(rows) // width)
        self._rows = (
            rows[: count * width].view(np.float16).reshape(count, self._dimensions)
        ).copy()
        self._count = count
        self._slots: dict[bytes, int] = {}
        self._said: dict[int, bytes] = {}
        self._free: list[int] = []
        for slot in range(count):
            record = keys[slot * _RECORD : (slot + 1) * _RECORD]
            if record == _FREE or record[:_KEY] in self._slots:
                self._free.append(slot)
            else:
                self._slots[record[:_KEY]] = slot
                self._said[slot] = record[_KEY:]
        self._sketch = Sketch()
        self._sketch.keep(self._rows, np.arange(count))

    def __len__(self) -> int:
        return len(self._slots)

    def slot(self, memory_id: str, text: str) -> int:
        """The slot of the vector of this memory with this text, or -1."""
        slot = self._slots.get(digest(memory_id), -1)
        return slot if slot >= 0 and self._said[slot] == digest(text) else -1

    def put(
        self, memory_ids: Sequence[str], texts: Sequence[str], vectors: Floats
    ) -> Ints:
        """Keep vectors, shape ``(len(memory_ids), dimensions)``; their slots."""
        slots = np.empty(len(memory_ids), np.int64)
        for at, (memory_id, text) in enumerate(zip(memory_ids, texts, strict=True)):
            key = digest(memory_id)
            slot = self._slots.get(key, -1)
            if slot < 0:
                slot = self._free.pop() if self._free else self._grown()
            # Before the vector is written: torn, it is nobody's.
            self._write(self._keys_file, slot * _RECORD, _FREE)
            self._rows[slot] = vectors[at]
            width = 2 * self._dimensions
            data = self._rows[slot].tobytes()
            self._write(self._vectors_file, slot * width, data)
            self._write(self._keys_file, slot * _RECORD, key + digest(text))
            self._slots[key], self._said[slot] = slot, digest(text)
            slots[at] = slot
        self._sketch.keep(self._rows[: self._count], slots)
        return slots

    def drop(self, memory_id: str) -> None:
        """Overwrite the vector of a memory, if there is one."""
        if digest(memory_id) in self._slots:
            self._drop(digest(memory_id))

    def drop_others(self, memory_ids: Iterable[str]) -> None:
        """Overwrite what belongs to none of ``memory_ids``."""
        known = {digest(memory_id) for memory_id in memory_ids}
        for key in self._slots.keys() - known:
            self._drop(key)

    def _drop(self, key: bytes) -> None:
        slot = self._slots.pop(key)
        del self._said[slot]
        self._write(self._keys_file, slot * _RECORD, _FREE)
        self._rows[slot] = 0
        width = 2 * self._dimensions
        self._write(self._vectors_file, slot * width, bytes(width))
        self._free.append(slot)

    def at(self, slots: Ints) -> Floats:
        """The vectors in these slots, shape ``(len(slots), dimensions)``."""
        return self._rows[slots].astype(np.float32)

    def cosines(self, slots: Ints, vector: Floats) -> Floats:
        """How near each slot is to ``vector``; slot -1 is at right angles."""
        found = np.zeros(len(slots), np.float32)
        there = np.flatnonzero(slots >= 0)
        for start in range(0, len(there), _BLOCK):
            some = there[start : start + _BLOCK]
            found[some] = self.at(slots[some]) @ vector
        return found

    def near(self, slots: Ints, vector: Floats, number: int) -> Ints:
        """The places of the about ``number`` nearest of ``slots``, in no order.

        A few hundred numbers of each are not read: the short forms name a thousand
        that may be near, and those are compared. ``number`` is less than that.
        """
        places = np.arange(len(slots))
        if len(slots) > _COMPARED:
            near = self._sketch.near(slots, vector, _COMPARED)
            places = places if near is None else near
        if len(places) <= number:
            return places
        cosines = self.cosines(slots[places], vector)
        return places[np.argpartition(-cosines, number)[:number]]

    def close(self) -> None:
        """Close the files."""
        self._vectors_file.close()
        self._keys_file.close()

    def _grown(self) -> int:
        if self._count == len(self._rows):
            more = np.zeros((max(1024, self._count // 2), self._dimensions), np.float16)
            self._rows = np.concatenate([self._rows, more])
        self._count += 1
        return self._count - 1

    @staticmethod
    def _write(file: IO[bytes], place: int, data: bytes) -> None:
        file.seek(place)
        file.write(data)


def _set_aside(place: Path, *, is_right: bool) -> None:
    """Rename what lies where something of another kind belongs: it may be anybody's."""
    if not is_right and (place.is_symlink() or place.exists()):
        place.rename(place.with_name(f"{place.name}.{time_ns()}.aside"))


def _open(name: Path) -> IO[bytes]:
    # Unbuffered, so that a key is never written before its vector.
    return name.open("r+b", buffering=0)


def count_in(index: Path) -> int:
    """How many vectors lie in the folder ``index``, without opening it.

    Raises:
        OSError: There are some, and they cannot be read.
    """
    file = index / "vectors" / "keys.bin"
    keys = file.read_bytes() if file.exists() else b""
    records = (keys[at : at + _RECORD] for at in range(0, len(keys), _RECORD))
    return sum(record != _FREE for record in records)


def lock_of(index: Path) -> Path:
    """What a process holds that has the index in this folder open."""
    return index.with_name(f"{index.name}.lock")


def belonging(folder: Path) -> tuple[str, int] | None:
    """The fingerprint and dimensions of the embedder whose vectors lie in ``folder``.

    None where there are none.
    """
    noted = _noted(folder / "vectors.json")
    match noted:
        case {"fingerprint": str(name), "dimensions": int(length), "version": _}:
            return name, length
    return None


def _noted(note: Path) -> object:
    try:
        return json.loads(note.read_bytes())
    except (OSError, ValueError):
        return None
