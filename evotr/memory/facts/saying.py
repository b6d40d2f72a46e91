"""Whether an answer says by itself what it is about."""

import re
from typing import Final

from evotr.domain import fold
from evotr.memory.words import content_words

__all__ = ["begins_with_it", "has_verb", "is_clause", "is_whole", "repeated"]

_MOST_WORDS: Final = 24
_ALIKE: Final = 4
"""Words are one that begin with so many letters alike, or where the shorter ends."""

_SEVERAL: Final = re.compile(r"[.!?…;]\s+\S|\n")
_ENDING: Final = re.compile(r"['’]\w+")
_DIGIT: Final = re.compile(r"\d")
_VERB: Final = re.compile(r"\b(?:is|are|was|were|has|have|had|does|do|did|can|will)\b")
_AT_THE_END: Final = re.compile(r"(?:[dt][iu]r|yor\w*|\w{2}[dt][iu]|m[iu]s)$")
_LONG: Final = 80
"""A word of more letters has no ending of a verb."""
# "It is K78": what that is, stands in the question alone.
_IT: Final = re.compile(
    r"(?:it|he|she|they|this|that|these|those)(?:'(?:s|re)| (?:is|are|was|were))\b"
    r"|(?:o|bu|su)(?:,| \S+(?:'[dt][iu]r|[dt][iu]r)$)"
)

_SOMEBODY: Final = re.compile(
    r"(?:i|you|we|he|she|they|there|nobody|somebody|ben|sen|biz|siz|onlar)\s+\S"
    r"|(?:i'm|you're|we're|they're)\b"
)
_I_AM: Final = re.compile(r"['’](?:y?im|sin|y?iz|siniz)\b")  # "EVO-TR'yim"
_CLAUSE: Final = 3  # words; of two, one may be a name like Can


def is_whole(answer: str, thing: str) -> bool:
    """Whether ``answer`` is a sentence that has all the words of ``thing``.

    ``thing`` is what was asked about, without what asks. Endings do not count.
    """
    if _SEVERAL.search(answer) or len(answer.split()) > _MOST_WORDS:
        return False
    asked = _words(thing)
    if repeated(answer, thing) < len(asked):
        return False
    return len(asked) > 1 or (bool(asked) and has_verb(answer))


def repeated(answer: str, thing: str) -> int:
    """How many words of ``thing`` stand in ``answer``, too."""
    said = _words(answer)
    return sum(any(_is_one(word, other) for other in said) for word in _words(thing))


def has_verb(answer: str) -> bool:
    """Whether ``answer`` has a verb that can be seen, in English or Turkish."""
    said = fold(answer)
    ends = _AT_THE_END.search(said, max(0, len(said) - _LONG))
    return ends is not None or _VERB.search(said) is not None


def is_clause(answer: str) -> bool:
    """Whether ``answer`` is more than what can stand behind "… is", or for "kim"."""
    said = fold(answer.replace("’", "'"))
    if _SOMEBODY.match(said) or _I_AM.search(said):
        return True
    return len(answer.split()) >= _CLAUSE and has_verb(answer)


def begins_with_it(answer: str) -> bool:
    """Whether a pronoun stands in ``answer`` for what it is about."""
    return bool(_IT.match(fold(answer.replace("’", "'"))))


def _words(text: str) -> list[str]:
    # Alone, words of grammar would count: with another one they do not.
    _, *words = content_words(f"thing {_ENDING.sub('', text)}")
    return words


def _is_one(word: str, other: str) -> bool:
    if _DIGIT.search(word) or _DIGIT.search(other):
        return word == other
    alike = min(len(word), len(other), _ALIKE)
    return word[:alike] == other[:alike]
