"""Corrected questions in other words of the base's own, where it is able to find them.

Whether it is, is seen by questions that come with the program: a small base changes
what is asked, and what it makes of the user's questions would teach wrong answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from evotr.domain import Message, fold
from evotr.night.phrasing import (
    Reword,
    Wording,
    is_common,
    phrasings_of,
    read_wording,
)
from evotr.night.steps.answering import Answerer, Asked, Reply, Speaker
from evotr.night.steps.material import Correction
from evotr.text import LANGUAGES, Language

__all__ = ["controls", "mixed", "reworded"]

_WANTED: Final = 4  # as the prompt says
_ABLE: Final = 0.75  # of the lines wanted for what comes with the program
_A_TURN: Final = 2  # of a turn's five: rules go on making the slips and the short forms
_LONGEST: Final = 200  # characters: a request of several sentences is left to the rules
_LENGTHS: Final = (0.4, 2.0)
_SHARED: Final = 1 / 2
_TOLD: Final = 3  # letters of a word that tells something
_STEM: Final = 4  # letters: endings change in other words
_BULLET: Final = re.compile(r"^\s*(?:\d+\s*[.):-]|[-*•–])\s*")
_QUOTES: Final = "\"“”«»'‘’ "
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d")
# A word, but no suffix behind an apostrophe.
_WHOLE: Final = re.compile(r"(?<!\w['’])\b[^\W_]+")
# What two forms of one word end with, folded: "laromun", "laroma".
_ENDINGS: Final = {
    "tr": re.compile(
        r"(?:l[ae]r)?(?:[nsy]?[aeiu]n?)?(?:n?[dt][ae]n?|l[ae]|[dt]?[iu]r)?(?:ki)?"
    ),
    "en": re.compile(r"(?:s|es|ed|d|ing|e)?"),
}
_ME: Final = "I"


def reworded(
    corrections: Sequence[Correction], answerer: Answerer
) -> Mapping[str, tuple[str, ...]]:
    """Other wordings of corrections by their keys; none of what the base cannot reword.

    What they are follows from each correction alone.

    Raises:
        EvotrError: What the engine raises.
    """
    wanted = [one for one in corrections if len(one.question) <= _LONGEST]
    able = _able({one.language for one in wanted}, answerer)
    made = _made([one for one in wanted if one.language in able], answerer)
    return {one.key: lines for one, lines in made if lines}


def mixed(training: tuple[str, ...], made: Sequence[str], turn: int) -> tuple[str, ...]:
    """The phrasings of a turn, the last ones of which give way to the base's own."""
    count = min(_A_TURN, len(made), len(training) - 1)
    own = [made[(turn * _A_TURN + place) % len(made)] for place in range(count)]
    seen = {fold(text) for text in training[: len(training) - count]}
    fresh = [text for text in own if fold(text) not in seen]
    return (*training[: len(training) - len(fresh)], *fresh)


@cache
def controls() -> tuple[Asked, ...]:
    """What is asked first to see whether a base is able; its answers may be kept."""
    return tuple(
        one
        for language in LANGUAGES
        for one in (
            *(_asked(each.question, language) for each in _controls(language)),
            *(_compared(pair, language) for pair in _reword(language).different),
        )
    )


def _reword(language: Language) -> Reword:
    return read_wording(language).reword


def _able(languages: set[Language], answerer: Answerer) -> set[Language]:
    able = set()
    for language in sorted(languages):
        different, known = _reword(language).different, _controls(language)
        taken = _same([(pair, language) for pair in different], answerer)
        if sum(taken) > (1 - _ABLE) * len(different):
            continue
        made = _made(known, answerer, keep=True)
        sound = sum(len(lines) for _, lines in made)
        if sound >= _ABLE * _WANTED * len(known):
            able.add(language)
    return able


def _controls(language: Language) -> list[Correction]:
    return [Correction(text, text, "", language) for text in _reword(language).controls]


def _made(
    corrections: Sequence[Correction], answerer: Answerer, *, keep: bool = False
) -> list[tuple[Correction, tuple[str, ...]]]:
    """What the base makes of questions, as far as rules and itself find it the same.

    ``keep`` where they are the program's own: what it says to its lines is kept, too.
    """
    asked = [_asked(one.question, one.language) for one in corrections]
    replies = answerer.answer(asked, Speaker())
    told = zip(corrections, replies, strict=True)
    lines = [(one, line) for one, reply in told for line in _sound(one, reply)]
    pairs = [((one.question, line), one.language) for one, line in lines]
    if keep:
        answerer.keep(_compared(pair, language) for pair, language in pairs)
    sound = zip(lines, _same(pairs, answerer), strict=True)
    kept = [(one.key, line) for (one, line), same in sound if same]
    return [
        (one, tuple(line for key, line in kept if key == one.key))
        for one in corrections
    ]


