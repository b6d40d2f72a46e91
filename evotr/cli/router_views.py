"""How the router's figures and what it was taught look."""

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import printable
from evotr.domain import StoredExemplar
from evotr.router.evaluation import Report
from evotr.text.forms import Written

__all__ = ["plain_exemplar", "print_exemplars", "print_report"]

_FIGURES = ("accuracy", "macro_f1", "top2", "ece", "auroc_none", "auroc_right")


def plain_exemplar(stored: StoredExemplar) -> dict[str, object]:
    """An exemplar as one object."""
    taught = stored.exemplar
    return {
        "id": stored.id,
        "text": taught.text,
        "expert": taught.expert,
        "source": taught.source,
        "negative": taught.negative,
        "state": stored.state,
        "created_at": stored.created_at,
    }


def print_exemplars(context: Context, found: Sequence[StoredExemplar]) -> None:
    """A table of what was taught, the oldest first."""
    if not found:
        tell(context, "router.exemplars.none")
        return
    table = _table(context, "id", "expert", "text", "source", "state", "made")
    for stored in found:
        taught = stored.exemplar
        table.add_row(
            stored.id[:8],
            ("≠ " if taught.negative else "") + escape(taught.expert),
            escape(printable(taught.text)),
            escape(printable(taught.source[:8])),
            context.say(f"router.state.{stored.state}"),
            f"{stored.created_at.astimezone():%Y-%m-%d %H:%M}",
        )
    context.console.print(table)


def _three(context: Context, figure: float) -> str:
    return context.say.number(Written(f"{figure:.3f}"))


def print_report(context: Context, report: Report) -> None:
    """The figures, what they are by language and kind, and who was taken for whom."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row(context.say("router.figure.rows"), str(report.rows))
    for name in _FIGURES:
        table.add_row(
            context.say(f"router.figure.{name}"), _three(context, getattr(report, name))
        )
    for key, share in {**report.by_lang, **report.by_kind}.items():
        table.add_row("  " + escape(printable(key)), _three(context, share))
    latency = Written(f"{report.p50_ms:.2f} / {report.p95_ms:.2f}")
    table.add_row(context.say("router.figure.latency"), context.say.number(latency))
    context.console.print(table)
    context.console.print()
    _print_confusion(context, report.confusion)


def _print_confusion(
    context: Context, confusion: Mapping[str, Mapping[str, int]]
) -> None:
    """A row per expert that was meant, a numbered column per one that was picked."""
    names = sorted({*confusion, *(pick for row in confusion.values() for pick in row)})
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column(context.say("router.figure.confusion"))
    for number, _ in enumerate(names, start=1):
        table.add_column(str(number), justify="right")
    for number, meant in enumerate(names, start=1):
        row = confusion.get(meant, {})
        counts = (str(row.get(pick, "·")) for pick in names)
        table.add_row(str(number), escape(meant), *counts)
    context.console.print(table)


def _table(context: Context, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for key in columns:
        table.add_column(context.say(f"router.column.{key}"), overflow="fold")
    return table
