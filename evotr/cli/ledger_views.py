"""How rows of the ledger look: in a list, alone, and as JSON."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_views import MINUTE, cut, one_line, short
from evotr.cli.render import printable
from evotr.domain import LedgerEvent, LedgerRow, OpenQuestion

__all__ = [
    "plain_event",
    "plain_question",
    "plain_row",
    "print_row",
    "print_rows",
    "print_waiting",
]


def plain_row(row: LedgerRow) -> dict[str, object]:
    """A row as one object, with the keys of an export's lines."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason or None,
        "question": row.question,
        "wrong": row.wrong or None,
        "right": row.right,
        "expert": row.expert,
        "expert_by_user": row.expert_by_user,
        "split": row.split,
        "conversation": row.conversation_id,
        "message": row.message_id,
        "sources": row.sources,
        "time": row.created,
        "sha256": row.sha256,
    }


def plain_event(event: LedgerEvent) -> dict[str, object]:
    """A decision as one object."""
    decision = event.decision
    return {
        "time": event.at,
        "by": event.by,
        "state": decision.state,
        "reason": decision.reason,
        "expert": decision.expert,
        "cause": decision.cause,
    }


def plain_question(question: OpenQuestion) -> dict[str, object]:
    """A bad answer that waits, as one object."""
    return {
        "message": question.answer.id,
        "conversation": question.answer.conversation_id,
        "question": question.question,
        "answer": question.answer.content,
        "time": question.asked,
    }


def print_rows(context: Context, rows: Sequence[LedgerRow], total: int) -> None:
    """A table of rows, the newest last, and how many there are beside those."""
    if not rows:
        tell(context, "ledger.list.none")
        return
    table = Table(box=None, pad_edge=False)
    for key in ("id", "kind", "state", "expert", "question", "right"):
        table.add_column(context.say(f"ledger.column.{key}"), overflow="fold")
    for row in rows:
        table.add_row(
            short(row.id),
            context.say(f"ledger.kind.{row.kind}"),
            context.say(f"ledger.state.{row.state}"),
            Text(one_line(row.expert or "")),
            Text(cut(row.question)),
            Text(cut(row.right)),
        )
    context.console.print(table)
    if total > len(rows):
        tell(context, "ledger.list.more", number=total - len(rows))


def print_row(context: Context, row: LedgerRow, events: Sequence[LedgerEvent]) -> None:
    """All that is known of a row, and what was decided of it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    known = {
        "id": row.id,
        "kind": context.say(f"ledger.kind.{row.kind}"),
        "state": context.say(f"ledger.state.{row.state}"),
        "question": row.question,
        "wrong": row.wrong,
        "right": row.right,
        "expert": row.expert or "",
        "split": context.say(f"ledger.split.{row.split}"),
        "when": row.created.astimezone().strftime(MINUTE),
        "conversation": row.conversation_id or "",
        "message": row.message_id or "",
        "sha256": row.sha256,
    }
    for key, value in known.items():
        if value:
            name = context.say(f"ledger.column.{key}")
            table.add_row(name, Text(printable(value)))
    context.console.print(table)
    for event in events:
        _print_event(context, event)


def _print_event(context: Context, event: LedgerEvent) -> None:
    decision = event.decision
    state = context.say(f"ledger.state.{decision.state}") if decision.state else ""
    parts = (
        event.at.astimezone().strftime(MINUTE),
        context.say(f"ledger.decider.{event.by}"),
        state,
        decision.expert or "",
        context.say(f"ledger.reason.{decision.reason}"),
        short(decision.cause or ""),
    )
    line = " · ".join(one_line(part) for part in parts if part)
    context.console.print(Text(line, "dim"), soft_wrap=True)


def print_waiting(
    context: Context, questions: Sequence[OpenQuestion], rows: Sequence[LedgerRow]
) -> None:
    """The bad answers that wait for a right one, and the rows that are asked about."""
    if not questions and not rows:
        tell(context, "ledger.label.none")
        return
    for question in questions:
        _print_case(
            context,
            short(question.answer.id),
            question.question,
            context.say("ledger.label.bad", answer=cut(question.answer.content)),
        )
    for row in rows:
        reason = context.say(f"ledger.reason.{row.reason}")
        about = context.say("ledger.label.doubt", right=cut(row.right), reason=reason)
        _print_case(context, short(row.id), row.question, about)
    tell(context, "ledger.label.how")


def _print_case(context: Context, name: str, question: str, about: str) -> None:
    line = Text(f"{name}  ").append(cut(question), "bold")
    line.append(f"\n          {printable(about)}", "dim")
    context.console.print(line, soft_wrap=True)
