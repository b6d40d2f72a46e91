"""Versions as they lie on the disk, and what is served of them."""

from dataclasses import dataclass
from pathlib import Path

from evotr.domain import AdapterVersion, VersionState, VersionStatus
from evotr.errors import AdapterError

__all__ = ["Roots", "Served", "StoredVersion", "status_of"]


@dataclass(frozen=True, slots=True)
class Roots:
    """Where versions lie: in ``own``, which is written, and in ``bundled``."""

    own: Path
    bundled: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion(VersionState):
    """A version that lies on the disk.

    ``status`` is ``active`` for the one that ``ACTIVE`` names, ``retired`` for those
    it named before; ``problem`` says why it cannot serve (its ``card`` is then None).
    """

    expert: str
    path: Path
    problem: AdapterError | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """What an expert answers with: ``version``, or None for its system prompt alone.

    ``refused`` are the faults of those that should have served in its place.
    """

    version: AdapterVersion | None = None
    refused: tuple[AdapterError, ...] = ()


def status_of(
    path: Path, active: list[Path], verdict: AdapterVersion | AdapterError
) -> VersionStatus:
    """The pointer knows what serves and served; the card what was judged."""
    if path in active:
        return "active" if path == active[0] else "retired"
    if isinstance(verdict, AdapterError):
        return "candidate"
    return "retired" if verdict.status == "active" else verdict.status
