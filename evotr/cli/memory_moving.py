"""``evotr memory export`` and ``import``: memories as lines of JSON."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_choice import conversation_of
from evotr.cli.memory_index import bring_up, counting, fault, opened_memory
from evotr.cli.memory_options import Options
from evotr.cli.memory_queries import bounded_lines
from evotr.cli.render import print_json
from evotr.domain import MemoryFilter, MemoryKind
from evotr.errors import FileNotReadable, MemoryLineWrong
from evotr.files import named_file
from evotr.journal.home import open_journal
from evotr.journal.memories import Memories
from evotr.journal.memory_lines import Imported, export_lines, import_lines
from evotr.text import Catalog

__all__ = ["register"]

_STANDARD: Final = "-"


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``export`` and ``import``."""
    _register_export(app, say)
    _register_import(app, say)


def _register_export(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)
    over = typer.Option("--replace", help=say("memory.help.over"))

    @app.command(help=say("memory.help.export"))
    def export(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        file: Annotated[
            str, typer.Argument(help=say("memory.help.to_file"))
        ] = _STANDARD,
        kind: Annotated[MemoryKind | None, options.kind] = None,
        collection: Annotated[str | None, options.collection] = None,
        workspace: Annotated[str | None, options.workspace] = None,
        conversation: Annotated[str | None, options.conversation] = None,
        replace: Annotated[bool, over] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            wanted = MemoryFilter(
                kinds=(kind,) if kind else (),
                collection=collection,
                workspace=workspace,
                conversation=conversation_of(journal, conversation),
            )
            lines = export_lines(journal.memories, wanted)
            if file == _STANDARD:
                _write(lines, sys.stdout)
                return
            with named_file(file, replace=replace) as stream:
                number = _write(lines, stream)
        if as_json:
            print_json({"file": file, "memories": number})
        else:
            tell(context, "memory.export.done", number=number, file=file)


def _write(lines: Iterator[str], stream: TextIO) -> int:
    number = 0
    for line in lines:
        stream.write(line + "\n")
        number += 1
    stream.flush()
    return number


def _register_import(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)
    of_workspace = typer.Option("--workspace", help=say("memory.help.to_workspace"))

    @app.command("import", help=say("memory.help.import"))
    def import_(
        ctx: typer.Context,
        *,
        file: Annotated[
            str, typer.Argument(help=say("memory.help.from_file"))
        ] = _STANDARD,
        jsonl: Annotated[
            bool, typer.Option("--jsonl", help=say("memory.help.import_lines"))
        ] = True,
        workspace: Annotated[str | None, of_workspace] = None,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        del jsonl  # the only form there is
        context: Context = ctx.obj
        place = context.settings.workspace if workspace is None else workspace
        defaults = {"workspace": place} if place else {}
        with _read(file) as stream, opened_memory(context) as memory:
            lines = bounded_lines(stream)
            done = _import(context, memory.journal.memories, lines, defaults)
            whole = bring_up(context, memory)
        _tell_imported(context, done, whole=whole, as_json=as_json)
        if done.wrong:
            raise typer.Exit(done.wrong[0].exit_code)


@contextmanager
def _read(file: str) -> Iterator[TextIO]:
    """Standard input, or a file; letters that are none come as U+FFFD.

    Raises:
        FileNotReadable: The system does not let it be read.
    """
    if file == _STANDARD:
        yield sys.stdin
        return
    try:
        stream = Path(file).open(  # noqa: SIM115 — closed below
            encoding="utf-8-sig", errors="replace", newline="\n"
        )
    except OSError as error:
        raise FileNotReadable(file=file, reason=error.strerror or error) from error
    with stream:
        yield stream


def _import(
    context: Context, memories: Memories, lines: Iterator[str], defaults: dict[str, str]
) -> Imported:
    """Store what the lines say; each that says nothing is told at once."""
    lined = added = known = 0
    wrong: list[MemoryLineWrong] = []
    with counting(context, "memory.import.bar") as bar:
        for part in import_lines(memories, lines, defaults):
            lined, added = lined + part.lines, added + part.added
            known += part.known
            wrong += part.wrong
            for error in part.wrong:
                fault(context, error)
            bar(lined, None)
    return Imported(lined, added, known, tuple(wrong))


def _tell_imported(
    context: Context, done: Imported, *, whole: bool, as_json: bool
) -> None:
    if as_json:
        wrong = [
            {"line": error.values["line"], "error": type(error).__name__}
            for error in done.wrong
        ]
        print_json(
            {
                "lines": done.lines,
                "added": done.added,
                "known": done.known,
                "wrong": wrong,
                "indexed": whole,
            }
        )
        return
    tell(
        context,
        "memory.import.done",
        added=done.added,
        known=done.known,
        wrong=len(done.wrong),
    )
