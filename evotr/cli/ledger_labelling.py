"""``evotr ledger label``: bad answers get their right one, doubtful rows a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from evotr.assistant import require_visible
from evotr.cli import ledger_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.feedback import how_remembered, plain_taught, tell_taught
from evotr.cli.memory_views import short
from evotr.cli.render import print_json
from evotr.domain import (
    GENERAL,
    Decision,
    LedgerFilter,
    LedgerRow,
    StoredMessage,
    Taught,
)
from evotr.errors import (
    ArgumentMissing,
    ArgumentUnexpected,
    LedgerRowAmbiguous,
    LedgerRowNotFound,
    MessageNotFound,
    OptionsExclusive,
)
from evotr.experts import BASE, known_expert
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.journal.rows import SHORTEST_PREFIX
from evotr.text import Catalog
from evotr.wiring import open_cards

__all__ = ["expert_of", "register"]

_COMMAND: Final = "evotr ledger label"
_ASKED: Final = LedgerFilter(states=("quarantined",))
_ALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the user says of one case: exactly one of these."""

    answer: str | None
    expert: str | None
    keep: bool
    drop: bool

    @property
    def ways(self) -> list[str]:
        """The options that were given."""
        given = {
            "--answer": self.answer is not None,
            "--expert": self.expert is not None,
            "--keep": self.keep,
            "--drop": self.drop,
        }
        return [way for way, there in given.items() if there]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``label``."""

    @app.command(help=say("ledger.help.label"))
    def label(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        cases: Annotated[
            list[str] | None,
            typer.Argument(help=say("ledger.help.case")),
        ] = None,
        answer: Annotated[
            str | None, typer.Option("--answer", help=say("ledger.help.answer"))
        ] = None,
        expert: Annotated[
            str | None, typer.Option("--expert", help=say("ledger.help.labelled"))
        ] = None,
        keep: Annotated[
            bool, typer.Option("--keep", help=say("ledger.help.keep"))
        ] = False,
        drop: Annotated[
            bool, typer.Option("--drop", help=say("ledger.help.drop"))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        context: Context = ctx.obj
        verdict = _checked(_Verdict(answer, expert, keep, drop), cases or [])
        with open_journal(context.settings) as journal:
            if not cases:
                _list(context, journal, as_json=as_json)
            # All are looked up before anything is said of one.
            for found in [_case(journal, each) for each in dict.fromkeys(cases or [])]:
                if isinstance(found, LedgerRow):
                    _judge(context, journal, found, verdict, as_json=as_json)
                else:
                    _answer(context, journal, found, verdict, as_json=as_json)


def _checked(verdict: _Verdict, cases: Sequence[str]) -> _Verdict:
    """The verdict, where it goes together with how many cases there are.

    Raises:
        ArgumentMissing, ArgumentUnexpected, OptionsExclusive: It does not.
        EmptyMessage: The answer shows nothing.
    """
    ways = verdict.ways
    if len(ways) > 1:
        raise OptionsExclusive(command=_COMMAND, first=ways[0], second=ways[1])
    if bool(ways) != bool(cases):
        name = "ID" if ways else "--answer | --expert | --keep | --drop"
        raise ArgumentMissing(command=_COMMAND, name=name)
    if verdict.answer is not None:
        if len(cases) > 1:  # most likely the rest of an answer without quotation marks
            raise ArgumentUnexpected(command=_COMMAND, words=cases[1])
        require_visible(verdict.answer)
    return verdict


def _list(context: Context, journal: Journal, *, as_json: bool) -> None:
    questions = journal.ledger.questions(_ALL).result()
    rows = journal.ledger.page(_ASKED, limit=None).result()
    if as_json:
        waiting = [views.plain_question(question) for question in questions]
        asked = [views.plain_row(row) for row in rows]
        print_json({"questions": waiting, "rows": asked})
    else:
        views.print_waiting(context, questions, rows)


def _case(journal: Journal, prefix: str) -> LedgerRow | StoredMessage:
    """The row, or the answer that waits, whose id begins so.

    Raises:
        LedgerRowNotFound, LedgerRowAmbiguous: There is none, or there are several.
    """
    waiting = {
        one.answer.id: one.answer for one in journal.ledger.questions(_ALL).result()
    }
    found = [answer for key, answer in waiting.items() if key.startswith(prefix)]
    try:
        row = journal.ledger.find(prefix).result()
    except LedgerRowNotFound as error:
        if isinstance(error, LedgerRowAmbiguous) or not found:
            raise
        if len(found) > 1 or len(prefix) < SHORTEST_PREFIX:
            raise LedgerRowAmbiguous(row=prefix) from error
        return found[0]
    if found:
        raise LedgerRowAmbiguous(row=prefix)
    return row


def _answer(
    context: Context,
    journal: Journal,
    message: StoredMessage,
    verdict: _Verdict,
    *,
    as_json: bool,
) -> None:
    """Give a bad answer its right one, or let it wait no longer."""
    if verdict.drop:
        journal.ledger.dismiss(message.id).result()
        _told(context, "ledger.label.dismissed", message.id, as_json=as_json)
        return
    if verdict.answer is None:
        raise ArgumentMissing(command=_COMMAND, name="--answer | --drop")
    how = how_remembered(context.settings)
    taught = journal.ledger.correct(message.id, verdict.answer, how).result()
    _tell_taught(context, taught, as_json=as_json)


def _judge(
    context: Context,
    journal: Journal,
    row: LedgerRow,
    verdict: _Verdict,
    *,
    as_json: bool,
) -> None:
    """Say of a row whether it stands, who should have it, or what is right."""
    if verdict.answer is not None:
        if row.message_id is None:
            raise MessageNotFound(message=row.id)
        how = how_remembered(context.settings)
        taught = journal.ledger.correct(row.message_id, verdict.answer, how).result()
        _tell_taught(context, taught, as_json=as_json)
        return
    with_it: list[str] = []
    if verdict.expert is not None:
        expert = expert_of(context, verdict.expert)
        decision = Decision(row.id, "labelled", expert=expert)
        journal.ledger.decide([decision], "user").result()
        key = "ledger.label.expert"
    elif verdict.keep:
        journal.ledger.uphold(row.id).result()
        key = "ledger.label.kept"
    else:
        gone = journal.ledger.retract(row.id).result()
        with_it = [one.id for one in gone if one.id != row.id]  # they say the same
        key = "ledger.label.dropped"
    _told(context, key, row.id, *with_it, as_json=as_json)


def expert_of(context: Context, name: str) -> str:
    """Who is meant; "general" is also what the base answers.

    Raises:
        ExpertNotFound: Nobody is.
    """
    if name in {BASE, GENERAL}:
        return GENERAL
    return known_expert(name, open_cards(context.settings).experts).id


def _tell_taught(context: Context, taught: Taught, *, as_json: bool) -> None:
    if as_json:
        print_json(plain_taught(taught))
    else:
        tell_taught(context, taught)


def _told(context: Context, key: str, case: str, *with_it: str, as_json: bool) -> None:
    if as_json:
        print_json({"id": case, "done": key.rpartition(".")[2]})
    else:
        tell(context, key, id=", ".join(map(short, (case, *with_it))))
