"""The folder of one expert's versions for one base, in one root."""

import os
from pathlib import Path

from evotr.experts.active import VERSION
from evotr.experts.disk import write_whole

__all__ = ["Signature", "next_version", "signature", "version_names"]

_LAST = "LAST"
_DIGITS = 4

Signature = tuple[tuple[int, ...] | None, ...]


def version_names(folder: Path) -> set[str]:
    """The versions that lie in an expert's folder (staged and removed ones do not)."""
    try:
        with os.scandir(folder) as entries:
            return {e.name for e in entries if VERSION.fullmatch(e.name) and e.is_dir()}
    except OSError:
        return set()


def next_version(folder: Path, taken: set[str]) -> str:
    """A number above all that were ever given out, which is kept in ``LAST``.

    Raises:
        OSError: It cannot be written.
    """
    number = 1 + max(map(int, taken | _last(folder)), default=0)
    name = f"{number:0{_DIGITS}d}"
    write_whole(folder / _LAST, f"{name}\n")
    return name


def _last(folder: Path) -> set[str]:
    try:
        name = (folder / _LAST).read_text("ascii").strip()
    except (OSError, ValueError):
        return set()
    return {name} if VERSION.fullmatch(name) else set()


def signature(folder: Path, *names: str) -> Signature:
    """What changes when the folder or one of the files ``names`` in it does."""
    return tuple(_stat(path) for path in (folder, *(folder / name for name in names)))


def _stat(path: Path) -> tuple[int, ...] | None:
    try:
        link, file = path.lstat(), path.stat()
    except OSError:
        return None
    return (
        link.st_ino,
        link.st_mode,
        link.st_ctime_ns,
        file.st_ino,
        file.st_size,
        file.st_mtime_ns,
        file.st_ctime_ns,
    )
