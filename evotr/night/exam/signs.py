"""By what a reply is known to say that it does not know, and to be in a language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from evotr.domain import fold, fold_tokens
from evotr.paths import BUNDLED_NIGHT
from evotr.text import LANGUAGES, Language

__all__ = ["Signs", "signs"]


@dataclass(frozen=True, slots=True)
class Signs:
    """One language's signs, folded: ``data/night/signs.toml``."""

    language: Language
    refusals: re.Pattern[str]
    words: frozenset[str]

    def refuses(self, text: str) -> bool:
        """Whether the text says that something is not known, or not to be had."""
        return bool(self.refusals.search(fold(text)))

    def is_spoken_in(self, text: str) -> bool:
        """Whether more of its small words are of this language than of the other."""
        return self.count(text) > max(
            signs(other).count(text) for other in LANGUAGES if other != self.language
        )

    def count(self, text: str) -> int:
        """How many small words of this language it has."""
        return sum(word in self.words for word in fold_tokens(text))


@cache
def signs(language: Language) -> Signs:
    """The signs of a language, read once in a process."""
    content = tomllib.loads((BUNDLED_NIGHT / "signs.toml").read_text("utf-8"))
    own = content[language]
    return Signs(
        language, re.compile("|".join(own["refusals"])), frozenset(own["words"])
    )
