"""Finding the files below what a person named."""

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evotr.errors import (
    DocumentLink,
    DocumentLoop,
    DocumentMissing,
    DocumentNotFile,
    DocumentRefused,
    DocumentUnreadable,
)

__all__ = ["Found", "find_files", "is_passed_over", "resolved"]

_PASSED_OVER: Final = frozenset(
    {"node_modules", "__pycache__", "venv", "site-packages"}
)
_MODES: Final = {0o010000, 0o020000, 0o060000, 0o140000}  # pipe, devices, socket


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read, or (``refused``) why what lies there is not."""

    path: Path
    refused: DocumentRefused | None = None


def resolved(path: Path) -> Path:
    """Where ``path`` lies, all links followed.

    Raises:
        DocumentMissing: Nothing is there.
        DocumentLoop: A link leads back to itself.
        DocumentUnreadable: The system does not say.
    """
    try:
        return path.resolve(strict=True)
    except RuntimeError as error:  # until Python 3.13 a loop is this
        raise DocumentLoop(path=path) from error
    except OSError as error:
        raise _named(path, error) from error


def find_files(paths: Sequence[Path]) -> Iterator[Found]:
    """The files of ``paths`` and of the folders among them, each once, in order.

    In folders, what begins with a dot and what programs make for themselves is passed
    over, links to files are followed and links to folders are not.
    """
    seen: set[Path] = set()
    for named in paths:
        try:
            path = resolved(named.expanduser())
        except DocumentRefused as error:
            yield Found(named, error)
            continue
        for found in _below(path) if path.is_dir() else _file(path):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is left alone inside a folder."""
    return name.startswith((".", "~$")) or name in _PASSED_OVER


def _file(path: Path) -> Iterator[Found]:
    try:
        special = (path.stat().st_mode & 0o170000) in _MODES
    except OSError as error:
        yield Found(path, _named(path, error))
        return
    yield Found(path, DocumentNotFile(path=path) if special else None)


def _below(folder: Path) -> Iterator[Found]:
    """By hand: folders nest deeper than Python calls."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(here, _named(here, error))
            continue
        folders = []
        for entry in listed:
            if is_passed_over(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(here / entry.name)
            else:
                yield from _entry(entry, here / entry.name)
        waiting.extend(reversed(folders))


def _entry(entry: os.DirEntry[str], path: Path) -> Iterator[Found]:
    if not entry.is_symlink():
        yield from _file(path)
        return
    try:
        target = resolved(path)
    except DocumentRefused as error:
        yield Found(path, error)
        return
    if target.is_dir():
        yield Found(path, DocumentLink(path=path))
    else:
        yield from _file(target)


def _named(path: Path, error: OSError) -> DocumentRefused:
    if error.errno == errno.ELOOP:
        return DocumentLoop(path=path)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return DocumentMissing(path=path)
    return DocumentUnreadable(path=path, reason=error.strerror or error)
