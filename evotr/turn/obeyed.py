"""What follows when a wish to remember or to forget was carried out."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from textwrap import shorten
from typing import Final

from evotr.domain import MemoryItem
from evotr.inference.api import TextEngine
from evotr.memory.facts import Command
from evotr.memory.service import Outcome
from evotr.text import Catalog, Language
from evotr.turn.choosing import Chooser

__all__ = ["Speak", "let_go", "speak_terminal", "told"]

Speak = Callable[[Language], Catalog]
"""The words of a face, by language."""

_SHOWN: Final = 10
_WIDE: Final = 80


@cache
def speak_terminal(language: Language) -> Catalog:
    """The words of a face that takes commands."""
    return Catalog.load(language)


def told(outcome: Outcome, say: Catalog, *, private: Command | None = None) -> str:
    """The answer; of what was forgotten it has numbers and days, and no word.

    ``private`` is what was wished for in a private conversation: there is no memory,
    whether it is switched on or not.
    """
    if private is not None:
        kind = "remember" if private.kind == "remember" else "forget"
        return say(f"obeyed.private.{kind}")
    return "\n".join(_sentences(outcome, say))


def let_go(outcome: Outcome, engine: TextEngine, chooser: Chooser) -> None:
    """Drop what else holds words of what was destroyed: prompt caches, the router."""
    for conversation in outcome.conversations:
        engine.forget(conversation)
    if outcome.unlearned:
        chooser.unlearn()


def _sentences(outcome: Outcome, say: Catalog) -> Iterator[str]:
    match outcome.kind:
        case "known" | "refused" | "off" | "nothing" | "everything":
            yield say(f"obeyed.{outcome.kind}")
        case "remembered":
            yield say("obeyed.remembered", facts=_texts(outcome.items))
        case "forgotten":
            days = sorted(
                {f"{item.created.astimezone():%Y-%m-%d}" for item in outcome.items}
            )
            yield say(
                "obeyed.forgotten",
                memories=len(outcome.items),
                messages=outcome.messages,
                days=", ".join(days),
            )
            if outcome.hushed:
                yield say("obeyed.hushed", answers=outcome.hushed)
        case "many":
            yield say("obeyed.many", number=len(outcome.items))
            for item in outcome.items[:_SHOWN]:
                yield say("obeyed.one", id=item.id, text=shorten(item.text, _WIDE))
    if outcome.replaced:
        yield say("obeyed.replaced", facts=_texts(outcome.replaced))
    if outcome.beside:
        yield say("obeyed.beside", facts=_texts(outcome.beside))


def _texts(items: Iterable[MemoryItem]) -> str:
    return " ".join(item.text for item in items)
