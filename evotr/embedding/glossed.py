"""Turkish put into English, word by word, for an encoder that has no Turkish."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evotr.domain import fold
from evotr.embedding.base import Embedder
from evotr.embedding.stems import meaning_of

if TYPE_CHECKING:  # numpy, which only vectors need
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Glossed"]

_RECIPE: Final = 1
"""To be raised with every change of what is embedded."""

_SHOWN: Final = 8
_REMEMBERED: Final = 20_000
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = frozenset("çğıöşüÇĞİÖŞÜ")
_SURE: Final = 1.0
_LIKELY: Final = 0.5


class Glossed:
    """An embedder that reads a Turkish text by the English of its words.

    "Kiracının hakları" is embedded as "tenant right". Texts in other languages stay as
    they are. Any thread may call it.

    Args:
        embedder: Who computes.
        glossary: A TOML file with English words for folded Turkish ``stems``.
        languages: A TOML file with folded ``turkish`` and ``english`` words that give
            their language away.

    Raises:
        OSError, ValueError: A file cannot be read.
    """

    def __init__(self, embedder: Embedder, glossary: Path, languages: Path) -> None:
        self._embedder = embedder
        data = glossary.read_bytes(), languages.read_bytes()
        self._stems: dict[str, str] = tomllib.loads(data[0].decode())["stems"]
        words = tomllib.loads(data[1].decode())
        self._turkish = frozenset(words["turkish"])
        self._english = frozenset(words["english"])
        digest = sha256(b"\0".join(data)).hexdigest()[:_SHOWN]
        self._fingerprint = f"{embedder.fingerprint}-glossed-{_RECIPE}-{digest}"

    @property
    def fingerprint(self) -> str:
        """The encoder's, and the glossary's: what changes either changes vectors."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Those of the encoder."""
        return self._embedder.dimensions

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Embedder.encode`."""
        return self._embedder.encode([self.gloss(text) for text in texts])

    def gloss(self, text: str) -> str:
        """What is embedded in the place of ``text``."""
        words = [self._known(word) for word in _WORD.findall(fold(text))]
        sure = sum(turkish for _, turkish in words)
        lettered = (not _LETTERS.isdisjoint(word) for word in _WORD.findall(text))
        sure += _SURE * sum(lettered)
        return " ".join(english for english, _ in words) if sure > 0 else text

    @cached_property
    def _known(self) -> Callable[[str], tuple[str, float]]:
        return lru_cache(_REMEMBERED)(self._looked_up)

    def _looked_up(self, word: str) -> tuple[str, float]:
        """The English of a folded word, and how much it speaks for Turkish."""
        found = meaning_of(word, self._stems)
        if word in self._turkish:
            return found or word, _SURE
        if word in self._english:
            return found or word, -_SURE
        return found or word, _LIKELY if found and found != word else 0.0
