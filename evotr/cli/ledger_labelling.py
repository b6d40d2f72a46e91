"""``evotr ledger label``: bad answers get their right one, doubtful rows a verdict."""

from collections.abc import Iterator, Sequence
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
    LedgerFilter,
    LedgerRow,
    StoredMessage,
)
from evotr.errors import (
    AnswerWaits,
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
from evotr.night.keeping import uphold
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
                return
            # All are looked up before anything is said of one.
            named = [_case(journal, each) for each in cases]
            found = {each.id: each for each in named}
            _say(context, journal, list(found.values()), verdict, as_json=as_json)


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


def _say(
    context: Context,
    journal: Journal,
    cases: Sequence[LedgerRow | StoredMessage],
    verdict: _Verdict,
    *,
    as_json: bool,
) -> None:
    """Say of all cases what the user says of them, or of none.

    Raises:
        AnswerWaits: One is a bad answer, for which the verdict is none.
    """
    rows = [each for each in cases if isinstance(each, LedgerRow)]
    waiting = [each for each in cases if not isinstance(each, LedgerRow)]
    if verdict.answer is not None:
        for each in cases:  # it is one
            _correct(context, journal, each, verdict.answer, as_json=as_json)
    elif verdict.drop:
        _drop(context, journal, cases, as_json=as_json)
    elif waiting:
        raise AnswerWaits(answer=short(waiting[0].id), option=verdict.ways[0])
    else:
        for row, key in _stand(context, journal, rows, verdict):
            _told(context, key, row.id, as_json=as_json)


def _correct(
    context: Context,
    journal: Journal,
    case: LedgerRow | StoredMessage,
    right: str,
    *,
    as_json: bool,
) -> None:
    """Give an answer, or that of a row, its right one."""
    answer_id = case.message_id if isinstance(case, LedgerRow) else case.id
    if answer_id is None:
        raise MessageNotFound(message=case.id)
    how = how_remembered(context.settings)
    taught = journal.ledger.correct(answer_id, right, how).result()
    if as_json:
        print_json(plain_taught(taught))
    else:
        tell_taught(context, taught)


def _drop(
    context: Context,
    journal: Journal,
    cases: Sequence[LedgerRow | StoredMessage],
    *,
    as_json: bool,
) -> None:
    for each in cases:
        if isinstance(each, LedgerRow):
            gone = journal.ledger.retract(each.id).result()
            with_it = [one.id for one in gone if one.id != each.id]  # they say the same
            key = "ledger.label.dropped"
            _told(context, key, each.id, with_it=with_it, as_json=as_json)
        else:
            journal.ledger.dismiss(each.id).result()
            _told(context, "ledger.label.dismissed", each.id, as_json=as_json)


def _stand(
    context: Context, journal: Journal, rows: Sequence[LedgerRow], verdict: _Verdict
) -> Iterator[tuple[LedgerRow, str]]:
    """Let rows stand, or have an expert; each of which that is so now, with its key."""
    ids = [row.id for row in rows]
    if verdict.expert is not None:
        expert = expert_of(context, verdict.expert)
        journal.ledger.assign(*ids, expert=expert).result()
        yield from ((row, "ledger.label.expert") for row in rows)
    else:
        for row in uphold(journal.ledger, *ids).result():
            if row.state == "active":  # of two answers to one question the last is
                yield row, "ledger.label.kept"


def expert_of(context: Context, name: str) -> str:
    """Who is meant; "general" is also what the base answers.

    Raises:
        ExpertNotFound: Nobody is.
    """
    if name in {BASE, GENERAL}:
        return GENERAL
    return known_expert(name, open_cards(context.settings).experts).id


def _told(
    context: Context,
    key: str,
    case: str,
    *,
    with_it: Sequence[str] | None = None,
    as_json: bool,
) -> None:
    if as_json:
        done = {"id": case, "done": key.rpartition(".")[2]}
        print_json(done if with_it is None else {**done, "with_it": with_it})
    else:
        tell(context, key, id=", ".join(map(short, (case, *(with_it or ())))))
