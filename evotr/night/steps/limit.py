"""Limiting: which questions the trained adapter is to act on.

``python -m evotr.night.steps.limit RUN WANTED`` gives the scope to its standard output.
It is a child's work: scikit-learn takes memory, which goes with it.
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


def limit(folder: Path, wanted: int) -> Path:
    """Write the scope of what an adapter was trained on into its run's folder.

    Args:
        folder: Of the run.
        wanted: So many of its first rows are questions to act on.

    Returns:
        The file, which is not there where nothing tells the two apart.

    Raises:
        TrainingFailed: The child broke.
        DiskFull, FolderNotWritable: It cannot be written.
    """
    made = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", _MODULE, str(folder), str(wanted)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": python_path()},
        start_new_session=True,  # Ctrl-C is ours to hear
        check=False,
    )
    if made.returncode:
        said = made.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise TrainingFailed(run=folder, reason=said[-1], log=folder / LOG)
    file = folder / ADAPTER_SCOPE
    try:
        if made.stdout:
            write_whole(file, made.stdout)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return file


def scope_of_rows(rows: Sequence[Row], wanted: int) -> Scope | None:
    """The scope of rows, of which the first ``wanted`` have a wanted answer.

    The others the base goes on answering itself. None where there are none of one sort,
    or hardly any rows: then nothing tells the two apart.
    """
    if len(rows) < FEWEST:
        return None
    from evotr.router.scoping import scope_of  # noqa: PLC0415 - a second, and memory

    asked = [_asked(row) for row in rows]
    return scope_of(asked[:wanted], asked[wanted:])


def _asked(row: Row) -> str:
    return next(one.content for one in reversed(row.messages) if one.role == "user")


def _main(folder: Path, wanted: int) -> None:
    hide_torch()
    with suppress(OSError):
        os.nice(_LAST)
    scope = scope_of_rows(read_rows(folder / TRAIN_ROWS), wanted)
    if scope is not None:
        sys.stdout.buffer.write(scope.to_bytes())


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
