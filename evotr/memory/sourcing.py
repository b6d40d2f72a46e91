"""What of the recalled is told as a source: which of it is near, and which words."""

from collections.abc import Iterable
from dataclasses import replace

from evotr.domain import (
    NEAR,
    MemoryItem,
    Recollection,
    correction_topic,
    is_correction,
)
from evotr.memory.asking import asked_for
from evotr.memory.lanes import asks_assistant
from evotr.memory.no_answer import holds_no_answer
from evotr.memory.passages import passage
from evotr.memory.words import (
    STEM,
    asks_something,
    content_words,
    says_one_thing,
)

__all__ = ["with_sources"]


def with_sources(
    question: str, found: Iterable[Recollection]
) -> tuple[Recollection, ...]:
    """What was found for ``question``, each with its passage, and whether it is near.

    The model is given all of it; a reader is shown what it may have answered from.
    """
    known = tuple(found)
    least = min(NEAR, max((one.score for one in known), default=NEAR))
    return tuple(
        replace(
            one,
            passage=passage(question, one.item),
            near=_is_near(question, one, least),
        )
        for one in known
    )


def _is_near(question: str, one: Recollection, least: float) -> bool:
    item = one.item
    if is_correction(item) and item.topic == correction_topic(question):
        return True
    if one.score < least or holds_no_answer(item, question):
        return False
    if asks_assistant(question):
        return True
    return not _is_small_talk(question, item) and _says_of_it(question, item)


def _says_of_it(question: str, item: MemoryItem) -> bool:
    """Whether a memory is of what is asked, where that is next to nothing.

    Of "Who are you?" and of a greeting each memory is about as far, however near the
    nearest of few seems.
    """
    if asks_something(question) and not (
        _is_to_assistant(question) and says_one_thing(question)
    ):
        return True
    told = {word[:STEM] for word in content_words(item.text)}
    return not told.isdisjoint(word[:STEM] for word in content_words(question))


def _is_small_talk(question: str, item: MemoryItem) -> bool:
    """Whether both are of the assistant alone: "Who are you?" and what it said then."""
    if item.kind != "episode" or not _is_to_assistant(question):
        return False
    return item.speaker == "assistant" or _is_to_assistant(item.text)


def _is_to_assistant(text: str) -> bool:
    asked = asked_for(text)
    return asked.yours and not asked.own
