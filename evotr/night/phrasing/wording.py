"""The templates that a person edits: ``data/night/en.toml`` and ``tr.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evotr.night.phrasing.typed import small
from evotr.paths import BUNDLED_NIGHT
from evotr.text import Language

__all__ = ["Wording", "read_wording"]

_PART = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
Styles = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword:
    """How the base is asked for other words.

    Attributes:
        prompt: Around the question (``{q}``).
        check: Whether ``{q}`` and ``{other}`` want the same; then it says ``yes``.
        yes: How that answer begins.
        controls: Questions that show whether it is able.
        different: Pairs that look alike, and do not want the same.
        kinds: Words that say what is asked for, by that.
    """

    prompt: str
    check: str
    yes: str
    controls: tuple[str, ...]
    different: tuple[tuple[str, str], ...]
    kinds: Styles


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's templates, by style.

    Attributes:
        language: Of these.
        small: Words that are written small inside a sentence, casefolded.
        training: Of phrasings that are trained on.
        probes: Of phrasings that are never trained on; one probe of each style.
        negatives: They mention a thing (``{name}``) and ask nothing.
        stray: The words of the training templates, small.
        asides: Patterns of sentences about something else, and their parts.
        reword: How the base is asked for other words.
    """

    language: Language
    small: frozenset[str]
    training: Styles
    probes: Styles
    negatives: tuple[str, ...]
    stray: tuple[str, ...]
    asides: Styles
    reword: Reword

    def has_small(self, word: str) -> bool:
        """Whether a word is among the small ones, in capitals or not."""
        return bool({word.casefold(), small(word, self.language)} & self.small)


@cache
def read_wording(language: Language, folder: Path = BUNDLED_NIGHT) -> Wording:
    """Read ``folder/<language>.toml``, once in a process."""
    content = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))
    training = _styles(content["training"])
    lines = " ".join(line for style in training.values() for line in style)
    reword = content["reword"]
    words = _WORD.findall(_PART.sub(" ", lines))
    return Wording(
        language,
        frozenset(content["small"]),
        training,
        _styles(content["probes"]),
        tuple(content["negatives"]["lines"]),
        tuple(sorted({small(word, language) for word in words})),
        _styles(content["asides"]),
        Reword(
            prompt=reword["prompt"],
            check=reword["check"],
            yes=reword["yes"],
            controls=tuple(reword["controls"]),
            different=tuple((one, other) for one, other in reword["different"]),
            kinds=_styles(reword["kinds"]),
        ),
    )


def _styles(table: Mapping[str, list[str]]) -> Styles:
    return {style: tuple(lines) for style, lines in table.items()}
