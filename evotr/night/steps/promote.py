"""Promoting: a candidate becomes a version, and takes the place of what served."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from evotr.domain import AdapterVersion, DoomedVersion
from evotr.errors import VersionNotFound
from evotr.experts import Provenance, Registry
from evotr.experts.verify import config_digest, scope_digest
from evotr.journal.nights import Nights
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS

__all__ = ["add_version", "drop_candidates", "note_gone", "scores_of", "served_by"]


def add_version(
    registry: Registry, expert: str, adapter: Path, provenance: Provenance
) -> AdapterVersion:
    """Keep ``adapter`` as a version; one that was kept before a kill is not again.

    Raises:
        AdapterError: It is damaged, or not for this base.
        ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
    """
    files = _digest(adapter / WEIGHTS), config_digest(adapter), scope_digest(adapter)
    for card in (stored.card for stored in registry.versions(expert)):
        if card is None or card.night_run != provenance.night_run:
            continue
        if (card.sha256, card.config_sha256, card.scope_sha256) == files:
            return card
    return registry.add(expert, adapter, provenance)


def served_by(registry: Registry, expert: str, night_id: str) -> AdapterVersion | None:
    """What the expert answers with, where this very night made it."""
    version = registry.serve(expert).version
    return version if version and version.night_run == night_id else None


def drop_candidates(
    registry: Registry, nights: Nights, expert: str, night_id: str
) -> None:
    """Delete versions of a night that were kept and never served."""
    for stored in registry.versions(expert):
        card = stored.card
        if card and card.night_run == night_id and stored.status == "candidate":
            # Somebody else may have.
            with suppress(VersionNotFound):
                registry.remove(expert, stored.name)
            note_gone(nights, card)


def note_gone(nights: Nights, card: AdapterVersion) -> None:
    """Note that a version that a night made is deleted: it is not one of its any more.

    Raises:
        JournalError: And its kin.
    """
    gone = DoomedVersion(card.base, card.expert, card.version, card.created_at)
    nights.gone(gone).result()


def scores_of(numbers: Mapping[str, float]) -> dict[str, float]:
    """Numbers of a verdict as a card keeps them."""
    return {name: round(float(value), 4) for name, value in numbers.items()}


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
