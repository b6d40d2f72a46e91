"""``evotr memory ingest``: files into memory, once or as they change."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated, Final

import typer

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_index import bring_up, counting, fault, opened_memory
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json
from evotr.domain import Collection
from evotr.errors import (
    DocumentBinary,
    DocumentEmpty,
    DocumentLink,
    DocumentNotFile,
    UserError,
)
from evotr.journal.home import open_journal
from evotr.memory.documents.ingest import (
    FileIngested,
    FileRefused,
    FilesFound,
    Ingest,
    IngestDone,
    IngestEvent,
    limits_of,
)
from evotr.text import Catalog

__all__ = ["register"]


_NEVER_READ: Final = (
    DocumentBinary,
    DocumentEmpty,
    DocumentLink,
    DocumentNotFile,
)
"""What a folder holds beside texts: there it is passed over, and no fault."""


@dataclass(slots=True)
class _Round:
    """What one run through the files came to; ``named`` are those asked for by name."""

    named: frozenset[Path]
    files: int = 0
    pieces: int = 0
    refused: list[FileRefused] = field(default_factory=list)
    done: IngestDone | None = None

    @property
    def is_faulty(self) -> bool:
        """Whether nothing could be read, or not all that should have been."""
        if self.done is None or not self.done.changed + self.done.unchanged:
            return True
        return any(
            each.path in self.named or not isinstance(each.error, _NEVER_READ)
            for each in self.refused
        )


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``ingest``."""
    options = Options(say)
    of_workspace = typer.Option("--workspace", help=say("memory.help.into_workspace"))

    @app.command(help=say("memory.help.ingest"))
    def ingest(
        ctx: typer.Context,
        *,
        paths: Annotated[list[Path], typer.Argument(help=say("memory.help.paths"))],
        collection: Annotated[
            Collection | None,
            typer.Option("--collection", help=say("memory.help.into_collection")),
        ] = None,
        workspace: Annotated[str | None, of_workspace] = None,
        watch: Annotated[
            bool, typer.Option("--watch", help=say("memory.help.watch"))
        ] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        settings = context.settings
        with (
            open_journal(settings) as journal,
            Ingest(
                journal.documents,
                collection=collection,
                workspace=settings.workspace if workspace is None else workspace,
                limits=limits_of(settings),
            ) as taking,
        ):
            if watch:
                _watch(context, taking, paths, as_json=as_json)
                return
            found = _run(context, taking.run(paths), paths)
        _report(context, found, as_json=as_json)
        if found.is_faulty:
            raise typer.Exit(UserError.exit_code)


def _watch(
    context: Context, taking: Ingest, paths: list[Path], *, as_json: bool
) -> None:
    """Take in what is there and then what changes, until Ctrl-C."""
    # The system's own way of telling changes: nothing else needs that library.
    from evotr.memory.documents.watch import watch  # noqa: PLC0415

    with _until_interrupt() as stop:
        events = watch(taking, paths, stop)
        while (found := _run(context, events, paths)).done is not None:
            _report(context, found, as_json=as_json)


@contextmanager
def _until_interrupt() -> Iterator[Event]:
    """Yield what is set by Ctrl-C or a polite kill, so that what is begun is ended."""
    stop = Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, ask) for name in names}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _run(context: Context, events: Iterator[IngestEvent], paths: list[Path]) -> _Round:
    """Follow events to the end of a round; each refused file is told at once."""
    # A file is told by its own place, what is not there by its name.
    found = _Round(
        frozenset((*paths, *(Path(realpath(path.expanduser())) for path in paths)))
    )
    with counting(context, "memory.ingest.bar") as bar:
        for event in events:
            match event:
                case FilesFound():
                    found.files = event.files
                case FileIngested():
                    found.pieces += event.added
                    bar(event.number, event.files)
                case FileRefused():
                    found.refused.append(event)
                    fault(context, event.error)
                    bar(event.number, event.files)
                case IngestDone():
                    found.done = event
                    break
    return found


def _report(context: Context, found: _Round, *, as_json: bool) -> None:
    """Bring the index up to what was taken in, and say what that was.

    The memory is open for this alone: while files are watched, the assistant may start.
    """
    assert found.done is not None
    with opened_memory(context) as memory:
        whole = bring_up(context, memory)
    numbers = {
        "files": found.files,
        "changed": found.done.changed,
        "unchanged": found.done.unchanged,
        "refused": found.done.refused,
        "removed": found.done.removed,
        "pieces": found.pieces,
    }
    if not as_json:
        key = "none" if not found.files and not found.done.removed else "done"
        tell(context, f"memory.ingest.{key}", **numbers)
        return
    skipped = [
        {
            "path": each.path,
            "error": type(each.error).__name__,
            "message": context.say.error(each.error)[0],
        }
        for each in found.refused
    ]
    print_json({**numbers, "skipped": skipped, "indexed": whole})
