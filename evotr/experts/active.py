"""Which version an expert serves, and which it served before.

The file ``ACTIVE`` has one version per line: the served one first, below it those it
served before, the newest first. ``base`` stands for no adapter.
"""

import re
from pathlib import Path

from evotr.experts.blend import BASE
from evotr.experts.disk import write_whole

__all__ = ["ACTIVE", "VERSION", "read_active", "rolled_back", "served", "write_active"]

ACTIVE = "ACTIVE"
VERSION = re.compile(r"\d{4,9}", re.ASCII)
_KEPT = 50
_FILE_BYTES = 10_000


def read_active(*folders: Path) -> tuple[str, ...]:
    """The lines of the first folder that has a readable ``ACTIVE``, newest first.

    A line that names no version is passed over. Nowhere one: ``("base",)``.
    """
    for folder in folders:
        try:
            with (folder / ACTIVE).open("rb") as file:
                text = file.read(_FILE_BYTES).decode("utf-8", errors="replace")
        except OSError:
            continue
        lines = (line.strip() for line in text.splitlines())
        names = tuple(n for n in lines if n == BASE or VERSION.fullmatch(n))
        if names:
            return names
    return (BASE,)


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
    """Make ``names`` the content of ``folder/ACTIVE`` at once."""
    write_whole(folder / ACTIVE, "".join(f"{name}\n" for name in names[:_KEPT]))
