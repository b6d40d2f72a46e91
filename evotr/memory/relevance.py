"""Whether what was found answers the question at all: a small calibrated judge."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from evotr.memory.fusion import Floats

__all__ = ["Judge", "Relevance", "Signals", "read_relevance"]

_WORDS: Final = "words"
"""Whose numbers serve where there are no vectors."""

_TIMELY: Final = 1.2
"""For having been said when the question asks for, as a logit. Set by hand: the
questions that the judges are fitted on name too few times."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best memories before they are judged; a number for each.

    Attributes:
        scores: By these they are ranked.
        cosines: How near they are, all 0 where no vectors are there.
        covered: The part of the question's words that each has.
        words: How many words the question has, beside grammar.
        timely: Whether the best was said at a time that the question names.
    """

    scores: Floats
    cosines: Floats
    covered: Floats
    words: int
    timely: bool = False

    def features(self) -> Floats:
        """A row of seven for each memory.

        Only the first two differ between them: the score, and by how much it is above
        the mean of all. Then the best cosine, the same above the mean, the best part of
        the words, how many those are (as a logarithm), and one over the number of
        memories: few cannot stand out from each other.
        """
        number = max(1, len(self.scores))
        best = self.cosines.max(initial=0.0)
        same = (
            best,
            best - self.cosines.sum() / number,
            self.covered.max(initial=0.0),
            np.log1p(self.words),
            1.0 / number,
        )
        own = (self.scores, self.scores - self.scores.sum() / number)
        rows = np.empty((len(self.scores), len(own) + len(same)), np.float32)
        rows[:, : len(own)] = np.column_stack(own)
        rows[:, len(own) :] = same
        return rows


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic regression over `Signals`.

    Attributes:
        weights: One for each feature; the first two are above 0 together, so that a
            better score is never less relevant.
        bias: What is added.
        least: Where the best memory's relevance is less, none is shown.
    """

    weights: tuple[float, ...]
    bias: float
    least: float

    def relevances(self, signals: Signals) -> Floats:
        """How likely each memory answers the question, 0 … 1."""
        logits = signals.features() @ np.asarray(self.weights) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-logits - _TIMELY * signals.timely)))


@dataclass(frozen=True, slots=True)
class Relevance:
    """The judges of one encoder: with its vectors, and without any."""

    vectors: Judge
    words: Judge

    def judge(self, signals: Signals) -> Judge:
        """The one for these signals."""
        return self.vectors if signals.cosines.any() else self.words

    def lenient(self) -> "Relevance":
        """The same judges, who let the best be shown in any case."""
        judges = (self.vectors, self.words)
        return Relevance(*(replace(judge, least=0.0) for judge in judges))


def read_relevance(file: Path, fingerprint: str) -> Relevance:
    """The judges for the encoder with this ``fingerprint``.

    Cosines of an encoder that they were not fitted for are measured like those of one
    that they were, and whatever is the best is shown.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not one of judges.
    """
    given: dict[str, dict[str, Any]] = json.loads(file.read_bytes())
    known = {name: _judge(numbers) for name, numbers in given.items()}
    words = known.pop(_WORDS, None)
    if words is None or not known:
        raise ValueError(file.name)
    if fingerprint in known:
        return Relevance(known[fingerprint], words)
    other = next(iter(known.values()))
    return Relevance(replace(other, least=0.0), words)


def _judge(numbers: dict[str, Any]) -> Judge:
    weights = tuple(map(float, numbers["weights"]))
    return Judge(weights, float(numbers["bias"]), float(numbers["least"]))
