"""Limiting: which questions the trained adapter is to act on.

``python -m evotr.night.steps.limit RUN TAUGHT WANTED`` gives the scope to its standard
output. It is a child's work: scikit-learn takes memory, which goes with it.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from evotr.errors import TrainingFailed, named_os_error
from evotr.files import write_whole
from evotr.night.plan import LOG, TRAIN_ROWS
from evotr.night.rows import Row, read_rows
from evotr.paths import python_path
from evotr.router.scope import Scope
from evotr.torchless import hide_torch
from evotr.weights import ADAPTER_SCOPE

__all__ = ["asked_of", "limit", "scope_of_rows"]

_FEWEST: Final = 100
"""Rows by which the two can be told apart; of some thirty, other wordings fall out."""

_MODULE: Final = "evotr.night.steps.limit"
_LAST: Final = 19  # of who wants the processor
_LOOK_S: Final = 0.25


def limit(
    folder: Path, taught: int, wanted: int, check: Callable[[], object] = bool
) -> Path:
    """Write the scope of what an adapter was trained on into its run's folder.

    Args:
        folder: Of the run.
        taught: So many of its first rows are questions to act on, in any words.
        wanted: So many are such or to be acted on in these very words.
        check: Called all the while; what it raises ends the child.

    Returns:
        The file, which is not there where nothing tells the two apart, or where there
        are too few rows.

    Raises:
        TrainingFailed: The child broke; the run's log has why.
        DiskFull, FolderNotWritable: It cannot be written, or the child not be begun.
    """
    file = folder / ADAPTER_SCOPE
    try:
        made = _made(folder, (taught, wanted), check) if _is_enough(folder) else b""
        if made:
            write_whole(file, made)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return file


def _is_enough(folder: Path) -> bool:
    """Whether a child is worth its second."""
    with (folder / TRAIN_ROWS).open("rb") as rows:
        return sum(1 for _ in rows) >= _FEWEST


def _made(folder: Path, counts: tuple[int, int], check: Callable[[], object]) -> bytes:
    """What the child makes of the rows; empty where that is no scope."""
    command = [sys.executable, "-P", "-m", _MODULE, str(folder), *map(str, counts)]
    with (
        (folder / LOG).open("ab") as log,
        subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": python_path()},
            start_new_session=True,  # Ctrl-C is ours to hear
        ) as child,
    ):
        try:
            made = _heard(child, check)
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        reason = f"{_MODULE}: {child.returncode}"
        raise TrainingFailed(run=folder, reason=reason, log=folder / LOG)
    return made


def _heard(child: subprocess.Popen[bytes], check: Callable[[], object]) -> bytes:
    while True:
        check()
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=_LOOK_S)[0]


def scope_of_rows(rows: Sequence[Row], taught: int, wanted: int) -> Scope | None:
    """The scope of rows: the first ``taught`` are corrections in all their wordings.

    Up to ``wanted`` they are answers that were liked, to these very words; the others
    the base goes on giving itself. None where there are no corrections or none of the
    base's, or hardly any rows: then nothing tells the two apart.
    """
    if len(rows) < _FEWEST:
        return None
    from evotr.router.scoping import scope_of  # noqa: PLC0415 - a second, and memory

    asked = [asked_of(row) for row in rows]
    return scope_of(asked[:taught], asked[wanted:], asked[taught:wanted])


def asked_of(row: Row) -> str:
    """The question that a row answers, which says whether an adapter acts on it."""
    return next(one.content for one in reversed(row.messages) if one.role == "user")


def _main(folder: Path, taught: int, wanted: int) -> None:
    hide_torch()
    with suppress(OSError):
        os.nice(_LAST)
    scope = scope_of_rows(read_rows(folder / TRAIN_ROWS), taught, wanted)
    if scope is not None:
        sys.stdout.buffer.write(scope.to_bytes())


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
