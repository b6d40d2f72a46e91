"""The list of a snapshot's parts, and what they are of."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from evotr.errors import SnapshotDamaged, SnapshotTooNew

__all__ = ["Counts", "Embedded", "Kind", "Manifest", "Part", "dump", "parse"]

Kind = Literal["memories", "documents", "exemplars", "lessons", "forgotten"]

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_WITHOUT_LESSONS: Final = 1


@dataclass(frozen=True, slots=True)
class Embedded:
    """Whose vectors these are, and how long each is."""

    fingerprint: str
    dimensions: Annotated[int, Field(gt=0, le=65_536)]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines: its digest, its length in bytes, and how many lines it has.

    ``vectors`` is the digest of the lines' vectors: a row of half-precision numbers
    for each line, zeros where there is none.
    """

    kind: Kind
    sha256: Digest
    bytes: int
    lines: Annotated[int, Field(gt=0)]
    vectors: Digest | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each a snapshot has; chunks count as memories.

    ``lessons`` are rows of the ledger, which the first format did not hold.
    """

    memories: int = 0
    documents: int = 0
    exemplars: int = 0
    forgotten: int = 0
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself.

    ``program`` wrote it, at ``created`` (ISO 8601), of the home named ``home``.
    """

    format: Literal[1, 2]
    program: str
    created: str
    home: str
    counts: Counts
    embedder: Embedded | None
    parts: tuple[Part, ...]

    def digests(self) -> frozenset[str]:
        """The names of all parts."""
        vectors = (part.vectors for part in self.parts if part.vectors)
        return frozenset({*(part.sha256 for part in self.parts), *vectors})


def dump(manifest: Manifest) -> bytes:
    """As it is written: a part to a line."""
    said = asdict(manifest)
    parts = said.pop("parts")
    if manifest.format == _WITHOUT_LESSONS:
        del said["counts"]["lessons"]
    head = json.dumps(said, ensure_ascii=False, indent=1)[:-2]
    listed = ",\n".join("  " + json.dumps(part) for part in parts)
    return f'{head},\n "parts": [\n{listed}\n ]\n}}\n'.encode()


def parse(data: bytes, path: Path) -> Manifest:
    """What `dump` wrote into the snapshot at ``path``.

    Raises:
        SnapshotTooNew: A newer program wrote it.
        SnapshotDamaged: It was not `dump`: something is missing, or too much.
    """
    try:
        manifest = _READER.validate_json(data, strict=True)
    except ValidationError as error:
        newer = any(fault["loc"] == ("format",) for fault in error.errors())
        raise (SnapshotTooNew if newer else SnapshotDamaged)(
            path=path, part="manifest.json"
        ) from error
    # What it does not know, and what was changed by hand, would not be written so.
    if dump(manifest) != data:
        raise SnapshotDamaged(path=path, part="manifest.json")
    return manifest


_READER: Final = TypeAdapter(Manifest)
