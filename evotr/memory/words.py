"""The words of a question: which of them say what is looked for, and who is named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evotr.domain import RecallQuery, fold

__all__ = [
    "STEM",
    "Named",
    "asks_by_itself",
    "asks_something",
    "asks_what_was_said",
    "content_words",
    "in_context",
    "leans_on_what_was_said",
    "meant",
    "names_in",
    "points_back",
    "says_one_thing",
    "without_names",
]

_WORD = re.compile(r"[^\W_]+")
# A name may carry an ending: "Ayşe'nin", "Mary's".
_SPOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BLANKS = re.compile(r"\s+")

_GRAMMAR: Final = """
    a an and are as at be been but by did do does for from had has have he her him his
    how i if in into is it its me my of on or our s she so t that the their them they
    this to us was we were what when where which who whom whose why will with would you
    your
    acaba ama bana ben beni benim bir bize bu bunu cok da daha de en gibi hangi
    hangisi hangisidir icin ile kac kadar ki kim kime kimin kimdir kimler m mi midir mu
    mudur nasil ne neden nedir nerede nereden nereye nicin o olan olarak once onu onun
    sana sen seni senin siz sonra su ve veya ya zaman
"""
STEM: Final = 4
"""Words that begin with so many letters alike are taken for one."""

_EMPTY: Final = frozenset(_GRAMMAR.split())
"""Words that stand in any question, folded: they say nothing about what is asked."""


_POLITE: Final = """
    alright bye cheers cool doing fine good goodbye great hello hey hi lol nice no
    nope ok okay please regards sorry sure talk talking thank thanks there up very
    welcome well yeah yes
    eder ederim efendim evet eyvallah gorusuruz gunaydin guzel haber harika haydi
    hayir hos hosca iyi iyiyim kal kendine kolay lutfen memnun merhaba merhabalar
    misin misiniz naber nasilsin nasilsiniz olur orada ozur peki rica sag sagol
    sagolun saygilar saygilarimla selam selamlar seninle sevgiler sevgilerimle
    simdilik super tabii tamam tamamdir tesekkur tesekkurler
