"""A question taken apart as far as rules can do it honestly."""

import re
from dataclasses import dataclass

from evotr.night.phrasing.typed import small, small_first, tidied, without_end
from evotr.night.phrasing.wording import Wording
from evotr.text import Language

__all__ = ["Shape", "harmony", "shape_of"]

_HARMONY = dict(zip("aıeiouöü", "ııiiuuüü", strict=True))
_FIRST = re.compile(r"[^\W_]+(?:['’]s\b)?")
_ENDS = tuple("?.!…:")
_BE = "is|are|was|were"
_AUXILIARY = re.compile(
    rf"\b(?:{_BE}|am|do|does|did|can|could|will|would|shall|should|may|has|have|had)\b"
)
_EN = re.compile(rf"(what|who|where|when)(?:\s+({_BE})|['’](s))\s+(.+)")
_PREDICATE = (
    "born|bought|broken|brought|built|caught|done|drawn|driven|eaten|flown|fought|found"
    "|given|grown|held|hidden|kept|known|laid|left|lost|made|meant|met|paid|said|seen"
    "|sent|set|shown|sold|spelt|spent|spoken|sung|taken|taught|told|used|won|worn"
    "|written|available|due|open|over|ready"
)
_TAKEN = "about|after|as|at|by|for|from|in|into|of|on|out of|to|up of|with"
# Inside a sentence the verb stands before these: "when the bridge was built".
_EN_PREDICATE = re.compile(
    rf"(.+)\s+((?:[a-z]{{2,}}[^\We]ed|{_PREDICATE})(?:\s+(?:{_TAKEN}))?)"
)
_EN_BEFORE = {"a", "an", "the", "my", "your", "his", "her", "its", "our", "their"}
_EN_CLAUSE = {
    *("i", "you", "he", "she", "it", "we", "they", "who", "that", "which"),
    *("am", "is", "are", "was", "were", "do", "does", "did", "has", "have", "had"),
    *("can", "could", "will", "would"),
}
_EN_HAVE = re.compile(
    r"((?:what|which|how (?:many|much))\s.+?)\s+(do|does|did)\s+(.+)\s+have"
)
_HAVE = {"do": "have", "does": "has", "did": "had"}
_EN_SUBJECT = re.compile(r"(?:which|what|who|whose|how (?:many|much))\s.+")
_TR = re.compile(
    r"(.+?)\s+(?:(ne)(?:dir)?|(neresi)(?:dir)?|(kim)(?:dir)?|(kaç)(?:tır)?"
    r"|(hangisi)(?:dir)?)"
)
_TR_WHO = re.compile(
    r"(.+)\skim\s(?!oldu|vardı|yoktu)"
    r"(?!\S*(?:m[ıiuü]şt|yord|[ae]c[ae]kt)[ıiuü])"
    r"(\S+[dt])([ıiuü])"
)
_TR_HOW_MANY = re.compile(r"(.+\skaç\s.+)\svar")
_OWNED = re.compile(r"\w['’]?n?[ıiuü]n\s+(?:\S+\s+)*\S*[aeıioöuü](?<!\bsu)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """A question and what templates take of it.

    ``asked`` stands on one line, ``q`` has an end mark, ``low`` begins small, ``bare``
    has no mark either; ``about`` is the thing asked about, ``what`` the question inside
    a sentence, ``key`` its telling words as in a search and ``yek`` these from behind;
    None where the question does not come apart so.
    """

    asked: str
    q: str
    low: str
    bare: str
    about: str | None = None
    what: str | None = None
    key: str | None = None
    yek: str | None = None

    def fill(self, template: str) -> str | None:
        """``template`` with this question in it; None where it wants what is None."""
        wanted = {
            "about": self.about,
            "what": self.what,
            "key": self.key,
            "yek": self.yek,
        }
        if any(f"{{{name}}}" in template and not part for name, part in wanted.items()):
            return None
        parts = {"q": self.q, "low": self.low, "bare": self.bare, **wanted}
        filled = template
        for name, part in parts.items():
            # Not str.format: a question may hold braces.
            filled = filled.replace(f"{{{name}}}", part or "")
        return filled


def shape_of(question: str, wording: Wording) -> Shape:
    """Take ``question`` apart."""
    asked = tidied(question)
    first = _FIRST.match(asked)
    low = asked
    shouted = first and len(first[0]) > 1 and first[0].isupper()
    if first and not shouted and wording.has_small(first[0]):
        low = small_first(asked, wording.language)
    bare = without_end(low)
    about, what = _parts(bare, wording.language)
    ended = asked if asked[-1:] in _ENDS else f"{asked}?"
    words = [word for word in bare.split() if not wording.has_small(word)]
    key, yek = (" ".join(part) or None for part in (words, words[::-1]))
    return Shape(asked, ended, low, bare, about, what, key, yek)


def _parts(bare: str, language: Language) -> tuple[str | None, str | None]:
    return _turkish(bare) if language == "tr" else _english(bare)


def _english(bare: str) -> tuple[str | None, str | None]:
    found = _EN.fullmatch(bare)
    if found:
        word, verb, _, rest = found.groups()
        verb = verb or "is"
        split = _EN_PREDICATE.fullmatch(rest)
        if split and _is_thing(split[1]):
            return None, f"{word} {split[1]} {verb} {split[2]}"
        return rest if word in {"what", "who"} else None, f"{word} {rest} {verb}"
    if found := _EN_HAVE.fullmatch(bare):
        return None, f"{found[1]} {found[3]} {_HAVE[found[2]]}"
    if _EN_SUBJECT.fullmatch(bare) and not _AUXILIARY.search(bare):
        return None, bare
    return None, None


def _is_thing(text: str) -> bool:
    """Whether words before a predicate name something, and say nothing themselves."""
    words = text.lower().split()
    alone = len(words) == 1  # "it", "that": one may be asked about these themselves
    return not _EN_BEFORE.issuperset(words) and (
        alone or not _EN_CLAUSE.intersection(words)
    )


def _turkish(bare: str) -> tuple[str | None, str | None]:
    if found := _TR_WHO.fullmatch(bare):
        before, verb, vowel = found.groups()
        return None, f"{before} kimin {verb}{vowel}ğ{vowel}n{vowel}"
    if found := _TR_HOW_MANY.fullmatch(bare):
        return None, f"{found[1]} olduğunu"
    found = _TR.fullmatch(bare)
    if not found:
        return None, None
    about = found[1]
    word = next(part for part in found.groups()[1:] if part)
    if not _OWNED.search(about):
        return about, None
    # What somebody's is mostly ends with a vowel, and takes an n before the genitive;
    # "pilotumuz" does not.
    return about, f"{about}n{harmony(about)}n {word} olduğunu"


def harmony(text: str) -> str:
    """The vowel of a suffix after ``text``: ı, i, u or ü (i where it has no vowel)."""
    for letter in reversed(small(text, "tr")):
        if letter in _HARMONY:
            return _HARMONY[letter]
    return "i"
