"""Versions that nights made, that should answer, and that cannot be opened any more."""

from pathlib import Path

from evotr.domain import NightVersion
from evotr.errors import AdapterOverflowed
from evotr.experts import Registry
from evotr.journal.nights import Nights

__all__ = ["damaged"]


def damaged(
    registry: Registry, nights: Nights, expert: str
) -> tuple[NightVersion, ...]:
    """Those of one expert that the next night makes anew, the newest first.

    What was taken back is not wanted. Weights that are whole and overflow would be the
    same again.

    Raises:
        EvotrError: What reading the versions and the journal raises.
    """
    base = registry.base.fingerprint
    shelf = registry.roots.own / base / expert
    paths = (
        fault.values["path"]
        for fault in registry.serve(expert).refused
        if not isinstance(fault, AdapterOverflowed)
    )
    found = (
        nights.version_of(base, expert, path.name).result()
        for path in paths
        if isinstance(path, Path) and path.parent == shelf  # a pin may lie anywhere
    )
    return tuple(
        one
        for one in found
        if one and not nights.find(one.night_id).result().is_undone(expert)
    )
