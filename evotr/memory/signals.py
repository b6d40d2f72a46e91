"""What tells whether the best of what was found answers the question at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from evotr.domain import MemoryItem
from evotr.memory.asking import asked_for, holds, telling_words
from evotr.memory.fusion import Floats, Ints, likenesses, rarities
from evotr.memory.words import content_words

__all__ = ["FEATURES", "Signals", "Weighed", "read_signals"]

_SURE: Final = ("age", "colour", "money", "phone")
_READ: Final = 3
"""So many of the best are read for what is asked."""

FEATURES: Final = (
    "score",
    "above",
    "nearest",
    "nearer",
    "near",
    "lexical",
    "most_lexical",
    "told",
    "unknown",
    "gap",
    "words",
    "scope",
    "own",
    "yours",
    "order",
    "unfit",
    "none_fits",
    "surely_unfit",
    "document",
    "own_document",
    "named",
    "other_speaker",
)
"""The names of `Signals.features`, in order; `read_signals` says what they are."""

_EACH: Final = 2
"""So many of them differ between memories; the others are of the question."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best memories before they are judged.

    Attributes:
        scores: By these they are ranked; a number for each.
        cosines: How near they are, all 0 where no vectors are there.
        traits: The other `FEATURES` by name; what is not there is 0.
        timely: Whether the best was said at a time that the question names.
    """

    scores: Floats
    cosines: Floats
    traits: Mapping[str, float] = field(default_factory=dict)
    timely: bool = False

    def features(self) -> Floats:
        """A row of `FEATURES` for each memory.

        Only the score, and by how much it is above the mean, differ between them.
        """
        number = len(self.scores)
        rows = np.empty((number, len(FEATURES)), np.float32)
        rows[:, 0] = self.scores
        rows[:, 1] = self.scores - self.scores.sum() / max(1, number)
        rows[:, _EACH:] = [self.traits.get(name, 0.0) for name in FEATURES[_EACH:]]
        return rows


@dataclass(frozen=True, slots=True)
class Weighed:
    """Memories with what they were weighed by; a number for each, in their order.

    Attributes:
        items: The memories.
        said: The `content_words` of each.
        scores: By these they are ranked.
        cosines: How near they are.
        lexical: BM25, where one that has all of the words once has 1.
        speakers: Whom the question names.
        scope: Of how many memories these are the best.
    """

    items: Sequence[MemoryItem]
    said: Sequence[Sequence[str]]
    scores: Floats
    cosines: Floats
    lexical: Floats
    speakers: frozenset[str]
    scope: int


def read_signals(question: str, found: Weighed) -> Signals:
    """The signals of what was ``found`` for ``question``.

    Of the best one: ``near`` is its cosine, ``lexical`` its BM25, ``gap`` what its
    score is above the next; ``unfit``: it has nothing of the kind that is asked for
    (a number, a name), ``document``: it is a piece of one, ``other_speaker``: it is of
    none of those who are named. Of all: ``nearest`` is the best cosine, ``nearer`` that
    above the mean, ``most_lexical`` the best BM25, ``unknown`` the part of the words
    that none has, ``scope`` of how many they are the best (a logarithm). ``told`` is
    the part of the words, rare ones counting more, that the best three have together;
    ``none_fits`` is ``unfit`` of these, ``surely_unfit`` the same for what is easily
    recognized. The others are of the question: `Asked`, how many ``words`` (a
    logarithm), whether someone is ``named``.
    """
    if not found.items:
        return Signals(found.scores, found.cosines)
    asked = asked_for(question)
    order = np.argsort(-found.scores, kind="stable")[: max(_READ, 2)]
    best = found.items[order[0]]
    told, unknown = _told(question, found.said, order[:_READ])
    texts = [found.items[at].text for at in order[:_READ]]
    wanted = asked.wanted
    fitting = [wanted is None or holds(wanted, text, question) for text in texts]
    gap = found.scores[order[0]] - found.scores[order[1]] if len(order) > 1 else 0.0
    nearest = found.cosines.max()
    document = best.kind == "document"
    traits = {
        "nearest": nearest,
        "nearer": nearest - found.cosines.mean(),
        "near": found.cosines[order[0]],
        "lexical": found.lexical[order[0]],
        "most_lexical": found.lexical.max(),
        "told": told,
        "unknown": unknown,
        "gap": gap,
        "words": np.log1p(len(content_words(question))),
        "scope": np.log10(1 + found.scope),
        "own": asked.own,
        "yours": asked.yours,
        "order": asked.order,
        "unfit": not fitting[0],
        "none_fits": not any(fitting),
        "surely_unfit": wanted in _SURE and not any(fitting),
        "document": document,
        "own_document": asked.own and document,
        "named": bool(found.speakers),
        "other_speaker": bool(found.speakers) and best.speaker not in found.speakers,
    }
    traits = {name: float(value) for name, value in traits.items()}
    return Signals(found.scores, found.cosines, traits)


def _told(
    question: str, said: Sequence[Sequence[str]], best: Ints
) -> tuple[float, float]:
    """The part of the question's words that the best have, and that none has."""
    words = telling_words(question)
    if not words:
        return 0.0, 1.0
    likeness = likenesses(words, said)
    rarity = rarities(likeness)
    told = likeness[best].max(axis=0) @ rarity / max(float(rarity.sum()), 1e-9)
    return float(told), float((likeness == 0).all(axis=0).mean())
