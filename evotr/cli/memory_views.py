"""How memories look: in a list, and found."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final
from unicodedata import category

from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import printable
from evotr.domain import Doubt, MemoryItem, Recollection, word_of
from evotr.journal.memory_lines import memory_fields
from evotr.text.forms import Written

__all__ = [
    "MINUTE",
    "cut",
    "one_line",
    "plain_doubt",
    "plain_found",
    "plain_memory",
    "print_doubt",
    "print_found",
    "print_list",
    "short",
    "source_of",
    "speaker_of",
    "trust_of",
]

MINUTE: Final = "%Y-%m-%d %H:%M"
"""How a time is shown, in the computer's zone."""

_JOINERS: Final = "\u200c\u200d"
"""Not seen, and part of how letters and emoji look."""

_MADE: Final = 32  # the digits of an id that the program made
_ID: Final = 8  # and those of them that are shown
_WIDE: Final = 60


def short(memory_id: str) -> str:
    """The part of an id that names a memory; one from elsewhere stays whole."""
    return memory_id[:_ID] if len(memory_id) == _MADE else memory_id


def one_line(text: str) -> str:
    """``text`` on one line, without what drives a terminal or is not seen."""
    seen = (c for c in printable(text) if c in _JOINERS or category(c) != "Cf")
    return " ".join("".join(seen).split())


def cut(text: str, most: int = _WIDE) -> str:
    """The beginning of ``text`` on one line of ``most`` letters, for a list."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def source_of(item: MemoryItem, title: str | None = None) -> str:
    """Where a memory comes from, in a few words: a title, or a file and page."""
    source = item.source
    if source.path is None:
        return one_line(title or source.conversation_id or "")
    page = "" if source.page is None else f", {source.page}"
    return one_line(PurePath(source.path).name + page)


def plain_memory(item: MemoryItem) -> dict[str, object]:
    """A memory as one object, with the keys of an export's lines."""
    return memory_fields(item)


def plain_found(found: Sequence[Recollection]) -> dict[str, object]:
    """What a search found, as the lines of the batch interface have it."""
    return {"results": [_plain_result(each) for each in found]}


def _plain_result(found: Recollection) -> dict[str, object]:
    fields = memory_fields(found.item)
    return {
        "id": fields.pop("id"),
        "text": fields.pop("text"),
        "score": round(found.score, 4),
        "source": fields,
    }


def plain_doubt(doubt: Doubt) -> dict[str, object]:
    """A fact that may contradict others, with these."""
    others = [memory_fields(other) for other in doubt.others]
    return {"fact": memory_fields(doubt.item), "others": others}


def print_doubt(context: Context, doubt: Doubt) -> None:
    """Facts that may contradict each other, and how to say which hold."""
    tell(context, "memory.asked.which")
    for item in (doubt.item, *doubt.others):
        line = Text(f"{short(item.id)}  {one_line(item.text)}")
        context.console.print(line, soft_wrap=not context.console.is_terminal)
    tell(context, "memory.asked.how", id=short(doubt.item.id))


def print_list(context: Context, items: Sequence[MemoryItem], total: int) -> None:
    """A line for each memory, and how many there are beside those.

    One whose time is over, as that of what was replaced, says until when it held.
    """
    if not items:
        tell(context, "memory.list.none")
        return
    for item in items:
        when = item.created.astimezone().strftime(MINUTE)
        mark = "*" if item.pinned else " "
        kind = context.say(f"memory.kind.{item.kind}")
        head = f"{short(item.id)}  {when} {mark} {kind:{_ID}}  "
        # Before the text, which a terminal may cut.
        over = item.valid_until and context.say("memory.until", when=item.valid_until)
        told = f"({over}) " if over else ""
        who = speaker_of(context, item)
        told += f"{who}: " if who else ""
        line = Text(head + told + one_line(item.text))
        if context.console.is_terminal:
            line.truncate(max(context.console.width, _ID), overflow="ellipsis")
        context.console.print(line, soft_wrap=True)
    if total > len(items):
        tell(context, "memory.list.more", number=total - len(items))


def print_found(
    context: Context, found: Sequence[Recollection], titles: dict[str, str]
) -> None:
    """What a search found, the best first: what it says, and where it comes from."""
    if not found:
        tell(context, "memory.search.none")
        return
    wrap = context.console.is_terminal
    for each in found:
        item = each.item
        title = titles.get(item.source.conversation_id or "")
        about = (
            short(item.id),
            context.say(f"memory.kind.{item.kind}"),
            speaker_of(context, item),
            item.created.astimezone().strftime(MINUTE),
            source_of(item, title),
            trust_of(context, item),
        )
        line = Text(f"{context.say.number(Written(f'{each.score:5.2f}'))}  ").append(
            one_line(item.text), "bold"
        )
        line.append("\n       " + " · ".join(part for part in about if part), "dim")
        context.console.print(line, soft_wrap=not wrap)


def speaker_of(context: Context, item: MemoryItem) -> str:
    """Who said it, as a person is told; "" where nobody speaks."""
    if item.speaker in {"user", "assistant"}:
        return context.say(f"cli.role.{item.speaker}")
    return one_line(item.speaker)


def trust_of(context: Context, item: MemoryItem) -> str:
    """Whose word it is, as a person is told."""
    return context.say(f"memory.trust.{word_of(item)}")