def _same(
    pairs: Sequence[tuple[tuple[str, str], Language]], answerer: Answerer
) -> list[bool]:
    """Whether the base finds that two questions want the same answer."""
    asked = [_compared(pair, language) for pair, language in pairs]
    replies = answerer.answer(asked, Speaker())
    return [
        fold(reply.text).startswith(fold(_reword(language).yes))
        for (_, language), reply in zip(pairs, replies, strict=True)
    ]


def _asked(question: str, language: Language) -> Asked:
    prompt = _reword(language).prompt.replace("{q}", question)
    return Asked((Message("user", prompt),))


def _compared(pair: tuple[str, str], language: Language) -> Asked:
    first, second = pair
    prompt = _reword(language).check.replace("{q}", first).replace("{other}", second)
    return Asked((Message("user", prompt),))


def _sound(one: Correction, reply: Reply) -> Iterator[str]:
    """The lines of an answer that ask the same, as far as rules can tell."""
    if not reply.ended:
        return
    wording = read_wording(one.language)
    locked = phrasings_of(one.question, one.language, seed=0, count=0).probes
    seen = {fold(text) for text in (one.question, *locked)}
    lines = [_BULLET.sub("", line).strip(_QUOTES) for line in reply.text.splitlines()]
    for line in [line for line in lines if line][:_WANTED]:
        if fold(line) not in seen and _asks_the_same(one, line, wording):
            seen.add(fold(line))
            yield line


def _asks_the_same(one: Correction, line: str, wording: Wording) -> bool:
    """Whether a line holds all names and numbers, asks for the same, tells nothing."""
    question = one.question
    least, most = _LENGTHS
    said, key = _words(line), _stems(_telling(question, wording))
    return (
        least * len(question) <= len(line) <= most * len(question)
        and question.strip().endswith("?") == line.endswith("?")
        and all(_is_in(name, said) for name in _names(question, wording))
        and all(_is_said(word, said, wording) for word in _unknown(question, wording))
        and len(key & _stems(said)) >= _SHARED * len(key)
        and not (_stems(_telling(one.right, wording)) - key) & _stems(said)
        and _kinds(question, wording) <= _kinds(line, wording)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _telling(text: str, wording: Wording) -> list[str]:
    """Words but for those that are written small, and short ones that are no number."""
    return [
        word
        for word in _words(text)
        if (len(word) >= _TOLD and not wording.has_small(word)) or _NUMBER.search(word)
    ]


def _stems(words: Sequence[str]) -> set[str]:
    return {fold(word)[:_STEM] for word in words}


def _names(text: str, wording: Wording) -> list[str]:
    """Words with a capital or a digit, short ones too."""
    return [
        word
        for word in _words(text)
        if _NUMBER.search(word)
        or (word != word.lower() and word != _ME and not wording.has_small(word))
    ]


def _unknown(text: str, wording: Wording) -> list[str]:
    """Of a question whose names are typed small the words that may be one.

    That is all that are not known as words; one letter is none.
    """
    words, language = _WHOLE.findall(text), wording.language
    large = [word for word in words if word != word.lower() and word != _ME]
    # A word that begins a question has a capital anyway.
    if set(large) - set(words[:1]) or not all(
        is_common(one, language) for one in large
    ):
        return []
    return [
        word
        for word in words
        if word == word.lower()
        and len(word) > 1
        and not _NUMBER.search(word)
        and not is_common(word, language)
    ]


def _is_in(name: str, words: Sequence[str]) -> bool:
    """Whether a name is there, also where it has another ending; a number has none."""
    folded = fold(name)
    ends = [
        fold(word)[len(folded) :] for word in words if fold(word).startswith(folded)
    ]
    if _NUMBER.search(name):
        return any(not _NUMBER.search(end) for end in ends)
    return "" in ends or (len(name) >= _TOLD and bool(ends))


def _is_said(name: str, words: Sequence[str], wording: Wording) -> bool:
    """Whether a word is there that may be a name, in whichever form."""
    one, ending = fold(name), _ENDINGS[wording.language]
    places = range(_TOLD, len(one) + 1)
    stems = [one[:at] for at in places if ending.fullmatch(one, at)]
    return any(
        word == one
        or any(word.startswith(s) and ending.fullmatch(word, len(s)) for s in stems)
        for word in map(fold, words)
    )


def _kinds(text: str, wording: Wording) -> set[str]:
    """What a question asks for, as far as words of it say so: whom, when, how many."""
    said = f" {' '.join(fold(word) for word in _words(text))} "
    return {
        kind
        for kind, signs in wording.reword.kinds.items()
        if any(f" {fold(sign)} " in said for sign in signs)
    }