"""
_COURTESY: Final = frozenset(_POLITE.split())
"""Words of greeting, thanks and assent, folded: alone they ask for nothing."""

_GREETING: Final = re.compile(
    r"\bgood (?:morning|afternoon|evening|night)\b"
    r"|\biyi (?:gunler|aksamlar|geceler|gun|aksam|gece)\b"
)

_SAYING: Final = re.compile(
    r"about|again|anything|everything|say|said|something|t[aeo]l[lk]\w*|discuss\w*"
    r"|mention\w*|happen\w*|remember|chat\w*|(?:anlat|bahset|de|konus|ol|soyle|yap)"
    r"(?:[mt][iu]s|[dt][iu])\w*|hakkinda|hatirl\w*|n[ae]ler\w*|sey\w*|m[iu]s[iu]n\w*"
)
"""A folded word of a question about what was said, whatever it was."""

_SHORT: Final = 1
"""A question of so few words may be about what was said before it."""

_OWN: Final = re.compile(
    r"\b(?:i|my|me|mine|myself|we|our|us|ben|beni|benim|bana|bende|biz|bizim|bize)\b"
    # Turkish says "I", "my", "we" and "our" at a word's end: "oturuyorum", "adım".
    r"|\w{2}(?:m|[my][iu]z|[dt][iu]k)\b"
)
"""Who asks of himself says what he asks about (folded)."""

_BACK: Final = re.compile(
    r"\b(?:it|its|that|those|these|this|they|them|their|he|him|his|she|her|there|then"
    r"|one|ones|too|else|o|onu|onun|ona|onlar\w*|ora\w*|bu|bunu|bunun|buna|su|sunu"
    r"|sunun|burada)\b"
)
"""What points back to what was said (folded)."""

_GOING_ON: Final = re.compile(
    r"^\W*(?:and|but|or|so|what about|how about|ve|peki|ya)\b"
)


_ASKING: Final = re.compile(
    r"\b(?:what|who|whom|whose|where|when|which|why|how"
    r"|ne(?:dir|ye|yi|yle|den|ler|resi\w*|rede\w*|reye|reden)?|kim\w*|nasil\w*|niye"
    r"|nicin|hangi\w*|kac\w*)\b"
)
"""A folded word that asks for something by name (a thing, a person, a place …)."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named in a question.

    Attributes:
        speakers: As the memories have them.
        words: The folded words that name them.
    """

    speakers: frozenset[str]
    words: frozenset[str]


def content_words(text: str) -> list[str]:
    """The folded words of ``text`` that are more than grammar, in order.

    Where there is nothing else, all of its words.
    """
    words = _WORD.findall(fold(text))
    return [word for word in words if word not in _EMPTY] or words


def asks_something(text: str) -> bool:
    """Whether ``text`` is more than a greeting, thanks, assent, or no word at all."""
    words = _WORD.findall(_GREETING.sub(" hello ", fold(text)))
    polite = _COURTESY.intersection(words)
    return bool(words) and not (polite and polite.union(_EMPTY).issuperset(words))


def says_one_thing(text: str) -> bool:
    """Whether beside grammar and courtesy ``text`` has one word, or none."""
    words = _WORD.findall(_GREETING.sub(" hello ", fold(text)))
    return len(set(words) - _EMPTY - _COURTESY) <= 1


def asks_what_was_said(text: str) -> bool:
    """Whether ``text``, beside a time, asks for nothing but what was said or done."""
    words = set(_WORD.findall(fold(text))) - _EMPTY
    return all(_SAYING.fullmatch(word) for word in words)


def leans_on_what_was_said(text: str) -> bool:
    """Whether the question ``text`` needs the one before it to say what it means.

    A short one does that points back ("And when is it?") or that names next to nothing
    ("Rengi?"); not one of the user's own ("Where do I live?").
    """
    folded = _GOING_ON.sub("", fold(text))
    if len([word for word in _WORD.findall(folded) if word not in _EMPTY]) > _SHORT:
        return False
    return bool(_BACK.search(folded)) or not _OWN.search(folded)


def points_back(text: str) -> bool:
    """Whether ``text`` goes on from what was said, or has a word that may mean it."""
    folded = fold(text)
    return bool(_GOING_ON.match(folded) or _BACK.search(folded))


def asks_by_itself(text: str) -> bool:
    """Whether ``text`` asks for something by name, and for all that can be seen alone.

    "Write it shorter" and "Daha kısa yaz" are about what was said, whatever that was.
    """
    alone = not points_back(text) and not leans_on_what_was_said(text)
    return alone and bool(_ASKING.search(fold(text)))


def meant(query: RecallQuery) -> str:
    """The question; one that does not stand alone with what the user said before."""
    before = [said.content for said in query.history if said.role == "user"]
    if before and before[-1] == query.text:
        before.pop()
    return in_context(query.text, before[-1] if before else "")


def in_context(question: str, before: str) -> str:
    """``question``, with what the user said ``before`` where it needs that."""
    if before and leans_on_what_was_said(question):
        return f"{before} {question}"
    return question


def names_in(text: str, speakers: Iterable[str]) -> Named:
    """The ``speakers`` whose name, or its first word, stands in ``text``."""
    said = set(_WORD.findall(fold(text)))
    named, words = set(), set()
    for speaker in speakers:
        parts = _WORD.findall(fold(speaker))
        if parts and parts[0] in said and parts[0] not in _EMPTY:
            named.add(speaker)
            words.update(parts)
    return Named(frozenset(named), frozenset(words))


def without_names(text: str, names: frozenset[str]) -> str:
    """``text`` without these (folded) names and their endings.

    A sentence's vector is drawn to a name far more than to what is asked; who spoke
    counts in another way. Where nothing else is said, the text as it is.
    """
    if not names:
        return text

    def kept(found: re.Match[str]) -> str:
        name = re.split("['’]", found.group(), maxsplit=1)[0]
        return "" if fold(name) in names else found.group()

    rest = _BLANKS.sub(" ", _SPOKEN.sub(kept, text)).strip()
    return rest if _WORD.search(rest) else text
