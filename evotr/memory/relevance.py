"""Whether what was found answers the question at all: a small calibrated judge."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from evotr.memory.fusion import Floats
from evotr.memory.signals import FEATURES, Signals

__all__ = ["Judge", "Relevance", "read_relevance"]

_WORDS: Final = "words"
"""Whose numbers serve where there are no vectors."""

_TIMELY: Final = 1.2
"""For having been said when the question asks for, as a logit. Set by hand: the
questions that the judges are fitted on name too few times."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic regression over `Signals`.

    Attributes:
        weights: What `FEATURES` count for, 0 where one is not named; "score" and
            "above" are above 0 together, so that a better score is never less relevant.
        bias: What is added.
        least: Where the best memory's relevance is less, none is shown.
    """

    weights: Mapping[str, float]
    bias: float
    least: float

    def relevances(self, signals: Signals) -> Floats:
        """How likely each memory answers the question, 0 … 1."""
        weights = [self.weights.get(name, 0.0) for name in FEATURES]
        logits = signals.features() @ np.asarray(weights) + self.bias
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

    They are known by how it begins: what follows is the glossary, which changes little.
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
    for name, judge in known.items():
        if fingerprint.startswith(name):
            return Relevance(judge, words)
    other = next(iter(known.values()))
    return Relevance(replace(other, least=0.0), words)


def _judge(numbers: dict[str, Any]) -> Judge:
    weights = {name: float(given) for name, given in numbers["weights"].items()}
    if not weights.keys() <= set(FEATURES):
        raise ValueError(sorted(weights))
    return Judge(weights, float(numbers["bias"]), float(numbers["least"]))
