"""What answers no question, however near it is.

The same one asked before, what was not known then, and others' words of themselves.
"""

import re
from collections.abc import Sequence
from typing import Final

from evotr.domain import MemoryItem, fold, says_unknown, sentences_of
from evotr.memory.first_person import asks_of_oneself, speaks_of_its_writer
from evotr.memory.lanes import asks_assistant
from evotr.memory.passages import passage
from evotr.memory.words import STEM, asks_something, content_words

__all__ = ["holds_no_answer"]

_REPEATED: Final = 0.75
"""From this share of its words on, a question is the one that is asked."""

_ASKING: Final = re.compile(
    r"\?\s*$"
    r"|^\W*(?:what|when|where|who|whom|whose|why|how|which|do|does|did|is|are|am|was"
    r"|were|can|could|will|would)\b"
    r"|\b(?:ne|neden|niye|nicin|nere\w*|kim\w{0,3}|hangi\w*|kac\w*|nasil|m[iu]\w{0,5})"
    r"\b\W*(?:\w+\b\W*){0,2}$"
)
"""A question (folded), with its mark or without."""

_FILLING: Final = re.compile(
    r"\b(?:again|please|now|once more|(?:can|could|do|will|would) you"
    r"(?: (?:tell|know|remember|remind)(?: me)?)?|tell me|remind me|bir daha|tekrar"
    r"|yine|lutfen|peki|soyler m[iu]s[iu]n\w*|(?:biliyor|hatirliyor) mus[iu]n\w*)\b"
)

_NOTED: Final = re.compile(
    r"\W*(?:(?:tamam|tamamdir|peki|anladim|anlasildi|not ettim|not aldim|kaydettim"
    r"|(?:bunu )?(?:hatirlayacagim|unutmayacagim)|(?:bunu )?aklimda(?: tutacagim)?"
    r"|ok|okay|thanks|thank you|noted|got it|understood|good to know|i see|sure"
    r"|(?:i |i have |ive )?noted (?:that|it|this)"
    r"|(?:ill|i will) (?:remember|keep|note) (?:that|it|this)(?: in mind)?)\b\W*)+"
)
"""Something is taken note of (folded, without apostrophes)."""

_SHORT: Final = 4
_OPEN: Final = re.compile(
    r"\b(?:what|whats|when|where|who|whos|which|how|ne|neydi|nedir|neden|nere\w*|kim\w{0,4}"
    r"|hangi\w*|kac\w*|nasil)\b"
)
"""More than yes or no is asked for (folded)."""
_NAMING: Final = re.compile(r"\d|(?<=\w )[A-ZÇĞİÖŞÜ]\w|\w['’]\w{3}")
"""A number, or a name behind the first word."""
_OF_SAYING: Final = re.compile(
    r"\b(?:ask\w*|said|say|tell|told|mention\w*|talk\w*|discuss\w*|questions?|wonder\w*"
    r"|(?:anlat|bahset|de|konus|merak et|sor|soyle)(?:mus|mis|du|di|tu|ti)\w*"
    r"|soru\w*)\b"
)
"""It is asked what was said, or asked, before (folded)."""


def holds_no_answer(item: MemoryItem, question: str) -> bool:
    """Whether ``item`` can be no answer to ``question``, however near it is.

    The user's own question of the same words says nothing of what it asks for; nor do
    short questions that name nothing (unless it is asked what was said), greetings,
    thanks and assent, and an answer of the assistant that only says that it does not
    know, or takes note. What is asked of oneself is not answered by what the writer of
    a document says of himself (unless it is among the user's own), nor by what was
    answered from documents.
    """
    if item.kind == "document":
        return _is_of_its_writer(item, question)
    said = sentences_of(item.text)
    if item.kind != "episode" or not said:
        return False
    if item.speaker == "assistant":
        return _notes_only(item.text, said) or _is_of_others(item, question)
    if item.speaker != "user":
        return False
    return not asks_something(item.text) or _asks_only(item.text, said, question)


def _notes_only(answer: str, said: Sequence[str]) -> bool:
    noted = all(_NOTED.fullmatch(one) for one in said)
    return noted or not asks_something(answer) or says_unknown(answer)


def _asks_only(text: str, said: Sequence[str], question: str) -> bool:
    """Whether the user asked the same, or asked shortly and named nothing.

    That holds no answer unless it is asked what was said.
    """
    if not all(_ASKING.search(one.strip()) for one in said):
        return False
    if _repeats(_FILLING.sub(" ", " ".join(said)), question):
        return True
    if _OF_SAYING.search(fold(question)) or len(content_words(text)) > _SHORT:
        return False
    return _OPEN.search(fold(text)) is not None and _NAMING.search(text) is None


def _is_of_its_writer(item: MemoryItem, question: str) -> bool:
    if item.collection == "user" or not asks_of_oneself(question):
        return False
    text = item.source.quote or item.text
    # Cheap, and says no for most.
    if not speaks_of_its_writer(text):
        return False
    return speaks_of_its_writer(passage(question, item) or text)


def _is_of_others(item: MemoryItem, question: str) -> bool:
    """Whether an answer was made from documents, and the user asks of himself."""
    if item.trust in {"user", "assistant"} or asks_assistant(question):
        return False
    return asks_of_oneself(question)


def _repeats(text: str, question: str) -> bool:
    """Whether the words of ``text`` are those of ``question``, their endings aside."""
    asked = {word[:STEM] for word in content_words(question)}
    words = content_words(text)
    known = [
        any(word.startswith(stem) or stem.startswith(word) for stem in asked)
        for word in words
    ]
    return sum(known) >= _REPEATED * max(1, len(words))
