"""``evotr memory snapshot`` and ``restore``: all that is remembered, in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json
from evotr.journal.home import open_journal
from evotr.text import Catalog
from evotr.text.sizes import readable

if TYPE_CHECKING:  # numpy
    from evotr.memory.snapshot import Taken
    from evotr.memory.snapshot_restoring import Restored

__all__ = ["register"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``snapshot`` and ``restore``."""
    _register_snapshot(app, say)
    _register_restore(app, say)


def _register_snapshot(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.snapshot"))
    def snapshot(
        ctx: typer.Context,
        *,
        target: Annotated[Path, typer.Argument(help=say("memory.help.target"))],
        vectors: Annotated[
            bool, typer.Option("--vectors", help=say("memory.help.vectors"))
        ] = False,
        replace: Annotated[
            bool, typer.Option("--replace", help=say("memory.help.replace"))
        ] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        # numpy, for which the commands that read the journal alone must not wait.
        from evotr.memory.snapshot import take_snapshot  # noqa: PLC0415

        context: Context = ctx.obj
        settings = context.settings
        with open_journal(settings) as journal:
            taken = take_snapshot(
                journal,
                target,
                settings.paths.home,
                index=settings.index if vectors else None,
                replace=replace,
            )
        if as_json:
            print_json(taken)
        else:
            _tell_taken(context, taken, vectors=vectors)


def _tell_taken(context: Context, taken: "Taken", *, vectors: bool) -> None:
    tell(
        context,
        "memory.snapshot.done",
        path=taken.path,
        memories=taken.counts.memories,
        documents=taken.counts.documents,
        lessons=taken.counts.lessons,
        size=readable(taken.size),
        written=readable(taken.written_bytes),
    )
    if vectors and not taken.vectors:
        tell(context, "memory.snapshot.no_vectors")


def _register_restore(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.restore"))
    def restore(
        ctx: typer.Context,
        *,
        source: Annotated[Path, typer.Argument(help=say("memory.help.source"))],
        forgotten: Annotated[
            bool, typer.Option("--forgotten", help=say("memory.help.forgotten"))
        ] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        from evotr.memory.snapshot_restoring import (  # noqa: PLC0415 — numpy
            restore_snapshot,
        )

        context: Context = ctx.obj
        settings = context.settings
        with open_journal(settings) as journal:
            restored = restore_snapshot(
                journal, source, index=settings.index, anyway=forgotten
            )
        if as_json:
            print_json(restored)
        else:
            _tell_restored(context, restored)


def _tell_restored(context: Context, restored: "Restored") -> None:
    tell(
        context,
        "memory.restore.done",
        memories=restored.memories.added,
        documents=restored.documents.added,
        exemplars=restored.exemplars.added,
        lessons=restored.lessons.added,
        known=restored.memories.known,
    )
    all_together = restored.memories + restored.documents
    all_together += restored.exemplars + restored.lessons
    if all_together.forgotten:
        tell(context, "memory.restore.forgotten", number=all_together.forgotten)
    if all_together.forbidden:
        tell(context, "memory.restore.forbidden", number=all_together.forbidden)
