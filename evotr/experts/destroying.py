"""Destroying versions that must not be, whatever serves: for what is forgotten."""

from contextlib import suppress
from itertools import groupby
from pathlib import Path

from evotr.domain import AdapterVersion
from evotr.errors import AdapterDamaged
from evotr.experts.active import read_active, write_active
from evotr.experts.blend import BASE
from evotr.experts.disk import discard, exclusive
from evotr.experts.provenance import CARD, read_card
from evotr.experts.shelf import Shelf
from evotr.experts.stored import Roots

__all__ = [
    "destroy_versions",
    "has_version",
    "serving_of_night",
    "versions_of_night",
]

_WAIT_S = 30.0


def destroy_versions(
    roots: Roots, base: str, expert: str, versions: frozenset[str]
) -> str | None:
    """Delete versions of the user's, also the one that serves; their numbers stay used.

    First they are no longer served: what was served last before them and is none of
    them serves again. Then their folders go. Killed in between, a second call does the
    rest. What is gone already, and the card or model that it was of, are not needed.

    Args:
        roots: Where versions lie; those of the program are never touched.
        base: The fingerprint of the model they are for.
        expert: Whose they are.
        versions: Their names.

    Returns:
        What serves in the place of the one that served; None where another did.

    Raises:
        ExpertBusy: Another process is changing this expert's versions.
        DiskFull, FolderNotWritable: The system refuses.
    """
    place = Path(base, expert)
    shelf = Shelf(roots.own / place, roots.bundled and roots.bundled / place)
    if not shelf.own.is_dir():
        return None
    with exclusive(shelf.own, wait_s=_WAIT_S):
        mine = {name for name in versions if shelf.path(name).parent == shelf.own}
        named = read_active(shelf.own)
        kept = (name for name in named if name not in mine)
        left = tuple(name for name, _ in groupby(kept))
        served = named[:1] != left[:1]
        if left != named:
            write_active(shelf.own, left or _bundled(shelf))
        for version in sorted(mine):
            if (shelf.own / version).is_dir():
                discard(shelf.own / version)
    return (left or _bundled(shelf))[0] if served else None


def versions_of_night(roots: Roots, night_run: str) -> tuple[AdapterVersion, ...]:
    """The user's versions, for any base, whose card says that this night made them."""
    made = []
    for file in sorted(roots.own.glob(f"*/*/*/{CARD}")):
        with suppress(AdapterDamaged):
            card = read_card(file.parent)
            if card.night_run == night_run:
                made.append(card)
    return tuple(made)


def serving_of_night(roots: Roots, night_run: str) -> tuple[AdapterVersion, ...]:
    """Those of `versions_of_night` that answer now, each for its base."""
    return tuple(
        card
        for card in versions_of_night(roots, night_run)
        if read_active(roots.own / card.base / card.expert)[:1] == (card.version,)
    )


def has_version(roots: Roots, night_run: str, expert: str, version: str) -> bool:
    """Whether a version that this night made is there, for any base.

    One whose card cannot be read may be it.
    """
    for file in roots.own.glob(f"*/{expert}/{version}/{CARD}"):
        try:
            if read_card(file.parent).night_run == night_run:
                return True
        except AdapterDamaged:
            return True
    return False


def _bundled(shelf: Shelf) -> tuple[str, ...]:
    """What the program would serve."""
    return (shelf.bundled and read_active(shelf.bundled)) or (BASE,)
