"""``evotr ask``: one question, one answer; and one answer per line of input."""

import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from evotr.app import open_assistant
from evotr.assistant import Assistant
from evotr.cli.codes import INTERRUPTED
from evotr.cli.context import Context
from evotr.cli.memory_views import plain_doubt
from evotr.cli.render import (
    Outcome,
    plain_error,
    plain_route,
    print_error,
    print_faults,
    print_json,
    run_turn,
)
from evotr.cli.sources import plain_recalled, print_sources
from evotr.domain import Routed, TurnFailed, TurnFinished
from evotr.errors import EvotrError
from evotr.text import Catalog
from evotr.turn import AUTO

__all__ = ["answer_lines", "register"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the command."""

    @app.command(help=say("cli.ask.help"))
    def ask(
        ctx: typer.Context,
        text: Annotated[str, typer.Argument(help=say("cli.ask.text"))] = "-",
        conversation: Annotated[
            str | None,
            typer.Option("--conversation", "-c", help=say("cli.ask.conversation")),
        ] = None,
        expert: Annotated[
            str, typer.Option("--expert", "-e", help=say("cli.ask.expert"))
        ] = AUTO,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        question = sys.stdin.read() if text == "-" else text
        with open_assistant(context.settings) as assistant:
            experts = None if expert.strip() == AUTO else assistant.blend(expert)
            chosen = _conversation(assistant, conversation)
            turn = assistant.send(question, conversation_id=chosen, experts=experts)
            assistant.preload()  # beside the router, which is asked first
            outcome = run_turn(turn, stream=not as_json)
        code = _report(outcome, context, as_json=as_json)
        if code:
            raise typer.Exit(code)


def _conversation(assistant: Assistant, prefix: str | None) -> str | None:
    if prefix is None:
        return None
    return assistant.find_conversation(prefix).result().id


def _report(outcome: Outcome, context: Context, *, as_json: bool) -> int:
    end = outcome.end
    if not as_json:
        print_faults(outcome, context.say, context.errors)
    if isinstance(end, TurnFailed):
        print_error(end.error, context.say, context.errors, as_json=as_json)
        return end.error.exit_code
    assert isinstance(end, TurnFinished)
    if as_json:
        print_json(_plain_answer(outcome, end, context.say))
    else:
        print_sources(context, outcome.recalled, outcome.text)
    return INTERRUPTED if end.reason == "cancelled" else 0


def _plain_answer(
    outcome: Outcome, end: TurnFinished, say: Catalog
) -> dict[str, object]:
    routed, recalled = outcome.routed or Routed(()), outcome.recalled
    assert outcome.started is not None
    return {
        "conversation": outcome.started.conversation_id,
        "message": outcome.started.answer_id,
        "answer": outcome.text,
        "reason": end.reason,
        "experts": routed.experts,
        "refused": [plain_error(fault, say) for fault in routed.refused],
        "route": plain_route(routed.route) if routed.route else None,
        "fault": plain_error(routed.fault, say) if routed.fault else None,
        "recalled": plain_recalled(recalled, outcome.text),
        "own_words": recalled.own,
        "asked": [plain_doubt(doubt) for doubt in recalled.asked],
        "memory_fault": plain_error(recalled.fault, say) if recalled.fault else None,
        "usage": end.usage,
    }


def answer_lines(context: Context, lines: Iterable[str]) -> int:
    """Answer each line in one new conversation; errors of a line do not end it.

    Blank lines are passed over.

    Returns:
        0, or the highest exit code that a line's error asks for.
    """
    code = 0
    conversation: str | None = None
    with open_assistant(context.settings) as assistant:
        for line in filter(str.strip, lines):
            try:
                turn = assistant.send(line.rstrip("\r\n"), conversation_id=conversation)
            except EvotrError as error:
                print_error(error, context.say, context.errors)
                code = max(code, error.exit_code)
                continue
            outcome = run_turn(turn, stream=True)
            if outcome.started is not None:
                conversation = outcome.started.conversation_id
            code = max(code, _report(outcome, context, as_json=False))
            if code == INTERRUPTED:
                break
    return code
