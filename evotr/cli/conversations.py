"""``evotr conversations``: what was said, found, kept and thrown away."""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, replace
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.elsewhere import tell_elsewhere
from evotr.cli.forgotten_versions import (
    plain_versions,
    tell_doomed,
    tell_later,
    tell_versions,
)
from evotr.cli.memory_index import forget_vectors
from evotr.cli.render import print_json
from evotr.domain import Conversation, SearchHit, Transcript
from evotr.errors import ConfirmationMissing, ConversationNotInTrash
from evotr.experts import roots_of
from evotr.instance import running_instance
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.night.forgetting import Forgotten, Going, forget_conversation, going_with
from evotr.text import Catalog
from evotr.text.exported import markdown_of, printable, title_of, whole_of

__all__ = ["build"]

_ID = 8  # the digits of an id that are shown: enough to name a conversation
_MINUTE = "%Y-%m-%d %H:%M"


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("cli.conversations.help"), no_args_is_help=True)
    _register_reading(app, say)
    _register_finding(app, say)
    _register_writing(app, say)
    return app


def _register_reading(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("cli.conversations.id"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command("list", help=say("cli.conversations.list"))
    def list_(
        ctx: typer.Context,
        trash: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--trash", help=say("cli.conversations.trash"))
        ] = False,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.conversations(trash=trash, limit=1_000_000).result()
        if as_json:
            print_json({"conversations": found})
        else:
            _print_list(context, found, trash=trash)

    @app.command(help=say("cli.conversations.show"))
    def show(
        ctx: typer.Context,
        conversation: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        transcript = _read(context, conversation)
        if as_json:
            print_json(transcript)
        else:
            # Not by Rich, which would break lines and turn tabs into blanks.
            _write(printable(markdown_of(transcript, context.say)))


def _register_finding(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("cli.conversations.id"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command(help=say("cli.conversations.search"))
    def search(
        ctx: typer.Context,
        query: Annotated[str, typer.Argument(help=say("cli.conversations.query"))],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            hits = journal.search(query).result()
            places = tuple((hit, _is_earlier(journal, hit)) for hit in hits)
        if as_json:
            rows = [{**asdict(hit), "earlier_version": old} for hit, old in places]
            print_json({"hits": rows})
        else:
            _print_hits(context, places)

    @app.command(help=say("cli.conversations.export"))
    def export(
        ctx: typer.Context,
        conversation: Annotated[str, id_argument],
        form: Annotated[
            Literal["markdown", "json"],
            typer.Option("--format", help=say("cli.conversations.format")),
        ] = "markdown",
    ) -> None:
        context: Context = ctx.obj
        transcript = _read(context, conversation)
        if form == "json":
            print_json(_whole(context, transcript))
        else:
            text = markdown_of(transcript, context.say)
            _write(printable(text) if context.console.is_terminal else text)


def _register_writing(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("cli.conversations.id"))
    json_option = typer.Option("--json", help=say("cli.json"))
    yes_option = typer.Option("--yes", "-y", help=say("cli.conversations.yes"))

    @app.command(help=say("cli.conversations.delete"))
    def delete(
        ctx: typer.Context,
        conversation: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        deleted = _change(ctx.obj, conversation, Journal.delete)
        _tell(ctx.obj, "cli.conversations.deleted", deleted, as_json=as_json)

    @app.command(help=say("cli.conversations.restore"))
    def restore(
        ctx: typer.Context,
        conversation: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        restored = _change(ctx.obj, conversation, Journal.restore)
        _tell(ctx.obj, "cli.conversations.restored", restored, as_json=as_json)

    _register_branch(app, say)

    @app.command(help=say("cli.conversations.purge"))
    def purge(
        ctx: typer.Context,
        conversation: Annotated[str, id_argument],
        yes: Annotated[bool, yes_option] = False,  # noqa: FBT002 — a flag
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.find_conversation(conversation).result()
            if found.deleted_at is None:
                raise ConversationNotInTrash(conversation=found.id)
            going = going_with(journal, found)
            gone = None
            if yes or _sure(context, going, as_json=as_json):
                paths = context.settings.paths
                gone = forget_conversation(journal, roots_of(paths), paths, found)
        if gone is not None:
            forget_vectors(context)
        _tell_purged(context, going, gone, as_json=as_json)
        if gone is None:
            raise typer.Exit(1)


def _register_branch(app: typer.Typer, say: Catalog) -> None:
    from_argument = typer.Argument(help=say("cli.conversations.branch_from"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command(help=say("cli.conversations.branch"))
    def branch(
        ctx: typer.Context,
        message: Annotated[str, from_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        mark = context.say("cli.conversations.branch_mark")
        with open_journal(context.settings) as journal:
            found = journal.find_message(message).result()
            made = journal.branching.branch(found.id, mark).result()
        _tell(context, "cli.conversations.branched", made, as_json=as_json)


def _change(
    context: Context,
    prefix: str,
    change: Callable[[Journal, str], Future[Conversation]],
) -> Conversation:
    with open_journal(context.settings) as journal:
        found = journal.find_conversation(prefix).result()
        return change(journal, found.id).result()


def _sure(context: Context, going: Going, *, as_json: bool) -> bool:
    """Whether the user, asked at the terminal, wants it destroyed.

    Raises:
        ConfirmationMissing: There is no terminal.
    """
    if not sys.stdin.isatty():
        raise ConfirmationMissing(command="evotr conversations purge")
    if not as_json:
        tell_doomed(context, going.versions)
        tell_elsewhere(context, "forget.elsewhere_kept", going.elsewhere)
    title = title_of(going.conversation, context.say)
    return confirmed(context, "cli.conversations.sure", as_json=as_json, title=title)


def _tell_purged(
    context: Context, going: Going, gone: Forgotten | None, *, as_json: bool
) -> None:
    """What became of it, of answers in other conversations, and of versions."""
    if as_json:
        versions = gone.versions if gone else going.versions
        plain = {
            "conversation": going.conversation,
            "purged": gone is not None,
            "memories": going.gone.memories,
            "lessons": going.gone.lessons,
            "answers": going.gone.answers,
            "elsewhere": {talk.id: count for talk, count in going.elsewhere},
            **plain_versions(versions, gone),
        }
        print_json(plain)
    elif gone is not None:
        key = "cli.conversations.purged"
        _tell(context, key, going.conversation, as_json=False)
        tell_elsewhere(context, "forget.hushed", going.elsewhere)
        tell_versions(context, gone)
        tell_later(context, gone)


def _read(context: Context, prefix: str) -> Transcript:
    """A conversation; of one in the trash, standard error says that it lies there."""
    with open_journal(context.settings) as journal:
        found = journal.find_conversation(prefix).result()
        transcript = journal.transcript(found.id).result()
        if _streams(transcript) and not running_instance(context.settings.paths.lock):
            # Read again: what wrote it may have ended it and gone in between.
            transcript = _cut_off(journal.transcript(found.id).result())
    if found.deleted_at is not None:
        sentence = context.say("cli.conversations.in_trash", id=found.id[:_ID])
        context.errors.print(sentence, style="dim", markup=False, soft_wrap=True)
    return transcript


def _whole(context: Context, transcript: Transcript) -> dict[str, object]:
    """The transcript's conversation with the messages of every branch, oldest first."""
    with open_journal(context.settings) as journal:
        stored = journal.messages(transcript.conversation.id).result()
    return whole_of(transcript, stored)


def _streams(transcript: Transcript) -> bool:
    return any(message.status == "streaming" for message in transcript.messages)


def _cut_off(transcript: Transcript) -> Transcript:
    """As the next start will store it: what nobody writes on is interrupted."""
    messages = tuple(
        replace(message, status="interrupted")
        if message.status == "streaming"
        else message
        for message in transcript.messages
    )
    return replace(transcript, messages=messages)


def _tell(
    context: Context, key: str, conversation: Conversation, *, as_json: bool
) -> None:
    if as_json:
        print_json(conversation)
        return
    title = title_of(conversation, context.say)
    tell(context, key, title=title, id=conversation.id[:_ID])


def _print_list(
    context: Context, conversations: tuple[Conversation, ...], *, trash: bool
) -> None:
    if not conversations:
        place = "trash_empty" if trash else "empty"
        tell(context, f"cli.conversations.{place}")
        return
    identity, updated, title = (
        context.say(f"cli.conversations.column.{key}")
        for key in ("id", "updated", "title")
    )
    _print_row(context.console, identity, updated, title, style="bold")
    for item in conversations:
        when = item.updated_at.astimezone().strftime(_MINUTE)
        _print_row(context.console, item.id[:_ID], when, title_of(item, context.say))


def _print_row(
    console: Console, identity: str, when: str, title: str, style: str = ""
) -> None:
    """One line: the id stays whole, the title gives way to a narrow terminal."""
    line = Text(f"{identity:{_ID}}  {when:16}  {title}", style)
    if console.is_terminal:
        line.truncate(max(console.width, _ID), overflow="ellipsis")
    console.print(line, soft_wrap=True)


def _is_earlier(journal: Journal, hit: SearchHit) -> bool:
    """Whether the place lies in a version that the conversation no longer shows."""
    if hit.message_id is None:
        return False
    shown = journal.transcript(hit.conversation.id).result().messages
    return all(message.id != hit.message_id for message in shown)


def _print_hits(context: Context, places: tuple[tuple[SearchHit, bool], ...]) -> None:
    if not places:
        context.console.print(context.say("cli.conversations.nothing"), markup=False)
    wrap = context.console.is_terminal
    for hit, old in places:
        line = _hit(hit, context.say)
        if old:
            line.append("\n    " + context.say("cli.conversations.earlier"), "dim")
        context.console.print(line, soft_wrap=not wrap)


def _hit(hit: SearchHit, say: Catalog) -> Text:
    title = title_of(hit.conversation, say)
    excerpt = Text(hit.excerpt)  # has no control characters
    for start, stop in hit.spans:
        excerpt.stylize("bold", start, stop)
    return Text(f"{hit.conversation.id[:_ID]}  {title}\n    ").append_text(excerpt)


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
