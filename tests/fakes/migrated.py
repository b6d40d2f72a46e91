"""Journals of the newest schema: the migrations run once, for all that begin empty."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from evotr.journal import Journal

_PRIVATE = 0o600


def open_migrated(path: Path, backups: Path) -> Journal:
    """Open the journal at ``path``; one that is not there is as if just migrated."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(_PRIVATE)
        path.write_bytes(_migrated())
    return Journal.open(path, backups)


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        Journal.open(path, Path(folder) / "backups").close()
        return path.read_bytes()
