"""``evotr memory search``: one question, or one per line of standard input."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evotr.cli import memory_views as views
from evotr.cli.context import Context
from evotr.cli.memory_choice import conversation_of
from evotr.cli.memory_index import bring_up, fault, opened_memory, watched
from evotr.cli.memory_options import Options
from evotr.cli.memory_queries import MOST_FOUND, bounded_lines, query_of
from evotr.cli.memory_why import titles_of
from evotr.cli.render import print_json
from evotr.domain import MemoryKind, RecallQuery
from evotr.errors import (
    ArgumentMissing,
    ArgumentUnexpected,
    ConversationNotFound,
    UserError,
)
from evotr.text import Catalog

if TYPE_CHECKING:  # numpy
    from evotr.memory.service import MemoryService

__all__ = ["register"]

_COMMAND: Final = "evotr memory search"
_SHOWN: Final = 10
_PATIENCE_S: Final = 10.0
"""So long one question waits for the index; what it lacks is found by words."""


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``search``."""
    options = Options(say)

    @app.command(help=say("memory.help.search"))
    def search(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        query: Annotated[str, typer.Argument(help=say("memory.help.query"))] = "",
        k: Annotated[
            int, typer.Option("--k", min=1, max=MOST_FOUND, help=say("memory.help.k"))
        ] = _SHOWN,
        workspace: Annotated[str | None, options.workspace] = None,
        kind: Annotated[MemoryKind | None, options.kind] = None,
        conversation: Annotated[str | None, options.conversation] = None,
        anyway: Annotated[
            bool | None,
            typer.Option("--all/--relevant", help=say("memory.help.anyway")),
        ] = None,
        as_json: Annotated[bool, options.as_json] = False,
        jsonl: Annotated[
            bool, typer.Option("--jsonl", help=say("memory.help.search_lines"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        if jsonl and query:
            raise ArgumentUnexpected(command=_COMMAND, words=query)
        if not jsonl and not query.strip():
            raise ArgumentMissing(command=_COMMAND, name="QUERY")
        kinds = (kind,) if kind else ()
        place = context.settings.workspace if workspace is None else workspace
        # Who reads lines judges by the scores; a person is told that nothing fits.
        every = jsonl if anyway is None else anyway
        asked = RecallQuery(query, k=k, workspace=place, kinds=kinds, anyway=every)
        with opened_memory(context) as memory:
            named = conversation_of(memory.journal, conversation)
            asked = replace(asked, conversation=named)
            if jsonl:
                raise typer.Exit(_answer_lines(context, memory, asked))
            _answer(context, memory, asked, as_json=as_json)


def _prepare(
    context: Context, memory: "MemoryService", most_s: float | None = None
) -> None:
    """Have the index answer. How is known when it is whole: by how many it holds."""
    if bring_up(context, memory, most_s):
        watched(context, memory, memory.with_graph(), most_s)


def _answer(
    context: Context, memory: "MemoryService", asked: RecallQuery, *, as_json: bool
) -> None:
    _prepare(context, memory, _PATIENCE_S)
    found = memory.recall(asked)
    if as_json:
        print_json(views.plain_found(found))
        return
    titles = titles_of(memory.journal, (each.item for each in found))
    views.print_found(context, found, titles)


def _answer_lines(context: Context, memory: "MemoryService", usual: RecallQuery) -> int:
    """Answer each line with one of JSON, as soon as it is there.

    A line that asks nothing is told on standard error, and answered with no results;
    blank ones are passed over.

    Returns:
        0, or 2 where a line asked nothing.
    """
    _prepare(context, memory)
    labels: dict[str, str] = {}
    code = 0
    for number, line in enumerate(bounded_lines(sys.stdin), start=1):
        if not line.strip():
            continue
        try:
            asked = query_of(line, number, usual)
        except UserError as error:
            code = error.exit_code
            fault(context, error)
            print_json({"results": [], "line": number, "error": type(error).__name__})
            continue
        asked = replace(asked, conversation=_label(memory, asked, labels))
        print_json(views.plain_found(memory.recall(asked)))
    return code


def _label(
    memory: "MemoryService", asked: RecallQuery, labels: dict[str, str]
) -> str | None:
    """The conversation that is meant; one that is not there has no memories."""
    words = asked.conversation
    if words is not None and words not in labels:
        try:
            labels[words] = conversation_of(memory.journal, words) or words
        except ConversationNotFound:
            labels[words] = words
    return None if words is None else labels[words]
