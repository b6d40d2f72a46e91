"""What may lie where the database belongs, told before SQLite touches it."""

from pathlib import Path

from evotr.errors import JournalEmptied, JournalLinkBroken, JournalNotAFile

__all__ = ["examine_place"]


def examine_place(path: Path) -> None:
    """Refuse a place that SQLite would overwrite, hang on, or tidy away.

    A database, a file of any other kind, an empty one or none at all pass.

    Raises:
        JournalLinkBroken: A link that leads to nothing, such as an unplugged disk.
        JournalNotAFile: A folder, a pipe or a device.
        JournalEmptied: Nothing, or an empty file, beside the log of a database.
        OSError: The system does not let look.
    """
    if path.is_symlink() and not path.exists():
        raise JournalLinkBroken(path=path, target=path.readlink())
    if path.exists() and not path.is_file():
        raise JournalNotAFile(path=path)
    file = path.resolve()
    log = file.with_name(f"{file.name}-wal")
    if not _size(file) and _size(log):
        # SQLite deletes the log of an empty database, and with it the newest words.
        raise JournalEmptied(path=path, log=log)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
