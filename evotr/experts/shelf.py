"""The folders of one expert's versions for one base: the user's and the program's."""

import os
from dataclasses import dataclass
from pathlib import Path

from evotr.experts.active import ACTIVE, VERSION, read_active
from evotr.experts.blend import BASE
from evotr.experts.disk import read_file
from evotr.files import write_whole

__all__ = ["Shelf", "Signature", "signature"]

_LAST = "LAST"
_LINE_BYTES = 100
_DIGITS = 4
_FIRST_OWN = 1001  # below it are the program's: a later one must find its number free

Signature = tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where an expert's versions lie: in ``own``, which is written, and ``bundled``."""

    own: Path
    bundled: Path | None = None

    def versions(self) -> list[Path]:
        """Their folders by number (staged and removed ones are none)."""
        folders = [folder for folder in (self.own, self.bundled) if folder]
        found = [folder / name for folder in folders for name in _names(folder)]
        return sorted(found, key=lambda path: int(path.name))

    def path(self, version: str) -> Path:
        """Where a version lies; where it would lie when it is nowhere.

        Where two have one number, as in homes of old, the user's is meant.
        """
        own = self.own / version
        bundled = self.bundled and self.bundled / version
        return bundled if bundled and bundled.is_dir() and not own.is_dir() else own

    def active(self) -> tuple[str, ...]:
        """What is served and was served before, the newest first: ``base`` at least."""
        return tuple(path.name for path in self.active_paths())

    def active_paths(self) -> list[Path]:
        """The folders of `active`; that of ``base`` is none.

        What the program chose is the program's, whatever lies in the user's folder.
        """
        if names := read_active(self.own):
            return [self.path(name) for name in names]
        folder = self.bundled or self.own
        return [folder / name for name in read_active(folder) or (BASE,)]

    @property
    def is_chosen(self) -> bool:
        """Whether the user, or the program, ever said what serves here."""
        folders = [folder for folder in (self.own, self.bundled) if folder]
        return any(os.path.lexists(folder / ACTIVE) for folder in folders)

    def next_version(self) -> str:
        """A number above all that were ever given out, which is kept in ``LAST``.

        Raises:
            OSError: It cannot be written.
        """
        names = {path.name for path in self.versions()} | set(self.active()) - {BASE}
        least = _FIRST_OWN if self.bundled else 1
        number = max([least, *(int(name) + 1 for name in names | _last(self.own))])
        name = f"{number:0{_DIGITS}d}"
        write_whole(self.own / _LAST, f"{name}\n")
        return name


def _names(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as entries:
            return {e.name for e in entries if VERSION.fullmatch(e.name) and e.is_dir()}
    except OSError:
        return set()


def _last(folder: Path) -> set[str]:
    try:
        name = read_file(folder / _LAST, _LINE_BYTES).decode("ascii").strip()
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
