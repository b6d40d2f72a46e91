"""How scores of several kinds become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Floats",
    "Ints",
    "Weights",
    "by_words",
    "closeness",
    "likenesses",
    "rarities",
    "smoothed",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_SHARED = 3
"""So many first letters two words must share to be taken for one."""

_ENDING = 4
"""So many letters may follow what is shared without making it another word."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of score counts for, beside the cosine, which counts once.

    Attributes:
        dense: The cosine; an encoder whose cosines lie closer together needs more.
        lexical: BM25, where a memory with all the words has 1.
        wording: `closeness`, where the best has 1.
        near: What a turn gets of the score of the one before it, and the one after.
        far: The same for the turns next to those.
        speaker: For having been said by someone whom the question names.
        time: For having been said when the question asks for.
        recent: For what is said now; half of it after thirty days.
        pinned: For what the user pinned.
    """

    dense: float = 1.0
    lexical: float = 1.0
    wording: float = 0.2
    near: tuple[float, float] = (0.35, 0.25)
    far: tuple[float, float] = (0.15, 0.15)
    speaker: float = 0.5
    time: float = 0.3
    recent: float = 0.02
    pinned: float = 0.05


def by_words(scores: Floats) -> Floats:
    """Word scores in the measure of their best, which gets 1; 0 stays 0."""
    most = scores.max(initial=0.0)
    return scores / most if most > 0 else scores


def smoothed(scores: Floats, links: Ints, weights: Weights) -> Floats:
    """``scores`` with what the neighbours give of theirs.

    ``links`` has a row for each score: the places of the turns two before, one before,
    one after and two after it, or -1.
    """
    whole = np.append(scores, np.float32(0.0))  # what is not there gives nothing
    shares = (weights.far[0], weights.near[0], weights.near[1], weights.far[1])
    return scores + whole[links] @ np.asarray(shares, np.float32)


def closeness(asked: Sequence[str], said: Sequence[Sequence[str]]) -> Floats:
    """How far each text has the words that are ``asked``, in the measure of the best.

    ``said`` are the texts' `content_words`. Words are one if they begin alike ("kitap"
    and "kitabı" do); rare ones, and two in a row, count more.
    """
    likeness = likenesses(list(dict.fromkeys(asked)), said)
    close = by_words(likeness @ rarities(likeness))
    return (close + 0.5 * by_words(_pairs(asked, said))).astype(np.float32)


def rarities(likeness: Floats) -> Floats:
    """What each word counts for, by how few of the texts have it.

    ``likeness`` is that of `likenesses`: a row for each text, a column for each word.
    """
    number, standing = len(likeness), (likeness > 0).sum(axis=0)
    rarity = np.log1p((number - standing + 0.5) / (standing + 0.5))
    return np.asarray(rarity, np.float32)


def likenesses(words: Sequence[str], said: Sequence[Sequence[str]]) -> Floats:
    """How near each text comes to each word, 0 … 1: a row for a text."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word[:_SHARED], []).append(place)
    # The same words stand in many of the texts.
    known: dict[str, list[tuple[int, float]]] = {}
    likeness = np.zeros((len(said), len(words)), np.float32)
    for row, text in zip(likeness, said, strict=True):
        for word in set(text):
            if word[:_SHARED] not in places:
                continue
            if word not in known:
                near = places[word[:_SHARED]]
                known[word] = [(at, _alike(words[at], word)) for at in near]
            for at, like in known[word]:
                row[at] = max(row[at], like)
    return likeness


def _alike(word: str, other: str) -> float:
    shared = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        shared += 1
    if word == other:
        return 1.0
    if word.isdecimal() or shared < min(_ENDING, len(word), len(other)):
        return 0.0
    return shared / max(len(word), min(len(other), shared + _ENDING))


def _pairs(asked: Sequence[str], said: Sequence[Sequence[str]]) -> Floats:
    """How many pairs of the question's words stand in a row in each text."""
    wanted = {(one[:4], two[:4]) for one, two in pairwise(asked)}
    rows = np.zeros(len(said), np.float32)
    if wanted:
        for at, text in enumerate(said):
            beginnings = [word[:4] for word in text]
            rows[at] = len(wanted.intersection(pairwise(beginnings)))
    return rows
