"""What goes with a forgetting: memories, what they come from, and what repeats them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from evotr.cli.memory_choice import conversation_of, ids_of
from evotr.domain import MemoryFilter, MemoryItem
from evotr.errors import DocumentNotFound, MemoryNotFound
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.memory.naming import has_all_words
from evotr.memory.repeating import repeating

__all__ = ["Doom", "Way", "doomed_by"]

Way = Literal["ids", "query", "path", "conversation", "everything"]
"""How memories are named: by ids, by words that each has (`has_all_words`), by a file
or folder, by a conversation, or not at all."""

_EVERY: Final = MemoryFilter(over=True)
_MOST: Final = 10_000_000
_FEW: Final = 100


@dataclass(frozen=True, slots=True)
class Doom:
    """What is to go; nothing is done before `carry_out`.

    Attributes:
        items: The memories.
        documents: The ids of the files that go.
        messages: The messages that go with the memories: those they come from, and the
            answers that repeat them.
        everything: Whether it is all there is, also what is not seen.
        sources: Whether the messages go too that memories come from.
    """

    items: tuple[MemoryItem, ...]
    documents: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    everything: bool = False
    sources: bool = False

    def __bool__(self) -> bool:
        return bool(self.items or self.documents or self.everything)

    def wanted(self) -> Doomed:
        """The ids of what was named and found."""
        ids = tuple(item.id for item in self.items)
        return Doomed(ids, self.messages, self.documents)

    def going(self, journal: Journal) -> Doomed:
        """The ids of all that goes, with other answers that were made from it."""
        return journal.memories.doomed_together(
            self.wanted(), sources=self.sources, everything=self.everything
        ).result()

    def carry_out(self, journal: Journal) -> Doomed:
        """Destroy it all; what that was. `Memories.forget` says what it can raise."""
        return journal.memories.forget_together(
            self.wanted(), sources=self.sources, everything=self.everything
        ).result()


def doomed_by(
    journal: Journal, way: Way, words: Sequence[str], *, sources: bool
) -> Doom:
    """What goes with what ``words`` name in this ``way``, with its ``sources`` or not.

    Raises:
        MemoryNotFound, MemoryAmbiguous, DocumentNotFound, ConversationNotFound: There
            is nothing of this name.
    """
    doom = _named(journal, way, words)
    if not sources:
        return doom
    said = [item.source.message_id for item in doom.items if item.source.message_id]
    messages = dict.fromkeys((*said, *_repeating(journal, doom.items)))
    return replace(doom, messages=tuple(messages), sources=True)


def _named(journal: Journal, way: Way, words: Sequence[str]) -> Doom:
    memories = journal.memories
    match way:
        case "ids":
            return Doom(memories.get(ids_of(journal, words)).result())
        case "query":
            return Doom(_that_have(journal, words[0]))
        case "path":
            return _of_files(journal, Path(words[0]))
        case "conversation":
            of_talk = MemoryFilter(conversation=conversation_of(journal, words[0]))
            return Doom(memories.page(of_talk, limit=_MOST).result())
        case "everything":
            files = tuple(each.id for each in journal.documents.list().result())
            return Doom(
                memories.page(_EVERY, limit=_MOST).result(), files, everything=True
            )


def _that_have(journal: Journal, words: str) -> tuple[MemoryItem, ...]:
    """The memories that have all ``words``: those of their first letters, looked at."""
    alike = journal.memories.page(_EVERY, words, limit=_MOST).result()
    found = tuple(item for item in alike if has_all_words(item.text, words))
    if not found:
        raise MemoryNotFound(memory=words)
    return found


def _of_files(journal: Journal, path: Path) -> Doom:
    """What was read from a file, or from the files below a folder."""
    named = {path, path.expanduser().absolute(), path.expanduser().resolve()}

    def is_meant(place: str | None) -> bool:
        return place is not None and not named.isdisjoint(
            (Path(place), *Path(place).parents)
        )

    files = journal.documents.list().result()
    gone = tuple(each.id for each in files if is_meant(each.path))
    # What was imported has a path, and no document.
    pieces = MemoryFilter(kinds=("document",), over=True)
    read = journal.memories.page(pieces, limit=_MOST).result()
    items = tuple(item for item in read if is_meant(item.source.path))
    if not items and not gone:
        raise DocumentNotFound(document=path)
    return Doom(items, gone)


def _repeating(journal: Journal, items: Sequence[MemoryItem]) -> Iterable[str]:
    """The answers that repeat memories; of many, all that were made with them."""
    if len(items) <= _FEW:
        answers = repeating(journal, items)
    else:
        ids = [item.id for item in items]
        answers = journal.recalls.answers_with(ids).result()
    return (each.id for each in answers)
