"""Limiting: which questions the trained adapter is to act on.

``python -m evotr.night.steps.limit RUN TAUGHT WANTED`` gives the scope to its standard
output. It is a child's work: scikit-learn takes memory, which goes with it.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from evotr.errors import TrainingFailed, named_os_error
from evotr.files import write_whole
from evotr.night.plan import LOG, TRAIN_ROWS
from evotr.night.rows import Row, read_rows
from evotr.paths import python_path
from evotr.router.scope import Scope
from evotr.torchless import hide_torch
from evotr.weights import ADAPTER_SCOPE

__all__ = ["FEWEST", "limit", "scope_of_rows"]

FEWEST = 100
"""Rows by which the two can be told apart; of some thirty, other wordings fall out."""

_MODULE = "evotr.night.steps.limit"
_LAST = 19  # of who wants the processor


def limit(folder: Path, taught: int, wanted: int) -> Path:
    """Write the scope of what an adapter was trained on into its run's folder.

    Args:
        folder: Of the run.
        taught: So many of its first rows are questions to act on, in any words.
        wanted: So many are such or to be acted on in these very words.

    Returns:
        The file, which is not there where nothing tells the two apart.

    Raises:
        TrainingFailed: The child broke; the run's log has why.
        DiskFull, FolderNotWritable: It cannot be written, or the child not be begun.
    """
    command = [sys.executable, "-P", "-m", _MODULE, str(folder)]
    try:
        with (folder / LOG).open("ab") as log:
            made = subprocess.run(  # noqa: S603 - our own module
                [*command, str(taught), str(wanted)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PYTHONPATH": python_path()},
                start_new_session=True,  # Ctrl-C is ours to hear
                check=False,
            )
        if made.returncode:
            reason = f"{_MODULE}: {made.returncode}"
            raise TrainingFailed(run=folder, reason=reason, log=folder / LOG)
        file = folder / ADAPTER_SCOPE
        if made.stdout:
            write_whole(file, made.stdout)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return file


def scope_of_rows(rows: Sequence[Row], taught: int, wanted: int) -> Scope | None:
    """The scope of rows: the first ``taught`` are corrections in all their wordings.

    Up to ``wanted`` they are answers that were liked, to these very words; the others
    the base goes on giving itself. None where there are no corrections or none of the
    base's, or hardly any rows: then nothing tells the two apart.
    """
    if len(rows) < FEWEST:
        return None
    from evotr.router.scoping import scope_of  # noqa: PLC0415 - a second, and memory

    asked = [_asked(row) for row in rows]
    return scope_of(asked[:taught], asked[wanted:], asked[taught:wanted])


def _asked(row: Row) -> str:
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
