"""Which version an expert serves, and which it served before.

The file ``ACTIVE`` has one version per line: the served one first, below it those it
served before, the newest first. ``base`` stands for no adapter.
"""

import os
import re
from pathlib import Path

from evotr.errors import ActiveUnreadable
from evotr.experts.blend import BASE
from evotr.experts.disk import read_file
from evotr.files import write_whole

__all__ = [
    "ACTIVE",
    "VERSION",
    "active_fault",
    "read_active",
    "rolled_back",
    "served",
    "write_active",
]

ACTIVE = "ACTIVE"
VERSION = re.compile(r"\d{4,90}", re.ASCII)  # after 9999 comes one more digit
_KEPT = 50
_FILE_BYTES = 10_000


def read_active(folder: Path) -> tuple[str, ...]:
    """The lines of ``folder/ACTIVE``, newest first; none where it cannot be read.

    A line that names no version is passed over.
    """
    try:
        text = read_file(folder / ACTIVE, _FILE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    lines = (line.strip() for line in text.splitlines())
    return tuple(name for name in lines if name == BASE or VERSION.fullmatch(name))


def active_fault(folder: Path) -> ActiveUnreadable | None:
    """What is wrong with ``folder/ACTIVE``, where it is there and names no version."""
    file = folder / ACTIVE
    if not os.path.lexists(file) or read_active(folder):
        return None
    return ActiveUnreadable(path=file, reason=ACTIVE)


def served(version: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """``version`` on top of what was served before."""
    return before if before[:1] == (version,) else (version, *before)


def rolled_back(names: tuple[str, ...], here: set[str]) -> tuple[str, ...]:
    """Without the served version, from the next one on that is still ``here``.

    Empty when there is none.
    """
    rest = names[1:]
    while rest and rest[0] not in here:
        rest = rest[1:]
    return rest


def write_active(folder: Path, names: tuple[str, ...]) -> None:
    """Make ``names`` the content of ``folder/ACTIVE`` at once.

    Raises:
        ActiveUnreadable: A folder is in its place.
        OSError: The system refuses.
    """
    if (folder / ACTIVE).is_dir():
        raise ActiveUnreadable(path=folder / ACTIVE, reason=ACTIVE)
    write_whole(folder / ACTIVE, "".join(f"{name}\n" for name in names[:_KEPT]))
