"""Answers that say no more than that nothing is known."""

import re
from typing import Final

from evotr.domain.folding import fold

__all__ = ["says_unknown", "sentences_of"]

_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_SAYING: Final = re.compile(r"[^\W_]")
_APOSTROPHE: Final = re.compile("['’]")

_UNKNOWN: Final = re.compile(
    r"\bi (?:\w+ )?(?:do not|dont|cannot|cant|could not|couldnt|did not|didnt)"
    r" (?:\w+ )?(?:know|have|find|remember|recall|tell|say)\b"
    r"|\bim not (?:sure|certain)|\bi am not (?:sure|certain)|\bno idea\b"
    r"|\bi have no (?:information|record|memory|note)|\bnot something i know\b"
    r"|\bnot in my memory\b"
    r"|\b(?:bilmiyorum|bilemiyorum|bilgim yok|bilgi yok|hatirlamiyorum|emin degilim"
    r"|bulamadim|hafizamda (?:\w+ ){0,3}yok)\b"
    r"|^\W*(?:im |i am )?(?:sorry|uzgunum|maalesef)\W*$"
)
_YET: Final = re.compile(r"\b(?:but|however|except|ama|ancak|fakat|yalniz)\b")
"""Behind it more may be known."""


def sentences_of(text: str) -> list[str]:
    """What ``text`` says, sentence by sentence, folded and without apostrophes."""
    found = _SENTENCE.findall(_APOSTROPHE.sub("", fold(text)))
    return [one for one in found if _SAYING.search(one)]


def says_unknown(answer: str) -> bool:
    """Whether an answer says no more than that nothing is known, or asks for it."""
    said = sentences_of(answer)
    unknown = [bool(_UNKNOWN.search(one) and not _YET.search(one)) for one in said]
    pairs = zip(said, unknown, strict=True)
    return any(unknown) and all(not_known or "?" in one for one, not_known in pairs)
