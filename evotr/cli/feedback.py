"""``evotr feedback``: saying of an answer that it is good, bad, or what is right."""

from typing import Annotated, Final, Literal, NamedTuple

import typer

from evotr.assistant import require_visible
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json
from evotr.domain import Taught, Thumb
from evotr.errors import ArgumentMissing, OptionsExclusive
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.journal.ledger import Remembering
from evotr.memory.corrections import remembering
from evotr.settings import Settings
from evotr.text import Catalog

__all__ = ["how_remembered", "plain_taught", "register", "tell_taught"]

_COMMAND: Final = "evotr feedback"
_WAYS: Final = "--up | --down | --withdraw | --correct"


class _Word(NamedTuple):
    """What the user says: a thumb, none, or the right answer."""

    way: Literal["--up", "--down", "--withdraw", "--correct"]
    thumb: Thumb | None = None
    text: str | None = None


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the command."""

    @app.command("feedback", help=say("feedback.help.command"))
    def feedback(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        message: Annotated[str, typer.Argument(help=say("feedback.help.message"))],
        up: Annotated[bool, typer.Option("--up", help=say("feedback.help.up"))] = False,
        down: Annotated[
            bool, typer.Option("--down", help=say("feedback.help.down"))
        ] = False,
        withdraw: Annotated[
            bool, typer.Option("--withdraw", help=say("feedback.help.withdraw"))
        ] = False,
        correct: Annotated[
            str | None, typer.Option("--correct", help=say("feedback.help.correct"))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        context: Context = ctx.obj
        said = [
            *([_Word("--up", "up")] if up else []),
            *([_Word("--down", "down")] if down else []),
            *([_Word("--withdraw")] if withdraw else []),
            *([_Word("--correct", text=correct)] if correct is not None else []),
        ]
        word = _one_of(said)
        with open_journal(context.settings) as journal:
            taught = _teach(journal, message, word, context.settings)
        if as_json:
            print_json(plain_taught(taught))
        else:
            tell_taught(context, taught)


def _one_of(said: list[_Word]) -> _Word:
    """The one thing that is said.

    Raises:
        ArgumentMissing, OptionsExclusive: None, or several.
    """
    if not said:
        raise ArgumentMissing(command=_COMMAND, name=_WAYS)
    if len(said) > 1:
        first, second = said[0].way, said[1].way
        raise OptionsExclusive(command=_COMMAND, first=first, second=second)
    return said[0]


def _teach(journal: Journal, prefix: str, word: _Word, settings: Settings) -> Taught:
    if word.text is not None:
        require_visible(word.text)
    answer = journal.find_message(prefix).result()
    if word.text is None:
        return journal.ledger.thumb(answer.id, word.thumb).result()
    how = how_remembered(settings)
    return journal.ledger.correct(answer.id, word.text, how).result()


def how_remembered(settings: Settings) -> Remembering | None:
    """How corrections are remembered; None where the memory is switched off."""
    return remembering(settings.workspace) if settings.memory else None


def plain_taught(taught: Taught) -> dict[str, object]:
    """What became of feedback, as one object."""
    return {
        "message": taught.message_id,
        "consent": taught.consent,
        "thumb": taught.thumb,
        "row": taught.row.id if taught.row else None,
        "memory": taught.memory.id if taught.memory else None,
        "version": taught.version.id if taught.version else None,
        "waiting": taught.waiting,
    }


def tell_taught(context: Context, taught: Taught) -> None:
    """Say what became of feedback, in one or two sentences."""
    if taught.version is not None:
        tell(context, "feedback.corrected")
    if taught.consent == "nothing":
        tell(context, "feedback.nothing")
    elif taught.version is not None:
        tell(context, f"feedback.{'remembered' if taught.memory else 'unremembered'}")
        if taught.row is None:
            tell(context, "feedback.unlearned")
    elif taught.thumb is None:
        tell(context, "feedback.withdrawn")
    elif taught.waiting:
        tell(context, "feedback.waiting")
    else:
        tell(context, "feedback.kept" if taught.row else "feedback.noted")
