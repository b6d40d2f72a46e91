"""Why a memory is known: what it comes from, and all that is noted with it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_views import (
    MINUTE,
    one_line,
    plain_memory,
    short,
    speaker_of,
    trust_of,
)
from evotr.cli.render import printable, title_of
from evotr.domain import Known, MemoryItem
from evotr.journal import Journal
from evotr.journal.known import talk_of
from evotr.text.forms import Written

__all__ = ["plain_known", "print_known", "titles_of"]

_SHOWN: Final = 5
"""So many answers that were made with a memory are shown, the newest ones."""


def titles_of(journal: Journal, items: Iterator[MemoryItem]) -> dict[str, str]:
    """The titles of the conversations that memories come from, where they are here."""
    ids = {item.source.conversation_id for item in items}
    talks = (talk_of(journal, each) for each in ids)
    return {talk.id: talk.title for talk in talks if talk}


def plain_known(one: Known) -> dict[str, object]:
    """A memory with what it comes from as one object."""
    return {
        **plain_memory(one.item),
        "title": one.conversation.title if one.conversation else None,
        "said": one.message.content if one.message else None,
        "replaces": [item.id for item in one.replaces],
        "answers": [
            {"conversation": each.conversation_id, "message": each.id}
            for each in one.answers
        ],
    }


def print_known(context: Context, one: Known) -> None:
    """What a memory says, why it is known, and all that is noted with it."""
    text = printable(one.item.text)
    context.console.print(text, markup=False, highlight=False, soft_wrap=True)
    context.console.print()
    _print_reason(context, one)
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in _rows(context, one):
        if value:
            name = context.say(f"memory.column.{key}")
            table.add_row(name, escape(one_line(value)))
    context.console.print(table)


def _print_reason(context: Context, one: Known) -> None:
    item, source = one.item, one.item.source
    when = _minute(item.created)
    talk = one.conversation
    title = title_of(talk, context.say) if talk else source.conversation_id
    if source.path is not None:
        key = "page" if source.page else "file"
        tell(context, f"memory.why.{key}", path=source.path, page=source.page)
    elif not title:
        tell(context, "memory.why.unknown", when=when)
    else:
        who = item.speaker if item.speaker in {"user", "assistant"} else "other"
        tell(
            context,
            f"memory.why.{who}",
            who=speaker_of(context, item) or "?",
            when=when,
            title=one_line(title),
        )
    said = one.message.content if one.message else ""
    quote = source.quote or said
    if quote.strip() and quote.strip() not in item.text:
        tell(context, "memory.why.quote", quote=one_line(quote))
    for answer in one.answers[-_SHOWN:]:
        tell(
            context,
            "memory.why.answer",
            when=_minute(answer.created_at),
            id=short(answer.conversation_id),
            text=one_line(answer.content),
        )


def _rows(context: Context, one: Known) -> Iterator[tuple[str, str]]:
    item = one.item
    yield "id", item.id
    yield "kind", context.say(f"memory.kind.{item.kind}")
    yield "topic", item.topic
    yield "trust", trust_of(context, item)
    sure = Written("" if item.confidence == 1 else f"{item.confidence:.2f}")
    yield "confidence", context.say.number(sure)
    yield "valid_from", _minute(item.valid_from)
    yield "valid_until", _minute(item.valid_until)
    yield "superseded_by", short(item.superseded_by or "")
    replaced = (f"{short(old.id)} ({one_line(old.text)})" for old in one.replaces)
    yield "replaces", ", ".join(replaced)
    yield "pinned", context.say("memory.yes") if item.pinned else ""
    yield "collection", item.collection if item.kind == "document" else ""
    yield "workspace", item.workspace
    yield "conversation", item.source.conversation_id or ""
    yield "message", item.source.message_id or ""


def _minute(time: datetime | None) -> str:
    return "" if time is None else time.astimezone().strftime(MINUTE)
