"""What is found where a value is expected: whether it is one, and how it is kept.

Each function gives the values, none where it is no value after all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from evotr.domain import fold
from evotr.memory.facts.endings import without_case, without_person
from evotr.memory.facts.lexicon import Language, listed, table

__all__ = [
    "Found",
    "as_said",
    "code",
    "count",
    "firm",
    "free",
    "habit",
    "handle",
    "in_case",
    "items",
    "job",
    "likings",
    "made",
    "name",
    "pastime",
    "pick",
    "place",
    "plan",
    "proper",
    "school",
    "title",
    "trade",
    "years",
]

_VERBS: Final = re.compile(
    r"(?:m[ae]k|yor\w*|[^\W\d](?:d|t)[iu](?:m|k|ler|lar)|[ae]c[ae][gk]\w*|m[iu]s[iu]m|(?<!ya)[aeiu]r[iu]m|(?<!ha)m[ae]m)$"
)
_TITLES: Final = frozenset({"dr.", "mr.", "mrs.", "ms.", "prof."})
# In small letters: "can yılmaz".
_LONGEST_NAME: Final = 2
_PASTIME: Final = re.compile(
    r"(?:ing|graphy|ery|chess|yoga|sports?|music|m[ae]k?|l[iu]k|satranc|resim|muzik|spor"
    r"|fotograf\w*|origami|astronom[iy])$"
)
# "bankada", "THY'de": where somebody works, not as what.
_PLACED: Final = re.compile(r"'|[^\W\d]{3}[dt][ae]$")
_IS: Final = re.compile(r"[dt][iu]r")
_SEPARATORS: Final = re.compile(r",? (?:and|or|ve|ya da|ile) |, ?")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands where a value is expected.

    ``first`` says that the sentence begins with it, ``marked`` that an apostrophe
    follows, as after a Turkish name.
    """

    written: str
    folded: str
    language: Language
    first: bool = False
    marked: bool = False


def _never(found: Found) -> frozenset[str]:
    return listed("never", found.language)


def _clean(found: Found) -> bool:
    """Whether no word of it says that it is something else."""
    return not _never(found).intersection(
        word.strip("'.,:").split("'")[0] for word in found.folded.split()
    )


def _acts(found: Found) -> bool:
    """Whether one of the words is a Turkish verb."""
    return any(_VERBS.search(word.strip(",")) for word in found.folded.split())


def as_said(found: Found) -> tuple[str, ...]:
    """The value as it was written."""
    return (found.written,)


def name(found: Found) -> tuple[str, ...]:
    """A name of one to three words; none where a word is no name."""
    if found.language == "tr" and "'" in found.folded:
        return _copula(found)
    words = found.folded.split()
    sound = all(
        word in _TITLES
        or (len(word) > 1 and word.replace("'", "").replace("-", "").isalpha())
        for word in words
    )
    if not sound or not _clean(found) or listed("no_name", "all").intersection(words):
        return ()
    if found.written[:1].isupper() or found.language == "en":
        return (found.written,)
    wrong = len(words) > _LONGEST_NAME or _acts(found)
    return () if wrong else (found.written,)


def _copula(found: Found) -> tuple[str, ...]:
    """A Turkish name with an ending: "Pamuk'tur" is one, "Pamuk'tu" was one."""
    before, _, ending = found.written.partition("'")
    bare = Found(before, fold(before), found.language)
    return name(bare) if _IS.fullmatch(fold(ending)) else ()


def proper(found: Found) -> tuple[str, ...]:
    """A name that is written like one."""
    capital = all(word[:1].isupper() for word in found.written.split())
    if found.folded.endswith(("ish", "ese", "ing")):  # "I'm Turkish"
        return ()
    return name(found) if capital else ()


def place(found: Found) -> tuple[str, ...]:
    """A place: "Bursa Nilüfer", "the Netherlands"."""
    words = [word.strip(",") for word in found.folded.split()]
    written = found.written.split()
    if words[0] == "the":
        if len(words) == 1 or not written[1][:1].isupper():
            return ()
        words = words[1:]
    if (
        listed("no_place", "all").intersection(words)
        or not _clean(found)
        or "the" in words
    ):
        return ()
    if not words[0][0].isalpha() or (found.language == "tr" and _acts(found)):
        return ()
    return (found.written,)


def firm(found: Found) -> tuple[str, ...]:
    """A firm or a school, written like a name."""
    written = found.written.split()
    words = found.folded.split()
    if listed("no_firm", "all").intersection(words) or (
        found.language == "tr" and not _clean(found)
    ):
        return ()
    later = written[1:] if found.first else written
    capital = any(word[:1].isupper() for word in later) or (
        found.marked or (len(found.written) > 1 and found.written.isupper())
    )
    return (found.written,) if capital else ()


