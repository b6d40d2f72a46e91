"""What the heads see of a text: hashed grams, keywords, language; and what is embedded.

Grams of the words and of their English glosses are two blocks of one sparse vector;
the embedding is a third, made elsewhere, so that the keyword stage does without it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evotr.router.aside import Aside, read_aside
from evotr.router.glossary import Glossary, read_glossary
from evotr.router.keywords import Hits, Keywords
from evotr.router.language import Language, Languages, read_languages
from evotr.router.reading import GRAM_SPACE, Grams, Reading, gram_rows, joined, read
from evotr.router.tongues import open_tongues

__all__ = ["BUCKETS", "Extractor", "Features", "Floats", "read_extractor", "sparse_row"]

Floats = NDArray[np.float32]

_BLOCK = 1 << 15
BUCKETS = 2 * _BLOCK
"""Buckets of grams: those of the words, then those of the glosses."""

_TURKISH = 0.4
"""From this share of Turkish on a text is glossed; a mixed one is as well."""

_MOST_HITS = 2
_MANY_WORDS = 20
_COUNTS = (1 + np.log(np.maximum(np.arange(1 << 12), 1))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """One text's; ``dense`` has `Extractor.width` values.

    ``buckets`` are sorted, each once, and ``counts`` grow with how often it was there.
    """

    reading: Reading
    language: Language
    hits: Hits
    grams: Grams
    buckets: NDArray[np.int64]
    counts: Floats
    dense: Floats
    embedded: str


@dataclass(frozen=True, slots=True)
class Extractor:
    """Looks at texts. ``experts`` are the ids whose keywords are counted, sorted."""

    experts: tuple[str, ...]
    languages: Languages
    glossary: Glossary
    keywords: Keywords
    aside: Aside

    @property
    def width(self) -> int:
        """The length of `Features.dense`."""
        return 2 * len(self.experts) + 4

    def look(self, text: str) -> Features:
        """Everything but the embedding, some 0.1 ms."""
        reading = read(text)
        if self.aside.may_stand_in(reading.folded):
            left = self.aside.left(text)
            reading = reading if left is text else read(left)
        language = self.languages.judge(reading)
        hits = self.keywords.find(reading)
        gloss, embedded = None, reading.text
        if language.turkish >= _TURKISH:
            gloss = self.glossary.gloss(reading.words)
            embedded = " ".join(gloss) or reading.text
        own, buckets, counts = _counted(reading.words, gloss)
        dense = self._dense(reading, language, hits)
        return Features(reading, language, hits, own, buckets, counts, dense, embedded)

    def _dense(self, reading: Reading, language: Language, hits: Hits) -> Floats:
        """Keywords are capped: ten of them are no ten times surer than one."""
        found = [
            0.0
            if expert in hits.guarded
            else min(
                len(hits.words.get(expert, ())) + 2 * (expert in hits.signs), _MOST_HITS
            )
            / _MOST_HITS
            for expert in self.experts
        ]
        guarded = [float(expert in hits.guarded) for expert in self.experts]
        rest = [
            float(hits.noise),
            language.turkish,
            language.foreign,
            min(len(reading.words), _MANY_WORDS) / _MANY_WORDS,
        ]
        return np.array(found + guarded + rest, np.float32)


def _counted(
    words: Sequence[str], gloss: Sequence[str] | None
) -> tuple[Grams, NDArray[np.int64], Floats]:
    """The grams of ``words``; all buckets in order, and how much each counts.

    Without a ``gloss`` the words are their own.
    """
    said = joined(words)
    if gloss is None:
        numbers, whole = gram_rows(said)
        own = numbers[whole]
        buckets, counts = _ordered(own % _BLOCK)
        return own, np.append(buckets, buckets + _BLOCK), np.append(counts, counts)
    numbers, whole = gram_rows(said + joined(gloss)[1:])
    split = len(said) - 1  # the space between them begins the first word of the gloss
    own = numbers[:, :split][whole[:, :split]]
    numbers %= _BLOCK
    numbers[:, split:] += _BLOCK
    return own, *_ordered(numbers[whole])


def _ordered(numbers: Grams) -> tuple[NDArray[np.int64], Floats]:
    numbers.sort()
    # What numpy.unique does, in a third of its time for so few.
    first = np.ones(len(numbers) + 1, bool)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:-1])
    starts = first.nonzero()[0]
    times = starts[1:] - starts[:-1]
    return numbers[starts[:-1]].astype(np.int64), _COUNTS.take(times, mode="clip")


def sparse_row(looked: Features, idf: Floats) -> Floats:
    """The tf-idf of its buckets by their ``idf``, a unit vector in each block."""
    values: Floats = looked.counts * idf
    half = int(looked.buckets.searchsorted(_BLOCK))
    for block in (slice(half), slice(half, None)):
        part = values[block]
        part /= max(math.sqrt(part @ part), 1e-9)
    return values


def read_extractor(
    folder: Path, experts: Sequence[str], keywords: Keywords
) -> Extractor:
    """Read the files of ``folder`` that are not of ``keywords``."""
    assert GRAM_SPACE % _BLOCK == 0
    glossary = read_glossary(folder / "glossary.toml")
    languages = read_languages(folder / "language.toml")
    return Extractor(
        tuple(sorted(experts)),
        replace(languages, knows=glossary.knows, asked=open_tongues()),
        glossary,
        keywords,
        read_aside(folder / "patterns.toml"),
    )
