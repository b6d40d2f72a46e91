"""Limiting: which questions the trained adapter is to act on."""

from collections.abc import Sequence
from pathlib import Path

from evotr.errors import named_os_error
from evotr.files import write_whole
from evotr.night.rows import Row
from evotr.router.scoping import scope_of
from evotr.weights import ADAPTER_SCOPE

__all__ = ["FEWEST", "limit"]

FEWEST = 100
"""Rows by which the two can be told apart; of some thirty, other wordings fall out."""


def limit(folder: Path, rows: Sequence[Row], wanted: int) -> Path:
    """Write the scope of what an adapter was trained on into ``folder``; the file.

    Within are the questions of the first ``wanted`` rows; those of the others the base
    goes on answering itself. Where there are none of one sort, or hardly any rows,
    nothing tells the two apart, and there is no file.

    Raises:
        DiskFull, FolderNotWritable: It cannot be written.
    """
    asked, file = [_asked(row) for row in rows], folder / ADAPTER_SCOPE
    enough = len(asked) >= FEWEST
    scope = scope_of(asked[:wanted], asked[wanted:]) if enough else None
    try:
        if scope is None:
            file.unlink(missing_ok=True)
        else:
            write_whole(file, scope.to_bytes())
    except OSError as error:
        raise named_os_error(error, folder) from error
    return file


def _asked(row: Row) -> str:
    return next(one.content for one in reversed(row.messages) if one.role == "user")