def school(found: Found) -> tuple[str, ...]:
    """A school that is known, or says that it is one."""
    kinds = {"university", "college", "school", "institute", "academy"}
    known = kinds.union(listed("school", "en"))
    fits = known.intersection(found.folded.split()) and _clean(found)
    return (found.written,) if fits else ()


def job(found: Found) -> tuple[str, ...]:
    """A profession, and what kind of."""
    words = found.folded.split()
    if found.language == "tr" and any(map(_PLACED.search, words[:-1])):
        return ()
    wrong = listed("no_job", "all").intersection(words) or _never(found).intersection(
        words
    )
    return () if wrong else (found.written,)


def trade(found: Found) -> tuple[str, ...]:
    """A profession told as a doing: "teaching"."""
    return (
        ()
        if listed("no_trade", "all").intersection(found.folded.split())
        else (found.written,)
    )


def free(found: Found) -> tuple[str, ...]:
    """Any words that say nothing else."""
    return (found.written,) if _clean(found) else ()


def count(found: Found) -> tuple[str, ...]:
    """A number, in digits."""
    for number, words in table("words")["numbers"].items():
        if found.folded in words:
            return (str(number),)
    return (found.written,)


def years(found: Found) -> tuple[str, ...]:
    """Years that a person may live."""
    likely = 0 < int(found.written) < 120  # noqa: PLR2004 — years that people live
    return (found.written,) if likely else ()


def likings(found: Found) -> tuple[str, ...]:
    """Things of a list; none at all where one of them is none."""
    kept = []
    for item in _SEPARATORS.split(found.written):
        part = Found(item, fold(item), found.language)
        words = part.folded.split()
        if not words or len(words) > 4 or not _clean(part):  # noqa: PLR2004
            return ()
        said = item.split()[-1][:1].isupper() or words[0].endswith("ing")
        if words[0] in {"a", "an", "to"} or ("the" in words and not said):
            return ()
        if words[0] == "the" or not words[0][0].isalpha():
            return ()
        kept.append(item)
    return tuple(kept)


def in_case(case: str) -> Callable[[Found], tuple[str, ...]]:
    """Things of a list in a Turkish ``case``, kept without its ending."""

    def read(found: Found) -> tuple[str, ...]:
        if _acts(found):
            return ()
        return tuple(without_case(item, case) for item in likings(found))

    return read


def pick(found: Found) -> tuple[str, ...]:
    """Any words, or a title."""
    named = all(word[:1].isupper() for word in found.written.split())
    verb = found.language == "tr" and _acts(found)
    if not named and (
        verb or not _clean(found) or found.folded.startswith(("the ", "a "))
    ):
        return ()
    return (found.written,)


def handle(found: Found) -> tuple[str, ...]:
    """What somebody goes by, in one word."""
    wrong = listed("no_name", "all") | _never(found)
    return () if found.folded in wrong else (found.written,)


def pastime(found: Found) -> tuple[str, ...]:
    """Things of a list that one does."""
    items = likings(found)
    return items if all(_PASTIME.search(fold(item)) for item in items) else ()


def title(found: Found) -> tuple[str, ...]:
    """A name of something: it begins with a capital or a digit."""
    named = not found.written[:1].islower() and _clean(found)
    return (found.written,) if named else ()


def made(found: Found) -> tuple[str, ...]:
    """Something with a maker: a known one, or a name."""
    known = listed("brand", "en").intersection(found.folded.split())
    capital = any(word[:1].isupper() for word in found.written.split())
    return (found.written,) if (known or capital) and _clean(found) else ()


def code(found: Found) -> tuple[str, ...]:
    """Something with a digit in it."""
    digit = any(map(str.isdigit, found.written)) and _clean(found)
    return (found.written,) if digit else ()


def habit(found: Found) -> tuple[str, ...]:
    """What is done again and again, in the third person."""
    if (listed("no_habit", "all") | listed("pointing", "all")).intersection(
        found.folded.split()
    ):
        return ()
    if found.language == "tr":
        return (_third_person(found.written),)
    first = found.folded.split(" ")[0]
    return (found.written,) if first not in _never(found) else ()


def _third_person(clause: str) -> str:
    *before, verb = clause.split(" ")
    return " ".join([*before, without_person(verb)])


def plan(found: Found) -> tuple[str, ...]:
    """What is to come, in the third person."""
    if listed("pointing", "all").intersection(found.folded.split()):
        return ()
    if found.language == "tr":
        return (_third_person(found.written),)
    return (found.written,)


def items(found: Found) -> tuple[str, ...]:
    """The items of a list."""
    return tuple(_SEPARATORS.split(found.written))
