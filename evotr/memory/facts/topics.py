"""Which topic has what is the user's own: "my name" is "user.name"."""

from functools import cache
from typing import Final

from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import Language
from evotr.memory.facts.rules import Clause, read_clause
from evotr.memory.facts.wording import fact_of

__all__ = ["as_told", "topic_named"]

# A name, a number, a day: whatever the thing may be, one of them fits.
_VALUES: Final = ("Zerun", "4711", "3 May")
_IS: Final[dict[Language, str]] = {"en": " is ", "tr": " "}
_OWNED: Final = ("nı", "ni", "nu", "nü")
_MINE: Final = tuple(letter + vowel for letter in "mz" for vowel in "ıiuü")


@cache
def topic_named(what: str, language: Language) -> str:
    """The topic of a fact of the user that would say what ``what`` is, else "".

    That is none where it is of somebody or something else: "my sister" is more than
    her name. ``what`` is as a sentence would begin with it.
    """
    for value in _VALUES:
        text = Folded(f"{what}{_IS[language]}{value}")
        whole = Clause(text, 0, len(text.folded), first=True)
        for said in read_clause(whole):
            topic = fact_of(said, text.text, day=None, corrects=False).topic
            return topic if topic.startswith("user.") else ""
    return ""


def as_told(written: str, language: Language) -> str:
    """How one would begin to tell it: "kedimin adını" is "kedimin adı"."""
    if language == "en":
        return written
    if written.lower().endswith(_OWNED):
        return written[:-2]
    return written[:-1] if written.lower().endswith(_MINE) else written
