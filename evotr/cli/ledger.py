"""``evotr ledger``: what can be learned from, and what the user decides of it."""

import sys
from typing import Annotated, Final

import typer

from evotr.cli import ledger_labelling
from evotr.cli import ledger_views as views
from evotr.cli.dialogue import tell
from evotr.cli.ledger_labelling import expert_of
from evotr.cli.memory_views import short
from evotr.cli.render import MOST_LISTED, json_text, print_json
from evotr.domain import LedgerFilter, LessonKind, LessonState
from evotr.files import named_file
from evotr.journal.home import open_journal
from evotr.text import Catalog

__all__ = ["build"]

_SHOWN: Final = 50
_STANDARD: Final = "-"


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("ledger.help.group"), no_args_is_help=True)
    _register_list(app, say)
    _register_show(app, say)
    _register_retract(app, say)
    _register_export(app, say)
    ledger_labelling.register(app, say)
    return app


def _register_list(app: typer.Typer, say: Catalog) -> None:
    of_state = typer.Option("--state", help=say("ledger.help.state"))
    of_kind = typer.Option("--kind", help=say("ledger.help.kind"))
    of_talk = typer.Option("--conversation", help=say("ledger.help.conversation"))
    of_expert = typer.Option("--expert", help=say("ledger.help.expert"))
    only_fresh = typer.Option("--fresh", help=say("ledger.help.fresh"))
    at_most = typer.Option(
        "--limit", min=1, max=MOST_LISTED, help=say("ledger.help.limit")
    )

    @app.command("list", help=say("ledger.help.list"))
    def list_(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        state: Annotated[LessonState | None, of_state] = None,
        kind: Annotated[LessonKind | None, of_kind] = None,
        conversation: Annotated[str | None, of_talk] = None,
        expert: Annotated[str | None, of_expert] = None,
        fresh: Annotated[bool, only_fresh] = False,
        limit: Annotated[int, at_most] = _SHOWN,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            talk = None
            if conversation is not None:
                talk = journal.find_conversation(conversation).result().id
            wanted = LedgerFilter(
                states=(state,) if state else (),
                kinds=(kind,) if kind else (),
                conversation_id=talk,
                expert=expert,
                fresh=fresh,
            )
            total = journal.ledger.count(wanted).result()
            if expert is not None and not total:  # a removed one's may be there still
                expert_of(ctx.obj, expert)
            before = max(0, total - limit)
            rows = journal.ledger.page(wanted, limit=limit, offset=before).result()
            counts = journal.ledger.counts().result()
        if as_json:
            plain = [views.plain_row(row) for row in rows]
            print_json({"rows": plain, "total": total, "counts": counts})
        else:
            views.print_rows(ctx.obj, rows, total)


def _register_show(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("ledger.help.show"))
    def show(
        ctx: typer.Context,
        row: Annotated[str, typer.Argument(help=say("ledger.help.id"))],
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            found = journal.ledger.find(row).result()
            events = journal.ledger.events(found.id).result()
        if as_json:
            decided = [views.plain_event(event) for event in events]
            print_json({**views.plain_row(found), "events": decided})
        else:
            views.print_row(ctx.obj, found, events)


def _register_retract(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("ledger.help.retract"))
    def retract(
        ctx: typer.Context,
        rows: Annotated[list[str], typer.Argument(help=say("ledger.help.ids"))],
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            named = [journal.ledger.find(row).result().id for row in rows]
            gone = journal.ledger.retract(*dict.fromkeys(named)).result()
        if as_json:
            print_json({"rows": [views.plain_row(row) for row in gone]})
        else:
            ids = ", ".join(short(row.id) for row in gone)
            tell(ctx.obj, "ledger.retract.done", ids=ids)


def _register_export(app: typer.Typer, say: Catalog) -> None:
    of_state = typer.Option("--state", help=say("ledger.help.state"))
    over = typer.Option("--replace", help=say("ledger.help.replace"))

    @app.command(help=say("ledger.help.export"))
    def export(
        ctx: typer.Context,
        *,
        file: Annotated[str, typer.Argument(help=say("ledger.help.file"))] = _STANDARD,
        state: Annotated[LessonState | None, of_state] = None,
        replace: Annotated[bool, over] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            wanted = LedgerFilter(states=(state,) if state else ())
            rows = journal.ledger.page(wanted, limit=None).result()
        lines = "".join(json_text(views.plain_row(row)) + "\n" for row in rows)
        if file == _STANDARD:
            sys.stdout.write(lines)
            sys.stdout.flush()
            return
        with named_file(file, replace=replace) as stream:
            stream.write(lines)
        if as_json:
            print_json({"file": file, "rows": len(rows)})
        else:
            tell(ctx.obj, "ledger.export.done", number=len(rows), file=file)
