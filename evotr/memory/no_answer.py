"""What answers no question, however near it is.

The same one asked before, what was not known then, and others' words of themselves.
"""

import re
from typing import Final

from evotr.domain import MemoryItem, fold
from evotr.memory.first_person import asks_of_oneself, speaks_of_its_writer
from evotr.memory.lanes import asks_assistant
from evotr.memory.passages import passage
from evotr.memory.words import asks_something, content_words

__all__ = ["holds_no_answer"]

_REPEATED: Final = 0.75
"""From this share of its words on, a question is the one that is asked."""

_STEM: Final = 4
"""Words that begin with the same letters, so many, are taken for one."""

_SENTENCE: Final = re.compile(r"[^.!?…\n]*[^\W_][^.!?…\n]*[.!?…]*")
_APOSTROPHE: Final = re.compile("['’]")

_ASKING: Final = re.compile(
    r"\?\s*$"
    r"|^\W*(?:what|when|where|who|whom|whose|why|how|which|do|does|did|is|are|am|was"
    r"|were|can|could|will|would)\b"
    r"|\b(?:ne|neden|niye|nicin|nere\w*|kim\w{0,3}|hangi\w*|kac\w*|nasil|m[iu]\w{0,5})"
    r"\b\W*(?:\w+\W*){0,2}$"
)
"""A question (folded), with its mark or without."""

_FILLING: Final = re.compile(
    r"\b(?:again|please|now|once more|(?:can|could|do|will|would) you"
    r"(?: (?:tell|know|remember|remind)(?: me)?)?|tell me|remind me|bir daha|tekrar"
    r"|yine|lutfen|peki|soyler m[iu]s[iu]n\w*|(?:biliyor|hatirliyor) mus[iu]n\w*)\b"
)

_UNKNOWN: Final = re.compile(
    r"\bi (?:\w+ )?(?:do not|dont|cannot|cant|could not|couldnt|did not|didnt)"
    r" (?:\w+ )?(?:know|have|find|remember|recall|tell|say)\b"
    r"|\bim not (?:sure|certain)|\bi am not (?:sure|certain)|\bno idea\b"
    r"|\bi have no (?:information|record|memory|note)|\bnot something i know\b"
    r"|\b(?:bilmiyorum|bilemiyorum|bilgim yok|bilgi yok|hatirlamiyorum|emin degilim"
    r"|bulamadim)\b"
    r"|^\W*(?:im |i am )?(?:sorry|uzgunum|maalesef)\W*$"
)
_YET: Final = re.compile(r"\b(?:but|however|except|ama|ancak|fakat|yalniz)\b")
"""Behind it more may be known."""


def holds_no_answer(item: MemoryItem, question: str) -> bool:
    """Whether ``item`` can be no answer to ``question``, however near it is.

    The user's own question of the same words says nothing of what it asks for; nor does
    an answer of the assistant that only says that it does not know, or assents. What is
    asked of oneself is not answered by what the writer of a document says of himself
    (unless it is among the user's own), nor by what was answered from documents.
    """
    if item.kind == "document":
        return _is_of_its_writer(item, question)
    if item.kind != "episode":
        return False
    if item.speaker == "assistant":
        return _says_nothing(item.text) or _is_of_others(item, question)
    said = _sentences(item.text)
    if item.speaker != "user" or not said:
        return False
    if not all(_ASKING.search(one.strip()) for one in said):
        return False
    return _repeats(_FILLING.sub(" ", " ".join(said)), question)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(_APOSTROPHE.sub("", fold(text)))


def _says_nothing(answer: str) -> bool:
    """Whether an answer says that nothing is known, or no more than yes or hello."""
    said = _sentences(answer)
    unknown = [bool(_UNKNOWN.search(one) and not _YET.search(one)) for one in said]
    pairs = zip(said, unknown, strict=True)
    if any(unknown) and all(not_known or "?" in one for one, not_known in pairs):
        return True
    return bool(said) and not asks_something(answer)


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
    asked = {word[:_STEM] for word in content_words(question)}
    words = content_words(text)
    known = [
        any(word.startswith(stem) or stem.startswith(word) for stem in asked)
        for word in words
    ]
    return sum(known) >= _REPEATED * max(1, len(words))
