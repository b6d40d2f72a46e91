"""Keeping memory at one with folders, as their files change."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Final

import watchfiles

from evotr.memory.documents.ingest import Ingest, IngestEvent
from evotr.memory.documents.walk import is_passed_over, resolved

__all__ = ["watch"]

_QUIET_MS: Final = 1_600
"""Changes of one moment are told together, at most so late."""

_WAKE_MS: Final = 500


def watch(ingest: Ingest, paths: Sequence[Path], stop: Event) -> Iterator[IngestEvent]:
    """Take in ``paths``, then each file that changes, until ``stop`` is set.

    A file that is deleted leaves memory. Changes are told by the system; on a disk
    that tells none, `watchfiles` looks itself.

    Raises:
        DocumentRefused: One of ``paths`` is not there.
        EvotrError: What the journal says.
    """
    roots = [resolved(path.expanduser()) for path in paths]

    def is_meant(_: watchfiles.Change, name: str) -> bool:
        path = Path(name)
        below = next((root for root in roots if path.is_relative_to(root)), None)
        return below is not None and not any(
            is_passed_over(part) for part in path.relative_to(below).parts
        )

    changes = watchfiles.watch(
        *roots,
        watch_filter=is_meant,
        debounce=_QUIET_MS,
        stop_event=stop,
        yield_on_timeout=True,
        rust_timeout=_WAKE_MS,
    )
    next(changes, None)  # from here on nothing that changes is missed
    yield from ingest.run(roots, prune=True)
    for some in changes:
        changed = sorted({Path(name) for _, name in some})
        if gone := [path for path in changed if not path.exists()]:
            ingest.forget_missing(gone)
        # What is in a new folder may have come before the system looked into it.
        new = {Path(name) for kind, name in some if kind == watchfiles.Change.added}
        if there := [p for p in changed if p.is_file() or (p in new and p.is_dir())]:
            yield from ingest.run(there)
