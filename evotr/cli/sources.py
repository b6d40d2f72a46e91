"""What an answer was given of the memory, as faces show it under the answer."""

from pathlib import PurePath
from textwrap import shorten
from typing import Final

from rich.text import Text

from evotr.cli.context import Context
from evotr.cli.memory_views import one_line, print_doubt, speaker_of
from evotr.domain import Recalled, Recollection, is_correction, rests_on_near
from evotr.memory.prompting import cited

__all__ = ["plain_recalled", "print_recalled", "print_sources"]

_DAY: Final = "%Y-%m-%d"
_QUOTE: Final = 200  # characters of it that are shown


def plain_recalled(recalled: Recalled, answer: str) -> list[dict[str, object]]:
    """An object for each memory, in the order of the numbers that answers cite."""
    numbers = cited(answer, len(recalled.items))
    return [
        _plain(one) | {"number": number, "cited": number in numbers}
        for number, one in enumerate(recalled.items, 1)
    ]


def _plain(one: Recollection) -> dict[str, object]:
    item, source = one.item, one.item.source
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "score": round(one.score, 4),
        "passage": one.quote,
        "near": one.near,
        "trust": item.trust,
        "correction": is_correction(item),
        "speaker": item.speaker,
        "created": item.created,
        "source": {
            "conversation": source.conversation_id,
            "message": source.message_id,
            "path": source.path,
            "page": source.page,
            "quote": source.quote or None,
        },
    }


def print_sources(context: Context, recalled: Recalled, answer: str) -> None:
    """The sources that an answer cites; where it cites none, the documents it had.

    One that only says that nothing is known is none of documents that it had. An
    answer in the user's own words says so. After it stands what the user is asked of
    the memory.
    """
    if recalled.own:
        _print(context, "cli.sources.own", recalled, (1,))
        return
    _print_cited(context, recalled, answer)
    for doubt in recalled.asked:
        print_doubt(context, doubt)


def _print_cited(context: Context, recalled: Recalled, answer: str) -> None:
    numbers = cited(answer, len(recalled.items))
    if numbers:
        _print(context, "cli.sources.cited", recalled, numbers)
        return
    if not rests_on_near(recalled.items, answer):
        return
    documents = tuple(
        number
        for number, one in enumerate(recalled.items, 1)
        if one.item.kind == "document" and one.near
    )
    if documents:
        _print(context, "cli.sources.read", recalled, documents)


def print_recalled(context: Context, recalled: Recalled) -> None:
    """All that an answer was given of the memory, by the numbers that it cites."""
    numbers = tuple(_by_number(recalled))
    key = "cli.sources.given" if numbers else "cli.sources.none"
    _print(context, key, recalled, numbers)


def _print(
    context: Context, key: str, recalled: Recalled, numbers: tuple[int, ...]
) -> None:
    context.console.print(context.say(key), style="dim", markup=False)
    items = _by_number(recalled)
    for number in numbers:
        line = f"[{number}] {_source(context, items[number])}"
        context.console.print(Text(line, style="dim"), soft_wrap=True)


def _by_number(recalled: Recalled) -> dict[int, Recollection]:
    """Of what is forgotten the number is nobody else's."""
    return {one.number or place: one for place, one in enumerate(recalled.items, 1)}


def _source(context: Context, one: Recollection) -> str:
    """A file and page, or who said it and when; and what stands there."""
    item, source = one.item, one.item.source
    if source.path:
        parts = [one_line(PurePath(source.path).name)]
        if source.page is not None:
            parts.append(context.say("cli.sources.page", page=source.page))
    else:
        day = item.created.astimezone().strftime(_DAY)
        who = speaker_of(context, item)
        if is_correction(item):
            who = context.say("cli.sources.correction")
        parts = [part for part in (who, day) if part]
    quote = shorten(one_line(one.quote), _QUOTE, placeholder=" …")
    return context.say("cli.sources.quote", source=", ".join(parts), quote=quote)
