"""``evotr memory reindex`` and ``evaluate``: its indexes anew, and how good it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_index import note, opened_memory, watched
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json
from evotr.embedding import open_embedder
from evotr.errors import EmbedderUnavailable, ValueRefused
from evotr.text import Catalog
from evotr.text.forms import Written

__all__ = ["register"]

_EVALUATE: Final = "evotr memory evaluate"
_FIGURES: Final = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr")
_OTHERS: Final = ("dense", "bm25", "rrf")


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``reindex`` and ``evaluate``."""
    _register_reindex(app, say)
    _register_evaluate(app, say)


def _register_reindex(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.reindex"))
    def reindex(
        ctx: typer.Context,
        *,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        with opened_memory(context) as memory:
            watched(context, memory, memory.rebuild())
            state = memory.state()
        if state.fault is not None:
            raise state.fault
        if as_json:
            print_json({"known": state.known, "embedded": state.embedded})
        elif state.stage == "ready":
            tell(context, "memory.reindex.done", number=state.embedded)
        if state.stage != "ready":
            note(context, "memory.index.words")
            raise typer.Exit(EmbedderUnavailable.exit_code)


def _register_evaluate(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.evaluate"))
    def evaluate(
        ctx: typer.Context,
        *,
        name: Annotated[str, typer.Argument(help=say("memory.help.dataset"))],
        file: Annotated[Path, typer.Argument(help=say("memory.help.data"))],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        # numpy, for which the other commands must not wait.
        from evotr.memory import evaluation  # noqa: PLC0415

        context: Context = ctx.obj
        if name not in evaluation.DATASETS:
            known = ", ".join(evaluation.DATASETS)
            raise ValueRefused(
                command=_EVALUATE, name="NAME", value=name, expected=known
            )
        embedder = open_embedder(context.settings)
        report = evaluation.evaluate(name, file, embedder)
        if as_json:
            print_json(report)
        else:
            _print_report(context, report)


def _print_report(context: Context, report: Mapping[str, Any]) -> None:
    """A row for recall, and for each plain way of searching beside it."""
    tell(
        context,
        "memory.evaluate.what",
        questions=report["questions"],
        memories=report["memories"],
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for key in _FIGURES:
        table.add_column(context.say(f"memory.figure.{key}"), justify="right")
    ways = {"recall": report, **{way: report[way] for way in _OTHERS}}
    for way, figures in ways.items():
        name = context.say(f"memory.way.{way}")
        told = (Written(f"{figures[key]:.3f}") for key in _FIGURES)
        table.add_row(name, *map(context.say.number, told))
    context.console.print(table)
    if "auroc" in report:
        tell(
            context,
            "memory.evaluate.nothing",
            auroc=Written(f"{report['auroc']:.3f}"),
            shown=Written(f"{report['shown_for_nothing']:.3f}"),
            judged=Written(f"{report['recall_at_10_judged']:.3f}"),
        )
