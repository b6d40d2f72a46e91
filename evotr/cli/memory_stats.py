"""``evotr memory stats``: how much is remembered, and how its indexes are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, get_args

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.memory_index import opened_memory, watched
from evotr.cli.memory_options import Options
from evotr.cli.memory_views import one_line
from evotr.cli.render import print_error, print_json, printable
from evotr.domain import Document, MemoryFilter, MemoryKind
from evotr.embedding import choose_embedder
from evotr.errors import EmbedderUnavailable
from evotr.journal import Journal
from evotr.settings import Settings
from evotr.text import Catalog
from evotr.text.sizes import readable

if TYPE_CHECKING:  # numpy
    from evotr.memory.service import MemoryState

__all__ = ["register"]

_LOOK_S: Final = 5.0
"""So long the index may take to say how far it is."""


@dataclass(frozen=True, slots=True)
class _Stats:
    """What `stats` tells, as its JSON has it.

    Attributes:
        memories: How many there are, ``kinds`` of them by their kind.
        kinds: See there.
        pinned: How many of them are pinned.
        collections: The files and their pieces by collection.
        words: Whether the index of words has all of them.
        index: The state of the index of vectors.
        embedder: The encoder's name, None where there is none.
        bytes: What the journal and the index take on the disk.
    """

    memories: int
    kinds: Mapping[str, int]
    pinned: int
    collections: Mapping[str, Mapping[str, int]]
    words: bool
    index: Mapping[str, object]
    embedder: str | None
    bytes: Mapping[str, int]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``stats``."""
    options = Options(say)

    @app.command(help=say("memory.help.stats"))
    def stats(
        ctx: typer.Context,
        *,
        documents: Annotated[
            bool, typer.Option("--documents", help=say("memory.help.documents"))
        ] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        with opened_memory(context) as memory:
            watched(context, memory, memory.refresh(), _LOOK_S)
            state = memory.state()
            files = memory.journal.documents.list().result()
            found = _counted(context.settings, memory.journal, files, state)
        if as_json:
            listed = {"documents": files} if documents else {}
            print_json({**asdict(found), **listed})
            return
        _print(context, found)
        if documents:
            _print_documents(context, files)
        if state.fault is not None:
            print_error(state.fault, context.say, context.errors)


def _counted(
    settings: Settings,
    journal: Journal,
    files: Sequence[Document],
    state: "MemoryState",
) -> _Stats:
    def count(wanted: MemoryFilter) -> int:
        return journal.memories.count(wanted).result()

    kinds: tuple[MemoryKind, ...] = get_args(MemoryKind)
    place = settings.paths.journal
    return _Stats(
        memories=count(MemoryFilter()),
        kinds={kind: count(MemoryFilter(kinds=(kind,))) for kind in kinds},
        pinned=count(MemoryFilter(pinned=True)),
        collections={
            name: {
                "documents": sum(file.collection == name for file in files),
                "pieces": count(MemoryFilter(kinds=("document",), collection=name)),
            }
            for name in sorted({file.collection for file in files})
        },
        words=journal.memories.words_are_sound().result(),
        index={
            "stage": state.stage,
            "known": state.known,
            "embedded": state.embedded,
            "graph": state.graph,
            "fault": None if state.fault is None else type(state.fault).__name__,
        },
        embedder=_embedder(settings),
        bytes={
            "journal": _bytes(place.parent.glob(f"{place.name}*")),
            "index": _bytes(settings.index.rglob("*")),
        },
    )


def _embedder(settings: Settings) -> str | None:
    try:
        return choose_embedder(settings).name
    except EmbedderUnavailable:
        return None


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _print(context: Context, found: _Stats) -> None:
    say = context.say
    rows = [(say("memory.stats.memories"), str(found.memories))]
    rows += [
        (f"  {say(f'memory.kind.{kind}')}", str(number))
        for kind, number in found.kinds.items()
    ]
    rows.append((say("memory.stats.pinned"), str(found.pinned)))
    rows += [
        (name, say("memory.stats.collection", **numbers))
        for name, numbers in found.collections.items()
    ]
    whole = say(f"memory.stage.{found.index['stage']}")
    rows += [
        (say("memory.stats.words"), say("memory.yes") if found.words else "–"),
        (
            say("memory.stats.vectors"),
            f"{found.index['embedded']} / {found.memories}, {whole}",
        ),
        (say("memory.stats.embedder"), found.embedder or "–"),
        (say("memory.stats.journal"), say.number(readable(found.bytes["journal"]))),
        (say("memory.stats.index"), say.number(readable(found.bytes["index"]))),
    ]
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in rows:
        table.add_row(escape(printable(name)), escape(printable(value)))
    context.console.print(table)


def _print_documents(context: Context, files: Iterable[Document]) -> None:
    """A line for each file: what it lies in, its pieces, and why it failed."""
    for file in files:
        place = f"{file.workspace}/{file.collection}" if file.workspace else ""
        line = f"{place or file.collection:10} {file.chunks:6} {one_line(file.path)}"
        if file.state != "ready":
            line += f"  ({file.reason or file.state})"
        context.console.print(printable(line), markup=False, soft_wrap=True)
