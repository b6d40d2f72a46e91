"""``evotr memory forget``: what goes, shown and asked first, out of every file."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evotr.cli import memory_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.elsewhere import tell_elsewhere
from evotr.cli.memory_doom import Doom, Way, doomed_by
from evotr.cli.memory_index import forget_vectors
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json
from evotr.domain import Conversation, NightVersion
from evotr.errors import (
    ArgumentMissing,
    ConfirmationMissing,
    OptionsExclusive,
)
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.journal.home import open_journal
from evotr.text import Catalog

if TYPE_CHECKING:  # numpy
    from evotr.night.forgetting import Forgotten

__all__ = ["register"]

_COMMAND: Final = "evotr memory forget"
_SHOWN: Final = 1_000
"""Of more memories the rest is a number; with ``--json`` every id is told."""


@dataclass(frozen=True, slots=True)
class _Going:
    """What goes: its ids, answers made from it by their conversations, and versions."""

    doomed: Doomed
    elsewhere: Sequence[tuple[Conversation, int]]
    versions: Sequence[NightVersion]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``forget``."""
    options = Options(say)
    with_sources = typer.Option(
        "--sources/--keep-sources", help=say("memory.help.sources")
    )

    @app.command(help=say("memory.help.forget"))
    def forget(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        memories: Annotated[list[str] | None, options.memories] = None,
        query: Annotated[
            str | None, typer.Option("--query", help=say("memory.help.with_words"))
        ] = None,
        path: Annotated[
            str | None, typer.Option("--path", help=say("memory.help.path"))
        ] = None,
        conversation: Annotated[str | None, options.conversation] = None,
        everything: Annotated[
            bool, typer.Option("--everything", help=say("memory.help.everything"))
        ] = False,
        sources: Annotated[bool, with_sources] = True,
        yes: Annotated[
            bool, typer.Option("--yes", "-y", help=say("cli.conversations.yes"))
        ] = False,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        named: dict[Way, list[str]] = {
            "ids": memories or [],
            "query": [query or ""],
            "path": [path or ""],
            "conversation": [conversation or ""],
            "everything": ["*" if everything else ""],
        }
        _forget(ctx.obj, named, sources=sources, yes=yes, as_json=as_json)


def _forget(
    context: Context,
    named: dict[Way, list[str]],
    *,
    sources: bool,
    yes: bool,
    as_json: bool,
) -> None:
    way, words = _one_of(named)
    with open_journal(context.settings) as journal:
        doom = doomed_by(journal, way, words, sources=sources)
        going = _going_with(journal, doom)
        sure = bool(doom) and (yes or _sure(context, doom, going, as_json=as_json))
        gone = _destroyed(context, journal, doom, going) if sure else None
    if gone is not None:
        forget_vectors(context)
    _tell(context, doom, going, gone, as_json=as_json)
    if doom and gone is None:
        raise typer.Exit(1)


def _going_with(journal: Journal, doom: Doom) -> _Going:
    doomed = doom.going(journal)
    elsewhere = journal.recalls.talks_of(doomed.answers).result()
    return _Going(doomed, elsewhere, journal.nights.saw(doomed.lessons).result())


def _one_of(named: dict[Way, list[str]]) -> tuple[Way, list[str]]:
    """The one way in which memories are named.

    Raises:
        ArgumentMissing, OptionsExclusive: None of them, or several.
    """
    given = [way for way, words in named.items() if "".join(words).strip()]
    if not given:
        raise ArgumentMissing(command=_COMMAND, name="ID")
    if len(given) > 1:
        first, second = ("ID" if way == "ids" else f"--{way}" for way in given[:2])
        raise OptionsExclusive(command=_COMMAND, first=first, second=second)
    return given[0], named[given[0]]


def _sure(context: Context, doom: Doom, going: _Going, *, as_json: bool) -> bool:
    """Show what will go, and ask.

    Raises:
        ConfirmationMissing: There is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise ConfirmationMissing(command=_COMMAND)
    if not as_json:
        # numpy, for which the other commands must not wait.
        from evotr.cli.forgotten_versions import tell_doomed  # noqa: PLC0415

        views.print_list(context, doom.items[:_SHOWN], len(doom.items))
        tell(context, "memory.forget.what", **_numbers(doom.wanted()))
        tell_doomed(context, going.versions)
        tell_elsewhere(context, "memory.forget.echoes", going.elsewhere)
    return confirmed(context, "memory.forget.sure", as_json=as_json)


def _destroyed(
    context: Context, journal: Journal, doom: Doom, going: _Going
) -> "Forgotten":
    """Destroy it, and the versions that were trained on it; what went."""
    # numpy, for which the other commands must not wait.
    from evotr.experts import roots_of  # noqa: PLC0415
    from evotr.night.forgetting import forget_learned  # noqa: PLC0415

    def destroy() -> Doomed:
        _forget_heads(context, going.doomed)
        gone = doom.carry_out(journal)
        _forget_heads(context, gone)  # and what was made of it meanwhile
        return gone

    def now() -> Doomed:
        return doom.going(journal)

    paths = context.settings.paths
    return forget_learned(journal, roots_of(paths), paths, now, destroy)


def _forget_heads(context: Context, gone: Doomed) -> None:
    """What the router was fitted on may be a message that goes."""
    if gone.messages:
        # numpy, for which the other commands must not wait.
        from evotr.wiring import forget_heads  # noqa: PLC0415

        forget_heads(context.settings)


def _tell(
    context: Context,
    doom: Doom,
    going: _Going,
    gone: "Forgotten | None",
    *,
    as_json: bool,
) -> None:
    # numpy, for which the other commands must not wait.
    from evotr.cli import forgotten_versions as versions  # noqa: PLC0415

    if as_json:
        wanted = replace(doom.wanted(), answers=going.doomed.answers)
        what = gone.gone if gone else replace(wanted, lessons=going.doomed.lessons)
        deleted = gone.versions if gone else going.versions
        ids = {
            "memories": what.memories,
            "messages": what.messages,
            "documents": what.documents,
            "lessons": what.lessons,
            "answers": what.answers,
            "elsewhere": {talk.id: count for talk, count in going.elsewhere},
        }
        plain = versions.plain_versions(deleted, gone)
        print_json({**ids, **plain, "forgotten": gone is not None})
    elif gone is not None:
        tell(context, "memory.forget.done", **_numbers(gone.gone))
        tell_elsewhere(context, "memory.forget.hushed", going.elsewhere)
        versions.tell_versions(context, gone)
        versions.tell_later(context, gone)
    elif not doom:
        tell(context, "memory.list.none")


def _numbers(gone: Doomed) -> dict[str, int]:
    return {
        "memories": len(gone.memories),
        "messages": len(gone.messages),
        "documents": len(gone.documents),
    }
