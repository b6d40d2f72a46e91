"""From scores to shares of experts, and what their judges look at. Rows of texts."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from evotr.domain import GENERAL
from evotr.router.features import Features, Floats
from evotr.router.heads import sigmoid, softmax

__all__ = [
    "EVERYDAY",
    "NOISE",
    "TURKISH_CHAT",
    "agreement_of",
    "limited",
    "none_figures",
    "plainly_put",
    "right_figures",
    "shares_of",
    "spoken_for",
    "topic_of",
    "with_none",
]

NOISE = "noise"
"""The source of exemplars that no expert is for; they are the base's."""

TURKISH_CHAT = "tr_chat"
EVERYDAY = "everyday"
"""The one topic of general and tr_chat: what is talked of does not tell them apart."""

_SHARPNESS = 1.5  # of the logistic regression's shares, which its penalty blunts
_VOTE = 1.0  # of the closest exemplars, beside the head's shares
_LEFT_OUT = 0.05  # of the shares of experts that may not answer: goes to the everyday
_WORDS = 20
_FEW = 8


def topic_of(expert: str) -> str:
    """The topic that an expert stands for."""
    return EVERYDAY if expert in {GENERAL, TURKISH_CHAT} else expert


def shares_of(
    experts: tuple[str, ...],
    topics: tuple[str, ...],
    scores: Floats,
    votes: Floats | None,
) -> Floats:
    """Shares of ``experts`` by scores (n, topics + 1) and votes (n, topics)."""
    by_topic = softmax(scores[:, :-1] * _SHARPNESS)
    if votes is not None:
        by_topic = softmax(np.log(by_topic + 1e-9) + _VOTE * votes)
    shares = by_topic[:, _columns(experts, topics)]
    if GENERAL in experts and TURKISH_CHAT in experts:
        turkish = sigmoid(scores[:, -1])
        shares[:, experts.index(TURKISH_CHAT)] *= turkish
        shares[:, experts.index(GENERAL)] *= 1 - turkish
    return shares


@lru_cache(maxsize=4)
def _columns(experts: tuple[str, ...], topics: tuple[str, ...]) -> NDArray[np.intp]:
    """Each expert's topic, as its index."""
    return np.array([topics.index(topic_of(expert)) for expert in experts])


def with_none(experts: Sequence[str], shares: Floats, none: Floats) -> Floats:
    """``shares`` where with the probability ``none`` (n) no expert fits."""
    shares = shares * (1 - none[:, None])
    shares[:, experts.index(GENERAL)] += none
    return shares


def limited(experts: tuple[str, ...], shares: Floats, among: frozenset[str]) -> Floats:
    """``shares`` where only the experts ``among`` may answer, and the base.

    Some of what the others would have got is the base's (or everyday Turkish's): a
    question for an expert that is not there is not one for the next best.
    """
    kept, everyday = _masks(experts, among)
    if kept.all():
        return shares
    left = shares[:, ~kept].sum(axis=1, keepdims=True) * _LEFT_OUT
    shares = shares * kept
    chat = shares * everyday + 1e-9 * everyday
    shares = shares + left * chat / chat.sum(axis=1, keepdims=True)
    found: Floats = shares / shares.sum(axis=1, keepdims=True)
    return found


@lru_cache(maxsize=16)
def _masks(
    experts: tuple[str, ...], among: frozenset[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which experts may answer, and which of these are everyday."""
    kept = np.array([expert in among or expert == GENERAL for expert in experts])
    return kept, np.array([topic_of(expert) == EVERYDAY for expert in experts]) & kept


def none_figures(
    looked: Sequence[Features], nearest: Floats, familiar: Floats, general: Floats
) -> Floats:
    """What tells a text that no expert is for, (n, 6).

    ``nearest`` is the cosine of the closest exemplar, ``familiar`` the share of known
    grams, ``general`` the base's share.
    """
    return np.array(
        [
            (
                near,
                known,
                features.language.foreign,
                features.hits.noise,
                _words(features),
                share,
            )
            for features, near, known, share in zip(
                looked,
                nearest.tolist(),
                familiar.tolist(),
                general.tolist(),
                strict=True,
            )
        ],
        np.float32,
    )


def agreement_of(scores: Floats, votes: Floats | None) -> Floats:
    """How far the head and the closest exemplars mean the same topic, (n): 0 … 1."""
    if votes is None:
        return np.zeros(len(scores), np.float32)
    head = softmax(scores[:, :-1] * _SHARPNESS)
    agreement: Floats = np.minimum(head, softmax(votes)).sum(axis=1)
    return agreement


def right_figures(
    looked: Sequence[Features],
    experts: Sequence[str],
    shares: Floats,
    nearest: Floats,
    agreement: Floats,
) -> Floats:
    """What tells whether the first of ``shares`` is right, (n, 9).

    In plain Python: most of the time it is one row, and numpy's calls would cost more.
    """
    topics = [topic_of(expert) for expert in experts]
    return np.array(
        [
            _right(features, topics, row, near, agreed)
            for features, row, near, agreed in zip(
                looked,
                shares.tolist(),
                nearest.tolist(),
                agreement.tolist(),
                strict=True,
            )
        ],
        np.float32,
    )


def _right(
    looked: Features,
    topics: Sequence[str],
    shares: list[float],
    near: float,
    agreed: float,
) -> tuple[float, ...]:
    first = max(shares)
    pick = shares.index(first)
    # The base may have no rival.
    second = max((*shares[:pick], *shares[pick + 1 :]), default=0.0)
    topic = topics[pick]
    said = spoken_for(looked)
    return (
        math.log(first + 1e-4) - math.log(1 - first + 1e-3),
        math.log(first / (second + 1e-4)),
        near,
        agreed,
        _words(looked),
        looked.language.turkish,
        topic == EVERYDAY,
        topic in said,
        bool(said - {topic, EVERYDAY}),
    )


def spoken_for(looked: Features) -> set[str]:
    """The topics that a keyword or a sign speaks for, and no guard against."""
    named = {*looked.hits.words, *looked.hits.signs} - looked.hits.guarded
    return {topic_of(expert) for expert in named}


def plainly_put(looked: Features) -> bool:
    """Whether words alone may decide: few of them, of one field, and no known trap.

    In a longer question the words that no card lists may well say the opposite.
    """
    return (
        len(looked.reading.words) <= _FEW
        and not looked.hits.guarded
        and len(spoken_for(looked) - {EVERYDAY}) <= 1
    )


def _words(looked: Features) -> float:
    return min(len(looked.reading.words), _WORDS) / _WORDS
