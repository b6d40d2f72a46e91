"""Whether what stands for a right answer can be one, and what speaks for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from evotr.domain import fold
from evotr.memory.facts.lexicon import table
from evotr.memory.words import STEM

__all__ = ["Kind", "Said", "can_be_right"]

Kind = Literal["said", "open", "plain", "against", "before", "bare"]
"""How it is said that something is right; the patterns' names in ``typed.toml``."""

_TOKEN: Final = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:['’‘`´]?[^\W\d_]+)*|[^\W_]+(?:['’‘`´-][^\W_]+)*"
)
_APOSTROPHE: Final = re.compile("['’‘`´]")
_SENTENCE: Final = re.compile(
    r"(?:\w{3,}|\b\d{3,}|[)\"'])[.!;…]+\s|\n|[!;…]\s|\s[-–—]\s"
)
_STARTS: Final = re.compile(r"(?:\A|[.!:…?\n])[\s\"'“”«»]*\Z")
_NOT: Final = re.compile(r"\b(?:not|degil\w*|never)\b|n't\b")
_ASIDE: Final = re.compile(r",\s+(?![\dA-ZÇĞİÖŞÜ])")
# "Ankara'yı" was asked for, "Ankara'dayım" is about oneself.
_ENDS: Final = re.compile(
    r"[yn]?[iu]|(?:d[ae])?y?(?:[iu]m|[iu]z|s[iu]n\w*)|l[iu]y[iu]m"
)
_STOPPED: Final = re.compile(r"[,.!;:-]\s*\Z")
_PERSON: Final = re.compile(
    r"\b(?:s?he|they)(?:['’‘`´]| )(?:s|re|is|was|are|were)\s*\Z"
)
_ENDED: Final = 3
"""Words are one where at most so many letters follow what they have alike."""
_DROPPED: Final = re.compile(r"[iu](?=[^aeiou]\Z)")
_MOST_STRANGE: Final = 2
_LAST: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What may be right, and what is known beside it.

    Attributes:
        kind: How it is said.
        right: As it was written.
        before: What stands before it in the message.
        sure: Whether the message calls the answer wrong, and not just "no".
        wrong: What it is not (folded), where that is said.
        question: What had been asked; "" where that is not known.
        answer: What the assistant had said.
    """

    kind: Kind
    right: str
    before: str
    sure: bool
    wrong: str | None
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word: folded, its ending after an apostrophe, and how it is written."""

    folded: str
    ending: str
    capital: bool
    number: bool


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("typed")[name])


@cache
def _sorts() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(sort) for sort in table("typed")["sorts"])


def _is(name: str, word: str) -> bool:
    return _pattern(name).fullmatch(word) is not None


def _words(text: str) -> list[_Word]:
    found = []
    for token in _TOKEN.findall(text):
        head, *rest = _APOSTROPHE.split(token)
        number = head[:1].isdigit()
        capital = head[:1].isupper()
        found.append(_Word(fold(head), fold("".join(rest)), capital, number))
    return found


def can_be_right(said: Said) -> bool:
    """Whether it can be the right answer: rather not than what is not meant.

    The less the message says that it is, the more must speak for it: a name or a
    number that neither the question nor the answer has, or a word of the same sort.
    """
    words = _words(said.right)
    if not words or _is_none(said, words):
        return False
    if said.kind == "said":
        return _said_outright(words)
    if said.kind == "open" and len(words) == 1 and not _wild(words):
        return not _is_verb(words[0], strict=True)
    if said.kind == "bare":
        return _stands_alone(said, words)
    return _is_no_talk(said, words) and _has_evidence(said, words)


def _is_none(said: Said, words: list[_Word]) -> bool:
    """Whether it is no right answer, however it is said."""
    if _SENTENCE.search(said.right) or _NOT.search(fold(said.right)):
        return True
    last = words[-1]
    ends = not last.number and _ENDS.fullmatch(last.ending) is not None
    return (
        ends
        or _is_verb(last)
        or _says_nothing_new(said, words)
        or _is_about_form(said, words)
    )


def _wild(words: Iterable[_Word]) -> bool:
    """Whether one of the words is talk, or says how somebody finds it."""
    return any(
        _is("talk", word.folded) or (not word.capital and _is("manner", word.folded))
        for word in words
    )


def _says_nothing_new(said: Said, words: list[_Word]) -> bool:
    """Whether all of it was asked or answered before, or says nothing by itself."""
    # Of a choice, what is right stands in the question.
    chosen = _pattern("choice").search(fold(said.question))
    asked = [] if chosen else _words(said.question)
    wrong = _words(said.wrong) if said.wrong is not None and asked else []
    if wrong and all(_known(word, asked) for word in wrong):
        return True
    # What is set against a wrong word may stand in the answer beside it.
    told = _words(said.answer) if said.wrong is None else _words(said.wrong)
    return all(_known(word, [*asked, *told]) for word in words)


def _known(word: _Word, words: Iterable[_Word]) -> bool:
    if not word.number and _is("function", word.folded):
        return True
    return any(_is_one(word, other) for other in words)


def _is_one(word: _Word, other: _Word) -> bool:
    """Whether two words are one, their endings aside; names and numbers have none."""
    one, two = sorted((word.folded, other.folded), key=len)
    if one == two or word.number or other.number or len(one) < STEM:
        return one == two
    # "nehir" is in "nehri".
    stems = (one, _DROPPED.sub("", one))
    return any(two.startswith(stem) for stem in stems) and len(two) - len(one) <= _ENDED


