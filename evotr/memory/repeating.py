"""Which messages repeat what is to be forgotten."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from evotr.domain import MemoryFilter, MemoryItem, StoredMessage, fold
from evotr.errors import ConversationNotFound
from evotr.journal import Journal
from evotr.memory.facts import read_facts, told_value
from evotr.memory.words import content_words

__all__ = ["covers", "repeating", "stems"]

_LETTERS: Final = 5
_ALIKE: Final = 3
_GRAMMAR: Final = frozenset({"oldug"})
"""“Olduğunu”: that it is so."""

_SECRET: Final = 4  # letters and digits at least
_CODE: Final = re.compile(r"(?!(?:19|20)\d\d$)(?=.*\d)(?:\S+|[\d ()+-]+)")

_COMMON: Final = 10
"""A word of more memories than this names none of them."""

_LONG: Final = 40
"""What has more words is not known by any one of them."""


def stems(text: str) -> frozenset[str]:
    """The first letters of the words of ``text`` that are more than grammar."""
    return frozenset(word[:_LETTERS] for word in content_words(text)) - _GRAMMAR


def covers(text: str, wanted: Iterable[str]) -> bool:
    """Whether every stem of ``wanted`` begins a word of ``text``, or is begun by it."""
    own = stems(text)
    return all(any(_alike(stem, other) for other in own) for stem in wanted)


def _alike(one: str, two: str) -> bool:
    length = min(len(one), len(two))
    return one == two or (length >= _ALIKE and one[:length] == two[:length])


def repeating(
    journal: Journal, items: Iterable[MemoryItem]
) -> tuple[StoredMessage, ...]:
    """The messages that repeat what ``items`` say.

    That are the assistant's with words that tell it, and all that hold a code or a
    number which a fact in it has: in the trash, and where nothing is kept, too.
    """
    items = tuple(items)
    found = (*_answers(journal, items), *_with_secrets(journal, items))
    return tuple({message.id: message for message in found}.values())


def _with_secrets(
    journal: Journal, items: Iterable[MemoryItem]
) -> Iterator[StoredMessage]:
    secrets = {secret for item in items for secret in _secrets(item)}
    if not secrets:
        return
    for message in journal.memories.saying(*sorted(secrets)).result():
        if any(_holds(message.content, secret) for secret in secrets):
            yield message


def _holds(text: str, secret: str) -> bool:
    """Whether it stands there; a Turkish ending may follow it."""
    whole = rf"(?<!\w){re.escape(fold(secret))}(?!\d)"
    return re.search(whole, fold(text)) is not None


def _secrets(item: MemoryItem) -> Iterator[str]:
    """The codes and numbers that are values of facts in it; years are none."""
    values = [told_value(item.topic, item.text)] if item.kind == "fact" else []
    if item.kind == "episode" and item.speaker == "user":
        values += [fact.value for fact in read_facts(item.text, item.created)]
    for value in filter(None, values):
        if len(value) >= _SECRET and _CODE.fullmatch(value):
            yield value


def _answers(
    journal: Journal, items: Sequence[MemoryItem]
) -> tuple[StoredMessage, ...]:
    """The assistant's messages with words that tell what ``items`` say.

    Looked for among the answers that were made with them, and in the conversations
    that they come from.
    """
    words = {stem for item in items for stem in _telling(journal, item.text)}
    if not words:
        return ()
    talks = {item.source.conversation_id for item in items} - {None}
    answers = [*journal.recalls.answers_with(item.id for item in items).result()]
    for talk in sorted(filter(None, talks)):
        answers += _answers_of(journal, talk)
    told = {each.id: each for each in answers if words & stems(each.content)}
    return tuple(told.values())


def _telling(journal: Journal, text: str) -> Iterator[str]:
    words = stems(text)
    if len(words) > _LONG:
        return
    for word in words:
        if journal.memories.count(MemoryFilter(), word).result() <= _COMMON:
            yield word


def _answers_of(journal: Journal, conversation_id: str) -> list[StoredMessage]:
    try:
        said = journal.messages(conversation_id).result()
    except ConversationNotFound:  # a label from elsewhere
        return []
    return [message for message in said if message.role == "assistant"]
