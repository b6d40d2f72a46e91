"""Answers that say no more than that nothing is known."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evotr.domain.folding import fold
from evotr.domain.ledger import is_correction
from evotr.domain.memories import Recollection

__all__ = ["rests_on_near", "says_unknown", "sentences_of"]

_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_SAYING: Final = re.compile(r"[^\W_]")
_APOSTROPHE: Final = re.compile("['’]")
_CITED: Final = re.compile(r"\[[\d\s,;]+\]")

_CLAUSE: Final = re.compile(
    # Of several things that are not known, in Turkish, only the last has the verb.
    r"(?<![iu][mnz][iu])[,;]|[:()]|\s[-–—]+\s|—"
    r"|\b(?:but|however|though|although|except|because"
    r"|ama|ancak|fakat|yalniz|lakin|cunku|oysa)\b"
    r"|\band\b(?= i\b)|(?<![iu][mnz][iu])\s+ve\b"
    r"|\band\b(?! wh)(?=(?: \w+){1,5} (?:is|are|was|were|has|have|had)\b)"
)
"""Where one clause ends and another begins (folded, without apostrophes)."""

_LEAD: Final = (
    r"(?:(?:and|so|no|well|oh|hmm|sorry|unfortunately|actually|honestly|currently"
    r"|right now|i think|im afraid|i am afraid|that|this|it)\W+)*"
)
_TAIL: Final = (
    r"(?:\W+(?:ki|maalesef|ne yazik ki|uzgunum|efendim|onu|simdilik|henuz|hala"
    r"|su an|dogrusu|acikcasi|sanirim|galiba|\w*[iu][mnz][iu]))*"
)
_UNKNOWN: Final = re.compile(
    rf"^\W*{_LEAD}(?:"
    r"i (?:\w+ )?(?:do not|dont|did not|didnt|cannot|cant|could not|couldnt|wasnt able"
    r" to|was not able to) (?:\w+ )?(?:know|have|find|remember|recall)\b"
    r"|i (?:\w+ )?(?:cannot|cant|could not|couldnt) (?:\w+ )?(?:tell|say)\b"
    r"|(?:i have )?(?:absolutely )?no idea\b"
    r"|i have (?:no (?:\w+ )?(?:information|record|memory|note|knowledge)|nothing)\b"
    r"|(?:there is|theres|there are) no (?:\w+ )?(?:information|records?)\b"
    r"|(?:there is|theres|there are) (?:nothing|no)\b.* in my (?:memory|notes|records)"
    r"|(?:im|i am) not (?:sure|certain)(?: (?:about|of|what|when|where|who|why|how)\b.*"
    r"|\W*$)"
    r"|(?:you )?(?:have not|havent|did not|didnt|never) (?:told|tell|mention(?:ed)?"
    r"|say|said)\b"
    r")"
    r"|\bnot something i know\b|\b(?:not|nothing) (?:\w+ ){0,3}in my memory\b"
    r"|\bmy memory (?:has|holds) (?:nothing|no)\b"
    r"|\b(?:bilmiyorum|bilemiyorum|bilemem|hatirlamiyorum|hatirlayamiyorum"
    r"|(?:bilgi|bilgim|kayit|fikrim|haberim)"
    r" (?:yok|bulunmuyor|bulunmamaktadir|mevcut degil)(?:tur)?"
    r"|bilgiye sahip degilim|bulamadim|bulamiyorum|soyleyemem|soyleyemiyorum"
    r"|(?:hafizamda|bellegimde|kayitlarimda|notlarimda) (?:\w+ ){0,4}"
    r"(?:yok|bulunmuyor|bulunmamaktadir|kayitli degil|yer almiyor)"
    r"|(?:soyleme|bahsetme|belirtme)(?:d|mist)in(?:iz)?"
    rf"){_TAIL}\W*$"
    r"|^\W*(?:(?:tam |bundan |bu konuda )*emin degilim)\W*$"
    r"|^\W*(?:im |i am )?(?:very )?(?:sorry|uzgunum|maalesef)\W*$"
)

_FILLING: Final = re.compile(
    r"\W*(?:(?:im|i am|so|very|sorry|unfortunately|well|no|oh|hmm|okay|ok|and|as an ai"
    r"|currently|right now|at the moment|actually|honestly|i see"
    r"|(?:if you|feel free to|(?:and )?you (?:can|could|may)|please|let me know)"
    r"(?: (?:want|like|wish|tell|share|remind)\b.*)"
    r"|(?:ill|i will) (?:remember|keep|note) (?:it|that|this)\b.*"
    r"|uzgunum|maalesef|ne yazik ki|ozur dilerim|hayir|peki|tamam|su an|su anda|henuz"
    r"|simdilik|lutfen|dogrusu|acikcasi|(?:bununla|bu konuyla) ilgili(?: olarak)?"
    r"|bu konuda|bunun hakkinda|(?:(?:bana|bunu|isterseniz|istersen) )*"
    r"(?:soyler|anlatir|paylasir|belirtir)(?:se| m[iu]s)\w*.*|isterseniz|istersen"
    r"|(?:bunu )?(?:hatirlarim|unutmam|aklimda tutarim|not ederim))\b\W*)*"
)
"""What says nothing by itself (folded, without apostrophes)."""


def sentences_of(text: str) -> list[str]:
    """What ``text`` says, sentence by sentence, folded and without apostrophes."""
    found = _SENTENCE.findall(_APOSTROPHE.sub("", fold(text)))
    return [one for one in found if _SAYING.search(one)]


def says_unknown(answer: str) -> bool:
    """Whether an answer says no more than that nothing is known, or asks for it.

    A word more, and it does say something: "Your name is Ali, I don't know the rest".
    """
    unknown = False
    for clause in _clauses_of(_CITED.sub("", answer)):
        if _UNKNOWN.search(clause):
            unknown = True
        elif not ("?" in clause or _FILLING.fullmatch(clause)):
            return False  # mostly the first: the rest of a long answer is not read
    return unknown


def rests_on_near(items: Sequence[Recollection], answer: str) -> bool:
    """Whether what was near may have made an answer that was given ``items``.

    One that only says that nothing is known was made from nothing but what it cites,
    unless those are the user's own words, given again as they are.
    """
    own = items and is_correction(items[0].item)
    if own and items[0].item.text.strip() == answer.strip():
        return True
    return not says_unknown(answer)


def _clauses_of(text: str) -> Iterator[str]:
    """The clauses of ``text``, folded and without apostrophes, line by line."""
    for line in text.split("\n"):
        for sentence in sentences_of(line):
            yield from filter(_SAYING.search, _CLAUSE.split(sentence))