def _is_about_form(said: Said, words: list[_Word]) -> bool:
    """Whether it says how the answer should look, which nobody had asked for."""
    asked = _words(said.question)
    tongues = any(_is("asks_tongue", word.folded) for word in asked)
    form = {
        word
        for word in words
        if (_is("format", word.folded) or (_is("tongue", word.folded) and not tongues))
        and not any(_is_one(word, other) for other in asked)
    }
    if said.kind != "said":
        return bool(form)
    return bool(form) and all(
        word in form or word.number or _known(word, ()) for word in words
    )


def _is_verb(word: _Word, *, strict: bool = False) -> bool:
    """Whether a word in small letters says what somebody does or shall do."""
    if word.capital or word.number or word.ending or _is("no_verb", word.folded):
        return False
    if _has_sort(word):
        return False
    verb = _is("verb", word.folded) or _is("imperative", word.folded)
    return verb or (strict and _is("verb_plain", word.folded))


def _said_outright(words: list[_Word]) -> bool:
    """Whether it is no talk; "doğru cevap geldi" is said of an answer that came."""
    if len(words) == 1:
        return not _wild(words) and not _is_verb(words[0], strict=True)
    return not (_wild((words[0], words[-1])) or _is_verb(words[0]))


def _stands_alone(said: Said, words: list[_Word]) -> bool:
    """Whether a name or a number, and nothing else, answers what was asked."""
    question = fold(said.question)
    if not _pattern("names_asked").search(question) or not _asks_fact(said):
        return False
    if _wild(words):
        return False
    counted = words[0].number and _number_fits(said)
    if counted and all(_is("beside", word.folded) for word in words[1:]):
        return True
    if _STARTS.search(said.before) or "," in said.right:
        return False
    if _of_one_sort(said, words):
        return len(words) == 1
    return all(
        _is_name(word) and not (_acts(word) or _known(word, ()) or _has_sort(word))
        for word in words
    )


def _is_name(word: _Word) -> bool:
    return word.capital and not (
        _is("function", word.folded)
        or _is("talk", word.folded)
        or _is("manner", word.folded)
    )


def _acts(word: _Word) -> bool:
    """Whether a word with a capital is a verb all the same: "Hayır, Anlamadım"."""
    return _is("imperative", word.folded) or _is("verb_name", word.folded)


def _asks_fact(said: Said) -> bool:
    """Whether a fact was asked for; where nothing is known of it, it may have been."""
    question = fold(said.question)
    if _pattern("no_fact").search(question) or "?" in said.answer[-_LAST:]:
        return False
    asks = "?" in question or _pattern("names_asked").search(question)
    return bool(asks) or not _pattern("told").search(question)


def _is_no_talk(said: Said, words: list[_Word]) -> bool:
    """Whether names and numbers are most of it, and nobody speaks of himself."""
    aside = _ASIDE.search(said.right)
    if aside or _wild(words):
        return False
    if any(_is_verb(word, strict=word is words[-1]) for word in words):
        return False
    around = [*_words(said.question), *_words(said.answer)]
    strange = [
        not (word.capital or word.number or _is("beside", word.folded))
        and not any(_is_one(word, other) for other in around)
        and not _of_one_sort(said, [word])
        for word in words
    ]
    # "Ali doktor olacak", "it's Tom's brother": of somebody, and not of what was asked.
    most = 0 if said.kind != "before" and said.wrong is None else _MOST_STRANGE
    return len(words) == 1 or (not strange[0] and sum(strange) <= most)


def _has_evidence(said: Said, words: list[_Word]) -> bool:
    """Whether something speaks for it beside the "no"."""
    if said.wrong is None and not (_asks_fact(said) and _asks_for_one(said)):
        return False
    if said.kind == "before" and not _STOPPED.search(said.before):
        return False
    new = [word for word in words if not _known(word, _words(said.question))]
    if any(_is_name(word) for word in new[_begins(said, words) :]):
        return True
    if any(word.number for word in new) and _number_fits(said):
        return True
    if _of_one_sort(said, words):
        return True
    # In small letters: one word that is set against a wrong one, or called right.
    small = len(words) == 1 and not _wild(words) and not _is_verb(words[0], strict=True)
    return small and (
        said.sure
        or (said.kind == "against" and not _STOPPED.search(said.before))
        or (said.wrong is not None and said.kind not in {"before", "against"})
    )


def _asks_for_one(said: Said) -> bool:
    """Whether "he is" and "she is" can say it: where somebody was asked about."""
    person = _PERSON.search(fold(said.before)) and said.question
    return not person or bool(_pattern("person_asked").search(fold(said.question)))


def _begins(said: Said, words: list[_Word]) -> int:
    """How many words have their capital only because a sentence begins with them."""
    if said.kind != "plain" or not _STARTS.search(said.before):
        return 0
    return int(bool(said.before) or _is("adverb", words[0].folded))


def _number_fits(said: Said) -> bool:
    """Whether a number was asked for or answered, or the question is not known."""
    told = _words(said.answer)
    return (
        not said.question
        or any(word.number for word in told)
        or _is_counted(told)
        or bool(_pattern("number_asked").search(fold(said.question)))
    )


def _has_sort(word: _Word) -> bool:
    return any(sort.fullmatch(word.folded) for sort in _sorts())


def _is_counted(words: list[_Word]) -> bool:
    """Whether one of the words is a number in letters."""
    counts = [sort for sort in _sorts() if sort.fullmatch("1")]
    return any(sort.fullmatch(word.folded) for sort in counts for word in words)


def _of_one_sort(said: Said, words: list[_Word]) -> bool:
    """Whether all the words are of one sort with a word of the wrong answer."""
    told = _words(said.answer)
    return any(
        all(sort.fullmatch(word.folded) for word in words)
        and any(sort.fullmatch(word.folded) for word in told)
        for sort in _sorts()
    )
